/**
 * The panel as a place of its own: it begins at its top with each choice, comes back to where it was
 * read with Back, and on a phone is a sheet that can be made larger. Lists that open over the page
 * close when a reader goes elsewhere.
 */
(function (root) {
  "use strict";

  /**
   * Remember how far the panel was scrolled at each address.
   * @returns {{keep: (search: string, top: number) => void,
   *            find: (search: string, back: boolean) => number}}
   */
  function rememberPlaces() {
    const places = new Map();
    return {
      keep: function (search, top) {
        places.set(search, top);
      },
      find: function (search, back) {
        return (back && places.get(search)) || 0;
      },
    };
  }

  function watchSide(side) {
    const places = rememberPlaces();
    let shown = root.location.search;
    let back = false;
    let wanted = 0;
    root.addEventListener("popstate", function () {
      back = true;
    });
    side.addEventListener("scroll", function () {
      if (root.location.search === shown) places.keep(shown, side.scrollTop);
    });
    new MutationObserver(function () {
      if (root.location.search === shown) {
        // What makes the panel long enough for its place may come after the rest of it.
        if (side.scrollTop < wanted) side.scrollTop = wanted;
        if (side.scrollTop >= wanted) wanted = 0;
        return;
      }
      shown = root.location.search;
      wanted = places.find(shown, back);
      side.scrollTop = wanted;
      back = false;
    }).observe(side, { childList: true, subtree: true, characterData: true });
  }

  function watchSheet(button) {
    button.addEventListener("click", function () {
      const tall = root.document.documentElement.classList.toggle("tca-tall");
      button.setAttribute("aria-expanded", String(tall));
      button.textContent = tall ? "Smaller" : "Larger";
    });
  }

  /** Close each open list that neither the click nor the focus is in. */
  function closeOthers(inside) {
    root.document.querySelectorAll("details.tca-drop[open]").forEach(function (list) {
      if (!inside || !list.contains(inside)) list.open = false;
    });
  }

  function onKey(event) {
    if (event.key !== "Escape") return;
    const list = event.target.closest && event.target.closest("details.tca-drop[open]");
    if (!list) return;
    list.open = false;
    list.querySelector("summary").focus();
  }

  root.tcaSheet = { rememberPlaces: rememberPlaces };
  if (root.document) {
    const side = root.document.getElementById("side");
    if (side) {
      watchSide(side);
      watchSheet(side.querySelector(".tca-larger"));
    }
    root.document.addEventListener("click", function (event) {
      closeOthers(event.target);
    });
    root.document.addEventListener("keydown", onKey);
  }
})(globalThis);
