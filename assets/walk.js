/**
 * Lets the keyboard walk the map: one tab stop, arrow keys to the area in that direction, Home and
 * End, letters to find a name, Enter to choose, Escape to leave. Works on Plotly's map and on the
 * still one. Where the keys lead is worked out on the server (``/walk/...json``).
 */
(function (root) {
  "use strict";

  const KEYS = { ArrowUp: 0, ArrowRight: 1, ArrowDown: 2, ArrowLeft: 3 };
  const TYPING_MS = 900;

  /** The walk over each map that a reader has stepped into. */
  const walkers = new WeakMap();

  /**
   * Find where a key leads.
   * @param {string} key the key's name
   * @param {string} at code of the area the reader is on
   * @param {Record<string, (string | null)[]>} steps up, right, down, left of each area
   * @param {string[]} byName codes in the order of names
   * @returns {string | null} the code to go to, or null to stay
   */
  function stepFrom(key, at, steps, byName) {
    if (key === "Home") return byName[0];
    if (key === "End") return byName[byName.length - 1];
    if (!(key in KEYS)) return null;
    return (steps[at] && steps[at][KEYS[key]]) || null;
  }

  /**
   * Find the next area whose name begins with what was typed, after the one the reader is on.
   * @param {string} typed in any case
   * @param {string} at code of the area the reader is on
   * @param {{gss: string, name: string}[]} areas in the order of names
   * @returns {string | null}
   */
  function findName(typed, at, areas) {
    const text = typed.toLowerCase();
    const here = areas.findIndex((area) => area.gss === at);
    const start = typed.length > 1 ? here : here + 1;
    const order = areas.map((_, offset) => areas[(start + offset + areas.length) % areas.length]);
    const found = order.find((area) => area.name.toLowerCase().startsWith(text));
    return found ? found.gss : null;
  }

  /**
   * Find the file of steps for a map, from the boundary file that it draws.
   * @param {string} boundaries such as /boundaries/hex-upper.0123456789ab.json
   * @returns {string} such as /walk/hex-upper.json
   */
  function walkOf(boundaries) {
    return boundaries.replace(/boundaries\/([a-z-]+)\..*$/, "walk/$1.json");
  }

  function walkAddress(map) {
    const still = map.querySelector(".tca-still");
    return still ? still.dataset.walk : walkOf(root.tcaPlotly.findAddress(root.tcaPlotly.findGraph()));
  }

  /** List the areas of a map as it is drawn now, and let none but the walk's be a tab stop. */
  function listAreas(map) {
    return Array.from(map.querySelectorAll("[data-gss]"), (element) => {
      if (!element.hasAttribute("tabindex")) element.setAttribute("tabindex", "-1");
      const name = root.tcaTooltip.wordsOf(element)[0];
      return { gss: element.dataset.gss, name: name, element: element };
    });
  }

  /** One walk over one map; made anew when the map's areas change. */
  class Walker {
    constructor(map, areas) {
      this.map = map;
      this.areas = areas.sort((one, other) => one.name.localeCompare(other.name, "en-GB"));
      this.byGss = new Map(areas.map((area) => [area.gss, area]));
      this.steps = {};
      this.typed = "";
      this.typedAt = 0;
      this.at = null;
    }

    async load() {
      try {
        this.steps = await (await root.fetch(walkAddress(this.map))).json();
      } catch {
        this.steps = {}; // letters, Home and End still lead on
      }
    }

    go(gss) {
      const area = this.byGss.get(gss);
      if (!area) return;
      if (this.byGss.has(this.at)) this.byGss.get(this.at).element.setAttribute("tabindex", "-1");
      this.at = gss;
      area.element.setAttribute("tabindex", "0");
      area.element.focus();
    }

    /** Find the area whose name begins with what was typed without a pause. */
    type(letter) {
      this.typed = this.isTyping() ? this.typed + letter : letter;
      this.typedAt = Date.now();
      const found = findName(this.typed, this.at, this.areas);
      if (found) this.go(found);
    }

    isTyping() {
      return this.typed !== "" && Date.now() - this.typedAt <= TYPING_MS;
    }

    onKey(event) {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.key === "Escape") leave(this.map);
      else if (event.key === "Enter" || (event.key === " " && !this.isTyping())) {
        choose(this.byGss.get(this.at).element);
      } else if (event.key.length === 1 && !"+-=0".includes(event.key)) this.type(event.key);
      else {
        const names = this.areas.map((area) => area.gss);
        const next = stepFrom(event.key, this.at, this.steps, names);
        if (!next && !(event.key in KEYS)) return;
        this.typed = "";
        if (next) this.go(next);
      }
      event.preventDefault();
      event.stopPropagation();
    }
  }

  function leave(map) {
    const button = map.closest("figure").querySelector(".tca-step-in");
    if (button) button.focus();
  }

  /** Choose an area: as a click on the live map does, or as the still map's link. */
  function choose(element) {
    if (element.hasAttribute("href")) root.location.assign(element.getAttribute("href"));
    else {
      const click = { points: [{ location: element.dataset.gss }] };
      root.dash_clientside.set_props("map", { clickData: click });
    }
  }

  /**
   * List the areas that an address has chosen.
   * @param {string} search a query string
   * @returns {string[]} their codes
   */
  function chosenAreas(search) {
    const asked = new URLSearchParams(search);
    const codes = [asked.get("area")].concat((asked.get("compare") || "").split(","));
    return codes.filter(Boolean);
  }

  /**
   * Give each area of the live map its role and a name with its value, and say which are chosen.
   * @param {Element[]} shapes the areas, marked
   */
  function nameAreas(shapes) {
    const chosen = chosenAreas(root.location.search);
    shapes.forEach((shape) => {
      shape.setAttribute("role", "button");
      shape.setAttribute("aria-label", shape.dataset.tip.replace(/\n/g, ", "));
      if (chosen.includes(shape.dataset.gss)) shape.setAttribute("aria-current", "true");
      else shape.removeAttribute("aria-current");
      if (!shape.hasAttribute("tabindex")) shape.setAttribute("tabindex", "-1");
    });
  }

  /** Make the walk over a map as it is drawn now; null where it has no areas. */
  function makeWalker(map) {
    const areas = listAreas(map);
    if (areas.length === 0) return null;
    const walker = new Walker(map, areas);
    const before = walkers.get(map);
    if (before) walker.at = before.at;
    walkers.set(map, walker);
    return walker;
  }

  async function begin(map) {
    const walker = makeWalker(map);
    if (!walker) return;
    await walker.load();
    walker.go(walker.byGss.has(walker.at) ? walker.at : walker.areas[0].gss);
  }

  /**
   * Find the walk over the map that an event is in. A reader may have come to an area by another
   * way than "Step into the map", as a screen reader does, or the map was drawn anew since.
   */
  function walkAt(event) {
    const area = event.target.closest && event.target.closest(".tca-map [data-gss]");
    if (!area) return null;
    const map = area.closest(".tca-map");
    let walker = walkers.get(map);
    const known = walker && walker.byGss.get(area.dataset.gss);
    if (!known || known.element !== area) {
      walker = makeWalker(map);
      walker.load();
    }
    return { walker: walker, area: area };
  }

  function onFocusIn(event) {
    const found = walkAt(event);
    if (!found) return;
    found.walker.at = found.area.dataset.gss;
    root.tcaOutline.outline("tca-walked", [found.area]);
  }

  function onFocusOut(event) {
    const area = event.target.closest && event.target.closest(".tca-map [data-gss]");
    if (area) root.tcaOutline.outline("tca-walked", []);
  }

  function onClick(event) {
    const button = event.target.closest && event.target.closest(".tca-step-in");
    if (button) begin(button.closest("figure").querySelector(".tca-map"));
    // A pointer's click lands on Plotly's own layer above the areas: this one is a screen reader's.
    const area = event.target.closest && event.target.closest(".tca-map path[role='button']");
    if (area) choose(area);
  }

  root.tcaWalk = {
    stepFrom: stepFrom,
    findName: findName,
    walkOf: walkOf,
    chosenAreas: chosenAreas,
    nameAreas: nameAreas,
  };
  if (root.document) {
    root.document.documentElement.classList.add("tca-scripts");
    root.document.addEventListener("click", onClick);
    root.document.addEventListener("keydown", (event) => {
      const found = walkAt(event);
      if (found) found.walker.onKey(event);
    });
    root.document.addEventListener("focusin", onFocusIn);
    root.document.addEventListener("focusout", onFocusOut);
    root.document.addEventListener("DOMContentLoaded", () => {
      root.document.querySelectorAll(".tca-still a[data-gss]").forEach((link) => {
        link.setAttribute("tabindex", "-1");
      });
    });
  }
})(globalThis);
