/**
 * Names the area that is pointed at or walked to, beside it: the same on the still map, on the live
 * one and for the keyboard. Marks its rows and outlines it as well.
 */
(function (root) {
  "use strict";

  const GAP = 12;

  /**
   * Find where a tooltip fits beside an area: to its right, its left, above or below it.
   * @param {{left: number, top: number, right: number, bottom: number}} area in the window
   * @param {{width: number, height: number}} tip
   * @param {{width: number, height: number}} window
   * @returns {[number, number]} its left and top
   */
  function placeBeside(area, tip, window) {
    const keep = (at, size, room) => Math.max(4, Math.min(at, room - size - 4));
    const middle = keep((area.top + area.bottom - tip.height) / 2, tip.height, window.height);
    const centre = keep((area.left + area.right - tip.width) / 2, tip.width, window.width);
    if (area.right + GAP + tip.width <= window.width) return [area.right + GAP, middle];
    if (area.left - GAP - tip.width >= 0) return [area.left - GAP - tip.width, middle];
    if (area.top - GAP - tip.height >= 0) return [centre, area.top - GAP - tip.height];
    return [centre, keep(area.bottom + GAP, tip.height, window.height)];
  }

  let tip = null;

  function makeTip() {
    tip = root.document.createElement("div");
    tip.className = "tca-tip";
    tip.setAttribute("aria-hidden", "true"); // the area's own name is read out
    tip.hidden = true;
    root.document.body.append(tip);
  }

  /** Take the words of an area: the still map's stand in a title, which the browser would show too. */
  function wordsOf(area) {
    const title = area.querySelector("title");
    if (title) {
      area.dataset.tip = title.textContent;
      area.setAttribute("aria-label", title.textContent.replace(/\n/g, ", "));
      title.remove();
    }
    return (area.dataset.tip || "").split("\n");
  }

  /**
   * Show the tooltip of an area, or of none.
   * @param {Element | null} area
   * @param {boolean} outlined whether it is outlined too, as what has the focus is already
   */
  function show(area, outlined) {
    if (!tip) makeTip();
    root.tcaLinking.markRows(area ? area.dataset.gss : null);
    root.tcaOutline.outline("tca-pointed", outlined ? [area] : []);
    tip.hidden = !area;
    if (!area) return;
    tip.replaceChildren(
      ...wordsOf(area).map((line, index) => {
        const part = root.document.createElement(index === 0 ? "strong" : "span");
        part.textContent = line;
        return part;
      })
    );
    const room = { width: root.innerWidth, height: root.innerHeight };
    const [left, top] = placeBeside(
      area.getBoundingClientRect(),
      { width: tip.offsetWidth, height: tip.offsetHeight },
      room
    );
    tip.style.left = left + "px";
    tip.style.top = top + "px";
  }

  const AREAS = ":is(.tca-map, .tca-inset) [data-gss]";

  function areaAt(event) {
    return event.target.closest && event.target.closest(AREAS);
  }

  /** Follow the pointer on the live map, whose own layer lies above the areas. */
  function watchGraph(graph) {
    const map = graph.closest(".tca-map");
    graph.on("plotly_hover", (event) => {
      const area = root.tcaOutline.findArea(event.points[0].location);
      map.classList.toggle("tca-over", Boolean(area));
      show(area, true);
    });
    graph.on("plotly_unhover", () => {
      map.classList.remove("tca-over");
      show(null, false);
    });
  }

  root.tcaTooltip = { placeBeside: placeBeside, show: show, wordsOf: wordsOf, watchGraph: watchGraph };
  if (root.document) {
    const enter = (event) => {
      const area = areaAt(event);
      if (area) show(area, event.type === "mouseover");
    };
    const leave = (event) => {
      if (areaAt(event)) show(null, false);
    };
    const under = root.document.querySelector(AREAS + ":hover"); // a pointer that was there before
    if (under) show(under, true);
    ["mouseover", "focusin"].forEach((name) => root.document.addEventListener(name, enter));
    ["mouseout", "focusout"].forEach((name) => root.document.addEventListener(name, leave));
    root.document.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && tip && !tip.hidden) show(null, false);
    });
    root.addEventListener("scroll", () => tip && (tip.hidden = true), { passive: true });
  }
})(globalThis);
