/**
 * Turns links and the form of choices into addresses that Dash is told of, once it is ready. Until
 * then, and with scripts off, the browser follows them itself. Nothing here knows what a choice
 * means: the server reads every address.
 */
(function (root) {
  "use strict";

  /**
   * Spell a form's fields as a query string, leaving out those that are empty.
   * @param {Iterable<[string, string]>} fields names and values, in the form's order
   * @returns {string} the query string with its "?", or "" when every field is empty
   */
  function searchOf(fields) {
    const kept = new URLSearchParams(Array.from(fields).filter(([, value]) => value !== ""));
    return kept.size === 0 ? "" : "?" + kept;
  }

  /**
   * Tell whether a click on a link should stay inside the page.
   * @param {MouseEvent} event the click
   * @param {{origin: string, pathname: string, hash: string}} target where the link leads
   * @param {{origin: string, pathname: string}} here where the page is
   * @returns {boolean}
   */
  function staysInside(event, target, here) {
    const held = event.metaKey || event.ctrlKey || event.shiftKey || event.altKey;
    const plain = event.button === 0 && !held && !event.defaultPrevented;
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
    const [one, other] = [before, after].map((search) => new URLSearchParams(search));
    return ["area", "bid", "partner", "compare"].some((name) => one.get(name) !== other.get(name));
  }

  /**
   * Tell whether a reader's focus belongs with the panel after a choice: if it is about something
   * else now, but never away from the map that is walked or the form that is filled in.
   * @param {string} before the query string before the choice
   * @param {string} after the query string after it
   * @param {"nowhere" | "panel" | "map" | "form" | "elsewhere"} at where the focus is
   * @returns {boolean}
   */
  function leadsToPanel(before, after, at) {
    if (at === "map" || at === "form") return false;
    if (changesPanel(before, after)) return true;
    const [one, other] = [before, after].map((search) => new URLSearchParams(search).get("region"));
    return at !== "elsewhere" && one !== other;
  }

  function whereFocusIs(panel) {
    const at = root.document.activeElement;
    if (!at || at === root.document.body) return "nowhere";
    if (panel.contains(at)) return "panel";
    if (at.closest(".tca-map")) return "map";
    return at.closest("form.tca-form") ? "form" : "elsewhere";
  }

  function focusOn(target) {
    target.tabIndex = -1;
    target.focus({ preventScroll: true });
  }

  /**
   * Change the page and take the reader along: to the panel if it is about something else now,
   * and from a link that is gone to what it led to.
   * @param {string} before the query string of the page
   * @param {string} after the query string that it changes to
   * @param {() => void} change
   */
  function keepFocus(before, after, change) {
    const panel = root.document.getElementById("panel");
    const at = whereFocusIs(panel);
    const held = root.document.activeElement;
    const table = root.document.getElementById("table");
    const inTable = table.contains(held);
    change();
    if (before !== after && changesPanel(before, after)) showPanel(panel);
    const heading = panel.querySelector("h2");
    if (heading && before !== after && leadsToPanel(before, after, at)) focusOn(heading);
    else if (at !== "nowhere" && !held.isConnected) {
      const target =
        (inTable && table.querySelector("th[aria-sort]")) || root.document.getElementById("headline");
      focusOn(target);
      target.scrollIntoView({ block: "nearest" });
    }
  }

  /** Bring the panel into sight of a reader whose choice changed it. */
  function showPanel(panel) {
    const box = panel.getBoundingClientRect();
    const hidden = box.top > root.innerHeight * 0.85 || box.bottom < 0;
    if (hidden) panel.scrollIntoView({ block: "start" });
  }

  function go(search) {
    if (search !== root.location.search) root.dash_clientside.set_props("location", { search });
  }

  function onClick(event) {
    const link = event.target.closest && event.target.closest("a[href]");
    if (!link || !root.tcaStart.isLive() || link.closest("header, footer")) return;
    const target = new URL(link.getAttribute("href"), root.location.href);
    if (!staysInside(event, target, root.location)) return;
    event.preventDefault();
    go(target.search);
  }

  function choose(event) {
    const form = event.target.closest && event.target.closest("form.tca-form");
    if (!form) return;
    if (event.type === "submit") event.preventDefault();
    const search = searchOf(new FormData(form));
    if (root.tcaStart.isLive()) go(search);
    else root.location.assign(form.getAttribute("action") + search);
  }

  root.tcaNavigation = {
    searchOf: searchOf,
    staysInside: staysInside,
    changesPanel: changesPanel,
    leadsToPanel: leadsToPanel,
    keepFocus: keepFocus,
    go: go,
  };
  if (root.document) {
    root.document.addEventListener("click", onClick);
    root.document.addEventListener("change", choose);
    root.document.addEventListener("submit", choose);
  }
})(globalThis);
