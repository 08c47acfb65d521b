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
   * Show the title of a view in the browser's tab.
   * @param {string | undefined} title
   * @returns {*} Dash's "no update"
   */
  function showTitle(title) {
    if (title) document.title = title;
    return root.dash_clientside.no_update;
  }

  function isReady() {
    return document.documentElement.classList.contains("tca-live");
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
    if (search !== root.location.search) {
      root.dash_clientside.set_props("location", { search: search });
    }
  }

  /** Bring the panel to a reader whose choice changed it: into sight, and to a lost focus. */
  function showPanel(panel) {
    const box = panel.getBoundingClientRect();
    const hidden = box.top > root.innerHeight * 0.85 || box.bottom < 0;
    if (hidden) panel.scrollIntoView({ block: "start" });
    const lost = !document.activeElement || document.activeElement === document.body;
    const heading = panel.querySelector("h2");
    if (lost && heading) {
      heading.tabIndex = -1;
      heading.focus({ preventScroll: true });
    }
  }

  function watchPanel() {
    const panel = document.getElementById("panel");
    if (!panel) return;
    let shown = root.location.search;
    new MutationObserver(function () {
      if (!isReady()) return;
      if (changesPanel(shown, root.location.search)) showPanel(panel);
      shown = root.location.search;
    }).observe(panel, { childList: true, subtree: true, characterData: true });
  }

  function onClick(event) {
    const link = event.target.closest && event.target.closest("a[href]");
    if (!link || !isReady() || link.closest("header, footer")) return;
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
    if (isReady()) go(search);
    else root.location.assign(form.getAttribute("action") + search);
  }

  const tca = {
    searchOf: searchOf,
    staysInside: staysInside,
    showTitle: showTitle,
    changesPanel: changesPanel,
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
