/**
 * What the reader is told when an answer fails, is lost, is refused or is of other data than the
 * page, and how to go on. Dash says so in the console alone; its renderer's hooks tell of it here.
 * The page stays as it was until the reader tries again or chooses something else.
 */
(function (root) {
  "use strict";

  const WAIT_MS = 20000;
  const OUTLINES = "outlines";
  const STILL = " The page still shows the view before it.";

  /**
   * Find what is wrong with a callback that failed.
   * @param {Response | Error} error what Dash found: the server's answer, or that none came
   * @returns {{name: string, seconds?: number}}
   */
  function faultOf(error) {
    if (!error.headers) return { name: "lost" };
    if (error.status !== 429) return { name: "failed" };
    return { name: "busy", seconds: Number(error.headers.get("Retry-After")) || 60 };
  }

  /**
   * Say a fault in words.
   * @param {{name: string, seconds?: number}} fault
   * @returns {string}
   */
  function wordsOf(fault) {
    switch (fault.name) {
      case "changed":
        return "The data behind this page have been renewed since you opened it. Load it again to go on.";
      case "busy":
        return `Too many requests came from your network. Wait ${fault.seconds} seconds.${STILL}`;
      case "lost":
        return "Your last choice did not get through: check your connection." + STILL;
      default:
        return "Sorry, something went wrong on our side with your last choice." + STILL;
    }
  }

  /** What was asked last, by the outputs it is for: what it was asked with, and who waits for it. */
  const asked = new Map();
  /** Outputs of what failed. */
  const failed = new Set();

  function show(nodes) {
    if (root.tcaStart.isLive()) root.document.getElementById("failure").replaceChildren(...nodes);
  }

  function tell(fault) {
    const text = root.document.createElement("p");
    text.className = "govuk-body";
    text.textContent = wordsOf(fault);
    const button = root.document.createElement("button");
    button.type = "button";
    button.className = "govuk-button tca-failure-act";
    button.textContent = fault.name === "changed" ? "Load the page again" : "Try again";
    button.addEventListener("click", fault.name === "changed" ? reload : retry);
    show([text, button]);
  }

  /** Take back what was told; a reader who stood on its button goes on at the page. */
  function settle() {
    failed.clear();
    const place = root.document.getElementById("failure");
    if (!place || !place.firstChild) return;
    const lost = place.contains(root.document.activeElement);
    show([]);
    if (lost) root.document.getElementById("main").focus({ preventScroll: true });
  }

  /** Load the page of the address again, unless it would not come: then what is here stays. */
  function reload() {
    root.fetch(root.location.href).then(
      () => root.location.reload(),
      () => {}
    );
  }

  /** Ask again what failed, by setting what it was asked with. */
  function retry() {
    if (failed.has(OUTLINES)) reload(); // Plotly draws no more after outlines that did not come
    const again = Array.from(failed, (output) => asked.get(output)?.payload.inputs || []);
    failed.clear();
    again.flat().forEach((one) => {
      root.dash_clientside.set_props(one.id, { [one.property]: one.value });
    });
  }

  function fail(output, fault) {
    failed.add(output);
    tell(fault);
  }

  /** Watch over what Dash asks, which has no limit of time of its own. */
  function onAsked(payload) {
    const output = payload.output;
    if (asked.has(output)) root.clearTimeout(asked.get(output).timer);
    const timer = root.setTimeout(() => fail(output, { name: "lost" }), WAIT_MS);
    asked.set(output, { payload: payload, timer: timer });
  }

  function onResolved({ output }, { error }) {
    if (!asked.has(output)) return; // it ran in the browser
    root.clearTimeout(asked.get(output).timer);
    if (error) fail(output, faultOf(error));
    else if (failed.delete(output) || failed.size === 0) settle();
  }

  /** Plotly asks for outlines itself: where they do not come, the page stays as it was. */
  function onLostOutlines(event) {
    if (!/fetching from|GeoJSON at URL/.test(String(event.reason))) return;
    event.preventDefault();
    fail(OUTLINES, { name: "lost" });
  }

  root.tcaFaults = {
    faultOf: faultOf,
    wordsOf: wordsOf,
    tell: tell,
    settle: settle,
    hooks: { request_pre: onAsked, callback_resolved: onResolved },
  };
  if (root.document) {
    root.addEventListener("online", retry);
    root.addEventListener("popstate", settle);
    root.addEventListener("unhandledrejection", onLostOutlines);
  }
})(globalThis);
