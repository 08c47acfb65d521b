/**
 * Lets the keyboard walk the map: one tab stop, arrow keys to the area in that direction, Home and
 * End, letters to find a name, Enter to choose, Escape to leave. Works on Plotly's map and on the
 * still one. Where the keys lead is worked out on the server (``/walk/...json``).
 */
(function (root) {
  "use strict";

  const KEYS = { ArrowUp: 0, ArrowRight: 1, ArrowDown: 2, ArrowLeft: 3 };
  const TYPING_MS = 900;
  const SVG = "http://www.w3.org/2000/svg";

  /** The walk over each map that a reader has stepped into. */
  const walkers = new WeakMap();

  /**
   * Turn Plotly's tooltip into one line to be read out.
   * @param {string} html with <br> between lines and <b> round the name
   * @returns {string}
   */
  function plainLabel(html) {
    return html.replace(/<br>/g, ", ").replace(/<\/?b>/g, "");
  }

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
    const here = areas.findIndex(function (area) {
      return area.gss === at;
    });
    const start = typed.length > 1 ? here : here + 1;
    for (let offset = 0; offset < areas.length; offset += 1) {
      const area = areas[(start + offset + areas.length) % areas.length];
      if (area.name.toLowerCase().startsWith(text)) return area.gss;
    }
    return null;
  }

  /**
   * Name the file of steps for a map, from the boundary file that it draws.
   * @param {string} boundaries such as /boundaries/hex-upper.0123456789ab.json
   * @returns {string} such as hex-upper
   */
  function walkOf(boundaries) {
    const found = /boundaries\/([a-z-]+)\./.exec(boundaries);
    return found ? found[1] : "upper";
  }

  function walkName(map) {
    const still = map.querySelector(".tca-still");
    if (still) return still.dataset.walk;
    return walkOf(map.querySelector(".js-plotly-plot").data[1].geojson);
  }

  /** One walk over one map; made anew when the map's areas change. */
  function Walker(map, areas, choose) {
    this.map = map;
    this.areas = areas.slice().sort(function (one, other) {
      return one.name.localeCompare(other.name, "en-GB");
    });
    this.byGss = new Map(
      areas.map(function (area) {
        return [area.gss, area];
      })
    );
    this.choose = choose;
    this.steps = {};
    this.typed = "";
    this.typedAt = 0;
    this.at = null;
  }

  Walker.prototype.load = function () {
    const walker = this;
    return root
      .fetch("/walk/" + walkName(this.map) + ".json")
      .then(function (answer) {
        return answer.json();
      })
      .then(function (steps) {
        walker.steps = steps;
      })
      .catch(function () {
        walker.steps = {}; // letters, Home and End still lead on
      });
  };

  Walker.prototype.enter = function () {
    const kept = this.at && this.byGss.has(this.at) ? this.at : this.areas[0].gss;
    this.go(kept);
  };

  Walker.prototype.go = function (gss) {
    const area = this.byGss.get(gss);
    if (!area) return;
    if (this.at && this.byGss.has(this.at)) this.byGss.get(this.at).element.tabIndex = -1;
    this.at = gss;
    area.element.tabIndex = 0;
    area.element.focus({ preventScroll: false });
  };

  /** Find the area whose name begins with what was typed without a pause. */
  Walker.prototype.type = function (letter) {
    this.typed = this.isTyping() ? this.typed + letter : letter;
    this.typedAt = Date.now();
    const found = findName(this.typed, this.at, this.areas);
    if (found) this.go(found);
  };

  Walker.prototype.isTyping = function () {
    return this.typed !== "" && Date.now() - this.typedAt <= TYPING_MS;
  };

  Walker.prototype.onKey = function (event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape") {
      leave(this.map);
    } else if (event.key === "Enter" || (event.key === " " && !this.isTyping())) {
      this.choose(this.byGss.get(this.at));
    } else if (event.key.length === 1) {
      this.type(event.key);
    } else {
      const names = this.areas.map(function (area) {
        return area.gss;
      });
      const next = stepFrom(event.key, this.at, this.steps, names);
      if (!next && !(event.key in KEYS)) return;
      this.typed = "";
      if (next) this.go(next);
    }
    event.preventDefault();
    event.stopPropagation();
  };

  function drawRing(path) {
    clearRing();
    const shape = path.matches("path, circle") ? path : path.querySelector("path, circle");
    const layer = document.createElementNS(SVG, "g");
    layer.setAttribute("class", "tca-ring");
    layer.setAttribute("aria-hidden", "true");
    ["tca-ring-outer", "tca-ring-inner"].forEach(function (name) {
      const copy = shape.cloneNode(false);
      Array.from(copy.attributes).forEach(function (attribute) {
        if (!["d", "cx", "cy", "r", "transform"].includes(attribute.name)) {
          copy.removeAttribute(attribute.name);
        }
      });
      copy.setAttribute("class", name);
      layer.append(copy);
    });
    const owner = path.closest(".tca-still") || path.closest(".geo") || shape.ownerSVGElement;
    owner.append(layer);
  }

  function clearRing() {
    document.querySelectorAll(".tca-ring").forEach(function (ring) {
      ring.remove();
    });
  }

  function leave(map) {
    clearRing();
    const button = map.closest("figure").querySelector(".tca-step-in");
    if (button) button.focus();
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
   * Give each area of the live map its role and a name with its value, say which are chosen, and
   * give the map its own name. Plotly's drawings would be announced as pictures round and beside
   * the areas: they are no more than where these are drawn.
   * @param {Element} graph Plotly's element
   */
  function nameAreas(graph) {
    const map = graph.closest(".tca-map");
    map.setAttribute("role", "group");
    map.setAttribute("aria-labelledby", "headline");
    graph.querySelectorAll("svg.main-svg").forEach(function (drawing) {
      drawing.setAttribute("role", "presentation");
    });
    const chosen = chosenAreas(root.location.search);
    root.dash_clientside.tca.tracePaths(graph, 1).forEach(function (path, index) {
      path.setAttribute("role", "button");
      if (chosen.includes(graph.data[1].locations[index])) path.setAttribute("aria-current", "true");
      else path.removeAttribute("aria-current");
      path.setAttribute("aria-label", plainLabel(graph.data[1].text[index]));
      if (!path.hasAttribute("tabindex")) path.tabIndex = -1;
    });
  }

  function liveAreas(map) {
    const graph = map.querySelector(".js-plotly-plot");
    if (!graph || !graph.data || graph.data.length < 2) return [];
    return root.dash_clientside.tca.tracePaths(graph, 1).map(function (path, index) {
      const name = path.getAttribute("aria-label").split(", ")[0];
      return { gss: graph.data[1].locations[index], name: name, element: path };
    });
  }

  function stillAreas(map) {
    return Array.from(map.querySelectorAll("a[data-gss]")).map(function (link) {
      link.setAttribute("tabindex", "-1");
      return { gss: link.dataset.gss, name: link.querySelector("title").textContent, element: link };
    });
  }

  function chooseLive(area) {
    root.dash_clientside.tca.chooseArea(area.gss);
  }

  function chooseStill(area) {
    root.location.assign(area.element.getAttribute("href"));
  }

  /** Make the walk over a map as it is drawn now; null where it has no areas. */
  function makeWalker(map) {
    const live = !map.querySelector(".tca-still");
    const areas = live ? liveAreas(map) : stillAreas(map);
    if (areas.length === 0) return null;
    const walker = new Walker(map, areas, live ? chooseLive : chooseStill);
    const before = walkers.get(map);
    walker.at = before ? before.at : null;
    walkers.set(map, walker);
    return walker;
  }

  function begin(map) {
    const walker = makeWalker(map);
    if (!walker) return;
    walker.load().then(function () {
      walker.enter();
    });
  }

  /** Find the walk over the map that an event is in, and the area. */
  function walkAt(event) {
    const area = event.target.closest && event.target.closest(".tca-map [data-gss]");
    const walker = area && walkers.get(area.closest(".tca-map"));
    return walker ? { walker: walker, area: area } : null;
  }

  /**
   * Start the walk for a reader who came to an area by another way than "Step into the map", as
   * a screen reader does, or whose map was drawn anew since.
   */
  function joinWalk(event) {
    const area = event.target.closest && event.target.closest(".tca-map [data-gss]");
    const map = area && area.closest(".tca-map");
    if (!map) return;
    const known = walkers.get(map) && walkers.get(map).byGss.get(area.dataset.gss);
    if (known && known.element === area) return;
    const walker = makeWalker(map);
    if (walker) walker.load();
  }

  function onKeyDown(event) {
    const found = walkAt(event);
    if (found) found.walker.onKey(event);
  }

  function onFocusIn(event) {
    joinWalk(event);
    const found = walkAt(event);
    if (!found) return;
    found.walker.at = found.area.dataset.gss;
    drawRing(found.area);
  }

  function onFocusOut(event) {
    const found = walkAt(event);
    if (found && !found.walker.map.contains(event.relatedTarget)) clearRing();
  }

  function onClick(event) {
    const button = event.target.closest && event.target.closest(".tca-step-in");
    if (button) begin(button.closest("figure").querySelector(".tca-map"));
    // A pointer's click lands on Plotly's own layer above the areas: this one is a screen reader's.
    const area = event.target.closest && event.target.closest("path[role='button'][data-gss]");
    if (area && area.closest(".tca-map")) chooseLive({ gss: area.dataset.gss });
  }

  const tca = {
    plainLabel: plainLabel,
    stepFrom: stepFrom,
    findName: findName,
    walkOf: walkOf,
    chosenAreas: chosenAreas,
    nameAreas: nameAreas,
  };
  root.dash_clientside = Object.assign(root.dash_clientside || {}, {
    tca: Object.assign((root.dash_clientside || {}).tca || {}, tca),
  });
  if (root.document) {
    root.document.documentElement.classList.add("tca-scripts");
    root.document.addEventListener("click", onClick);
    root.document.addEventListener("keydown", onKeyDown);
    root.document.addEventListener("focusin", onFocusIn);
    root.document.addEventListener("focusout", onFocusOut);
    root.document.addEventListener("DOMContentLoaded", function () {
      root.document.querySelectorAll(".tca-still").forEach(function (still) {
        stillAreas(still.parentElement);
      });
    });
  }
})(globalThis);
