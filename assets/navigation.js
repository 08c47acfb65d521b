/**
 * Turns links and the form of choices into steps without a page load, once Dash is ready.
 * Until then, and with scripts off, the browser follows them itself. Nothing here knows what a
 * choice means: the server reads every address.
 */
(function (root) {
  "use strict";

  /**
   * Spell a form's fields as a query string, leaving out those that are empty.
   * @param {Iterable<[string, string]>} fields names and values, in the form's order
   * @returns {string} the query string with its "?", or "" when every field is empty
   */
  function searchOf(fields) {
    const kept = new URLSearchParams();
    for (const [name, value] of fields) {
      if (value !== "") kept.append(name, value);
    }
    const text = kept.toString();
    return text === "" ? "" : "?" + text;
  }

  /**
   * Tell whether a click on a link should stay inside the page.
   * @param {{button: number, metaKey: boolean, ctrlKey: boolean, shiftKey: boolean,
   *          altKey: boolean, defaultPrevented: boolean}} event the click
   * @param {{origin: string, pathname: string, hash: string}} target where the link leads
   * @param {{origin: string, pathname: string}} here where the page is
   * @returns {boolean}
   */
  function staysInside(event, target, here) {
    const plain =
      event.button === 0 &&
      !(event.metaKey || event.ctrlKey || event.shiftKey || event.altKey || event.defaultPrevented);
    return (
      plain && target.origin === here.origin && target.pathname === here.pathname && !target.hash
    );
  }

  /**
   * Tell whether two addresses show different things in the panel.
   * @param {string} before a query string
   * @param {string} after a query string
   * @returns {boolean}
   */
  function changesPanel(before, after) {
    const one = new URLSearchParams(before);
    const other = new URLSearchParams(after);
    return ["area", "bid", "partner", "compare"].some(function (name) {
      return one.get(name) !== other.get(name);
    });
  }

  function go(search) {
    if (search !== root.location.search) root.dash_clientside.tca.goAhead(search);
  }

  /**
   * Tell where a reader's focus belongs after a choice: with the panel if it is about something
   * else now, but never away from the map that is walked or the form that is filled in.
   * @param {string} before the query string before the choice
   * @param {string} after the query string after it
   * @param {"nowhere" | "panel" | "map" | "form" | "elsewhere"} at where the focus is
   * @returns {boolean} whether it moves to the heading of the panel
   */
  function leadsToPanel(before, after, at) {
    if (at === "map" || at === "form") return false;
    if (changesPanel(before, after)) return true;
    const regions = [before, after].map(function (search) {
      return new URLSearchParams(search).get("region");
    });
    return at !== "elsewhere" && regions[0] !== regions[1];
  }

  function whereFocusIs(panel) {
    const at = document.activeElement;
    if (!at || at === document.body) return "nowhere";
    if (panel.contains(at)) return "panel";
    if (at.closest(".tca-map")) return "map";
    return at.closest("form.tca-form") ? "form" : "elsewhere";
  }

  /** Bring the panel into sight of a reader whose choice changed it. */
  function showPanel(panel) {
    const box = panel.getBoundingClientRect();
    const hidden = box.top > root.innerHeight * 0.85 || box.bottom < 0;
    if (hidden) panel.scrollIntoView({ block: "start" });
  }

  function focusHeading(panel) {
    const heading = panel.querySelector("h2");
    if (!heading) return;
    heading.tabIndex = -1;
    heading.focus({ preventScroll: true });
  }

  function watchPanel() {
    const panel = document.getElementById("panel");
    if (!panel) return;
    let shown = root.location.search;
    new MutationObserver(function () {
      const search = root.location.search;
      if (!root.tcaStart.isLive() || search === shown) return;
      const moves = leadsToPanel(shown, search, whereFocusIs(panel));
      if (changesPanel(shown, search)) showPanel(panel);
      if (moves) focusHeading(panel);
      shown = search;
    }).observe(panel, { childList: true, subtree: true, characterData: true });
    watchFocus(panel.closest(".tca-page"));
  }

  /**
   * Take a reader whose link is gone with a choice to what it led to: the column by which the table
   * is sorted now, else the sentence that says what the page shows.
   */
  function watchFocus(page) {
    const table = document.getElementById("table");
    let last = null;
    let inTable = false;
    page.addEventListener("focusin", function (event) {
      last = event.target;
      inTable = table.contains(last);
    });
    new MutationObserver(function () {
      const lost = last && !last.isConnected && document.activeElement === document.body;
      if (!lost) return;
      const sorted = inTable && table.querySelector("th[aria-sort]");
      const target = sorted || document.getElementById("headline");
      target.tabIndex = -1;
      target.focus({ preventScroll: true });
      target.scrollIntoView({ block: "nearest" });
    }).observe(page, { childList: true, subtree: true });
  }

  function onClick(event) {
    const link = event.target.closest && event.target.closest("a[href]");
    if (!link || !root.tcaStart.isLive() || link.closest("header, footer")) return;
    const target = new URL(link.getAttribute("href"), root.location.href);
    if (!staysInside(event, target, root.location)) return;
    event.preventDefault();
    go(target.search);
  }

  function onChange(event) {
    const form = event.target.closest && event.target.closest("form.tca-form");
    if (form) choose(form);
  }

  function onSubmit(event) {
    const form = event.target.closest("form.tca-form");
    if (!form) return;
    event.preventDefault();
    choose(form);
  }

  function choose(form) {
    const search = searchOf(new FormData(form));
    if (root.tcaStart.isLive()) go(search);
    else root.location.assign(form.getAttribute("action") + search);
  }

  const tca = {
    searchOf: searchOf,
    staysInside: staysInside,
    changesPanel: changesPanel,
    leadsToPanel: leadsToPanel,
    watchPanel: watchPanel,
  };
  root.dash_clientside = Object.assign(root.dash_clientside || {}, {
    tca: Object.assign((root.dash_clientside || {}).tca || {}, tca),
  });
  if (root.document) {
    root.document.documentElement.classList.add("tca-scripts");
    root.document.addEventListener("click", onClick);
    root.document.addEventListener("change", onChange);
    root.document.addEventListener("submit", onSubmit);
  }
})(globalThis);
