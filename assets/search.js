/**
 * Gives the search box suggestions while typing, with the accessible-autocomplete package. Without
 * scripts, or where the package is not there, the box is a plain form.
 */
(function (root) {
  "use strict";

  const WAIT_MS = 120;

  /**
   * Make text safe to put into HTML.
   * @param {string} text
   * @returns {string}
   */
  function escapeHtml(text) {
    const signs = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
    return String(text).replace(/[&<>"']/g, function (sign) {
      return signs[sign];
    });
  }

  /**
   * Name a suggestion; the package gives what the box held first as a plain text.
   * @param {{name: string} | string | undefined} entry
   * @returns {string}
   */
  function nameOf(entry) {
    if (!entry) return "";
    return typeof entry === "string" ? entry : entry.name;
  }

  /**
   * Write one suggestion as HTML: its name, then what it is.
   * @param {{name: string, kind: string, detail: string} | undefined} entry
   * @returns {string}
   */
  function suggestionHtml(entry) {
    if (!entry) return "";
    if (typeof entry === "string") return escapeHtml(entry);
    return (
      escapeHtml(entry.name) +
      ' <span class="tca-suggestion-kind">' +
      escapeHtml(entry.kind + (entry.detail ? " \u2013 " + entry.detail : "")) +
      "</span>"
    );
  }

  /**
   * Make a source of suggestions that asks the server once typing pauses and drops late answers.
   * @param {string} address that of the page of results
   * @param {(address: string) => Promise<{json: () => Promise<*>}>} ask such as window.fetch
   * @param {(work: () => void, wait: number) => *} later such as window.setTimeout
   * @param {(timer: *) => void} cancel such as window.clearTimeout
   * @returns {(query: string, show: (entries: object[], note: string) => void) => void}
   */
  function suggestionSource(address, ask, later, cancel) {
    let timer = null;
    let newest = 0;
    return function (query, show) {
      const asked = ++newest;
      cancel(timer);
      timer = later(function () {
        ask(address + ".json?find=" + encodeURIComponent(query))
          .then(function (answer) {
            return answer.json();
          })
          .then(function (results) {
            if (asked === newest) show(results.found, results.note);
          })
          .catch(function () {
            if (asked === newest) show([], "");
          });
      }, WAIT_MS);
    };
  }

  /**
   * Let an area that is found join a comparison that has room, as one chosen on the map does.
   * @param {string} found the query string that the entry leads to
   * @param {string} shown the query string of the page
   * @returns {string} the query string to go to
   */
  function joinComparison(found, shown) {
    const area = new URLSearchParams(found).get("area");
    const here = new URLSearchParams(shown);
    const codes = (here.get("compare") || "").split(",").filter(Boolean);
    if (!area || codes.length === 0 || codes.length > 2 || codes.includes(area)) return found;
    here.set("compare", codes.concat(area).join(","));
    return "?" + here.toString().replace(/%2C/g, ",");
  }

  function open(entry) {
    if (!entry || typeof entry === "string") return;
    const target = new URL(entry.href, root.location.href);
    target.search = joinComparison(target.search, root.location.search);
    const live = document.documentElement.classList.contains("tca-live");
    if (live && target.pathname === root.location.pathname) {
      root.dash_clientside.set_props("location", { search: target.search });
    } else {
      root.location.assign(target.href);
    }
  }

  function enhance(form) {
    const input = form.querySelector("input[name=find]");
    const focused = document.activeElement === input;
    const caret = input.selectionStart;
    const holder = document.createElement("div");
    holder.className = "tca-search-input";
    const value = input.value;
    input.replaceWith(holder);
    const address = form.getAttribute("action");
    const fetch = root.fetch.bind(root);
    const ask = suggestionSource(address, fetch, root.setTimeout, root.clearTimeout);
    let note = "";
    root.accessibleAutocomplete({
      element: holder,
      id: "find",
      name: "find",
      defaultValue: value,
      placeholder: input.placeholder,
      minLength: 2,
      confirmOnBlur: false,
      displayMenu: "overlay",
      source: function (query, show) {
        ask(query, function (entries, said) {
          note = said;
          show(entries);
        });
      },
      templates: {
        inputValue: nameOf,
        suggestion: suggestionHtml,
      },
      onConfirm: open,
      tNoResults: function () {
        return note
          ? note + " Press Enter for where to find out."
          : "Nothing found. Try part of a name.";
      },
    });
    if (focused) {
      const box = form.querySelector("input[name=find]");
      box.focus(); // at which the package selects the words, in a microtask
      root.queueMicrotask(() => box.setSelectionRange(caret, caret));
    }
  }

  function load(form) {
    const style = document.createElement("link");
    style.rel = "stylesheet";
    style.href = form.dataset.style;
    const script = document.createElement("script");
    script.src = form.dataset.script;
    script.onload = function () {
      enhance(form);
    };
    document.head.append(style, script);
  }

  root.tcaSearch = {
    escapeHtml: escapeHtml,
    nameOf: nameOf,
    suggestionHtml: suggestionHtml,
    suggestionSource: suggestionSource,
    joinComparison: joinComparison,
  };
  if (root.document) {
    const form = root.document.querySelector("form.tca-search");
    if (form && form.dataset.script) {
      // Where there is a live map to wait for, it comes first, unless the reader is at the box.
      const waits = root.document.getElementById("live-scripts") !== null;
      const signs = waits ? [[root.document, "tca-settled"], [form, "pointerenter"], [form, "focusin"]] : [[root, "load"]];
      const start = function () {
        signs.forEach(([target, name]) => target.removeEventListener(name, start));
        const idle = root.requestIdleCallback || root.setTimeout;
        idle(() => load(form));
      };
      signs.forEach(([target, name]) => target.addEventListener(name, start));
    }
  }
})(globalThis);
