/**
 * Starts Dash once the still map is on the screen, so that half a megabyte of script never keeps a
 * reader from seeing it. The browser fetches the scripts meanwhile: the page names them as
 * preloads.
 */
(function (root) {
  "use strict";

  /**
   * Do some work after the next frame is painted, or soon where there is no frame to wait for.
   * @param {() => void} work
   * @param {boolean} hidden whether the page is in a tab that is not shown, which paints nothing
   * @param {(step: () => void) => *} nextFrame such as window.requestAnimationFrame
   * @param {(step: () => void, wait: number) => *} later such as window.setTimeout
   */
  function afterPaint(work, hidden, nextFrame, later) {
    if (hidden) later(work, 0);
    else
      nextFrame(function () {
        later(work, 0);
      });
  }

  /**
   * Put scripts into the page; they run in order, and then what follows does.
   * @param {string[]} addresses
   * @param {{createElement: Function, head: {append: Function}}} page such as document
   * @param {() => void} follow
   */
  function runInOrder(addresses, page, follow) {
    addresses.forEach(function (address, index) {
      const script = page.createElement("script");
      script.src = address;
      script.async = false;
      if (index === addresses.length - 1) script.onload = follow;
      page.head.append(script);
    });
  }

  root.tcaStart = { afterPaint: afterPaint, runInOrder: runInOrder };
  if (root.document) {
    const own = root.document.querySelector("script[data-after-paint]");
    if (own) {
      afterPaint(
        function () {
          runInOrder(own.dataset.afterPaint.split(" "), root.document, function () {
            root.renderer = new root.DashRenderer();
          });
        },
        root.document.hidden,
        root.requestAnimationFrame.bind(root),
        root.setTimeout.bind(root),
      );
    }
  }
})(globalThis);
