/**
 * Starts the live page in steps, so that no script keeps a reader from what is there already: the
 * still map is painted, then Plotly draws the live one, then Dash comes and answers choices without
 * a page load. Until then, and where a step fails, every choice works as a link or a form.
 */
(function (root) {
  "use strict";

  /** How long Dash waits for a reader who points at the map as it appears. */
  const PAUSE_MS = 300;

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

  function afterNextPaint(work) {
    afterPaint(
      work,
      root.document.hidden,
      root.requestAnimationFrame.bind(root),
      root.setTimeout.bind(root)
    );
  }

  /**
   * Put a script into the page.
   * @param {string} address
   * @param {{createElement: Function, head: {append: Function}}} page such as document
   * @returns {Promise<void>} kept once it has run, broken if it did not come
   */
  function runScript(address, page) {
    return new Promise(function (resolve, reject) {
      const script = page.createElement("script");
      script.src = address;
      script.onload = resolve;
      script.onerror = reject;
      page.head.append(script);
    });
  }

  /**
   * Have the browser fetch data ahead of who will ask for them.
   * @param {string[]} addresses
   * @param {{createElement: Function, head: {append: Function}}} page such as document
   */
  function fetchAhead(addresses, page) {
    addresses.forEach(function (address) {
      const link = page.createElement("link");
      link.rel = "preload";
      link.as = "fetch";
      link.crossOrigin = "anonymous";
      link.href = address;
      page.head.append(link);
    });
  }

  function isLive() {
    return root.document.documentElement.classList.contains("tca-live");
  }

  let drawn = false;
  let steered = false;

  /** Let Dash answer choices from here on, once the map is drawn and Dash knows what it shows. */
  function settle() {
    if (!drawn || !steered || isLive()) return;
    root.document.documentElement.classList.add("tca-live");
    root.dash_clientside.tca.watchPanel();
  }

  /**
   * Note that Dash knows what the page shows; it says so as it starts and after each choice.
   * @param {string | null | undefined} shown the address
   * @returns {*} Dash's "no update"
   */
  function goLive(shown) {
    if (typeof shown === "string") {
      steered = true;
      settle();
    }
    return root.dash_clientside.no_update;
  }

  function start(own) {
    const { plotly, dash, needed } = own.dataset;
    if (!plotly) return;
    afterNextPaint(function () {
      fetchAhead(needed.split(" "), root.document);
      runScript(plotly, root.document)
        .then(root.dash_clientside.tca.drawFirst)
        .then(function () {
          drawn = true;
          settle();
          if (!dash) return;
          root.setTimeout(function () {
            runScript(dash, root.document).then(function () {
              root.renderer = new root.DashRenderer();
            });
          }, PAUSE_MS);
        })
        .catch(function (error) {
          root.console.error(error); // the page goes on as it is with scripts off
        });
    });
  }

  root.tcaStart = {
    afterPaint: afterPaint,
    afterNextPaint: afterNextPaint,
    runScript: runScript,
    fetchAhead: fetchAhead,
    isLive: isLive,
  };
  root.dash_clientside = Object.assign(root.dash_clientside || {}, {
    tca: Object.assign((root.dash_clientside || {}).tca || {}, { goLive: goLive }),
  });
  if (root.document) {
    const own = root.document.querySelector("script[data-plotly]");
    if (own) root.document.addEventListener("DOMContentLoaded", function () { start(own); });
  }
})(globalThis);
