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

  function go(search) {
    if (search !== root.location.search) {
      root.dash_clientside.set_props("location", { search: search });
    }
  }

  function onClick(event) {
    const link = event.target.closest && event.target.closest("a[href]");
    if (!link || !isReady() || link.closest("header, footer, #still")) return;
    const target = new URL(link.getAttribute("href"), root.location.href);
    if (!staysInside(event, target, root.location)) return;
    event.preventDefault();
    go(target.search);
  }

  function onChange(event) {
    const form = event.target.closest && event.target.closest("form.tca-form");
    if (!form) return;
    if (isReady()) go(searchOf(new FormData(form)));
    else form.requestSubmit();
  }

  function onSubmit(event) {
    const form = event.target.closest("form.tca-form");
    if (!form || !isReady()) return;
    event.preventDefault();
    go(searchOf(new FormData(form)));
  }

  const tca = { searchOf: searchOf, staysInside: staysInside, showTitle: showTitle };
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
