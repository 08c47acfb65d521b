/**
 * Starts the live page once the still map is painted, so that no script keeps a reader from what is
 * there already. Until it is live, and where a step fails, every choice works as a link or a form.
 */
(function (root) {
  "use strict";

  /**
   * Do some work after the next frame is painted, or soon where there is no frame to wait for.
   * @param {() => void} work
   */
  function afterNextPaint(work) {
    if (root.document.hidden) root.setTimeout(work, 0); // a tab that is not shown paints nothing
    else root.requestAnimationFrame(() => root.setTimeout(work, 0));
  }

  function isLive() {
    return root.document.documentElement.classList.contains("tca-live");
  }

  /**
   * Put what waits in a template into the page: scripts run in their order, those without an
   * address after all others have come.
   * @param {HTMLTemplateElement} template
   */
  function start(template) {
    const last = [];
    const coming = Array.from(template.content.children, (waiting) => {
      if (waiting.nodeName !== "SCRIPT") {
        root.document.head.append(waiting.cloneNode(true));
        return null;
      }
      const script = root.document.createElement("script");
      Array.from(waiting.attributes, (one) => script.setAttribute(one.name, one.value));
      script.textContent = waiting.textContent;
      if (!script.src) {
        last.push(script);
        return null;
      }
      script.async = false;
      return new Promise((resolve, reject) => {
        script.onload = resolve;
        script.onerror = () => reject(new Error(script.src + " did not come"));
        root.document.head.append(script);
      });
    });
    Promise.all(coming).then(
      () => root.document.body.append(...last),
      (error) => root.console.error(error) // the page goes on as it is with scripts off
    );
  }

  root.tcaStart = { afterNextPaint: afterNextPaint, isLive: isLive, start: start };
  if (root.document) {
    root.document.documentElement.classList.add("tca-scripts");
    root.document.addEventListener("DOMContentLoaded", () => {
      const template = root.document.getElementById("live-scripts");
      if (template) afterNextPaint(() => start(template));
    });
  }
})(globalThis);
