/**
 * Zooms and moves the live map: by its buttons, by wheel with Ctrl, double click, keys, dragging it
 * once it is larger than its frame, and two fingers. A wheel and one finger stay the page's own.
 */
(function (root) {
  "use strict";

  const STEP = 1.6;
  const LARGEST = 24;
  const KEYS = { "+": STEP, "=": STEP, "-": 1 / STEP };
  const MERIDIAN = -2;
  const DEGREE = Math.PI / 180;
  const DRAG_PX = 4;

  /**
   * A part of the map: its middle in units of the projection, and how many times larger it is
   * drawn than all of England.
   * @typedef {{u: number, v: number, scale: number}} Frame
   */

  /**
   * @param {[number, number, number]} place longitude and latitude as Plotly's centre, and scale
   * @returns {Frame}
   */
  function toFrame([lon, lat, scale]) {
    return { u: Math.atanh(Math.sin((lon - MERIDIAN) * DEGREE)), v: lat * DEGREE, scale: scale };
  }

  /**
   * @param {Frame} frame
   * @returns {[number, number, number]}
   */
  function toPlace({ u, v, scale }) {
    return [Math.asin(Math.tanh(u)) / DEGREE + MERIDIAN, v / DEGREE, scale];
  }

  /**
   * Enlarge a frame about a point that stays where it is.
   * @param {Frame} frame
   * @param {number} factor
   * @param {[number, number]} point from the middle of the window, in its widths, y down
   * @param {number} across width of all of England in units of the projection
   * @returns {Frame}
   */
  function zoomAbout(frame, factor, [x, y], across) {
    const scale = Math.min(Math.max(frame.scale * factor, 1), LARGEST);
    const gain = across / frame.scale - across / scale;
    return { u: frame.u + x * gain, v: frame.v - y * gain, scale: scale };
  }

  /**
   * Move what a frame shows along with a pointer.
   * @param {Frame} frame
   * @param {[number, number]} way of the pointer, in widths of the window, y down
   * @param {number} across
   * @returns {Frame}
   */
  function moveBy(frame, [x, y], across) {
    const unit = across / frame.scale;
    return { ...frame, u: frame.u - x * unit, v: frame.v + y * unit };
  }

  /**
   * Keep a frame inside all of England.
   * @param {Frame} frame
   * @param {Frame} england
   * @param {number} across
   * @param {number} ratio height of the window by its width
   * @returns {Frame}
   */
  function keepInside(frame, england, across, ratio) {
    const room = (across * (1 - 1 / frame.scale)) / 2;
    const near = (at, middle, most) => Math.min(Math.max(at, middle - most), middle + most);
    return {
      ...frame,
      u: near(frame.u, england.u, room),
      v: near(frame.v, england.v, room * ratio),
    };
  }

  /**
   * Find which traces of names a scale shows.
   * @param {[number, number][]} names each trace with the scale from which it is seen
   * @param {number} scale
   * @returns {boolean[]}
   */
  function seenNames(names, scale) {
    return names.map(([, start]) => start <= scale);
  }

  let wanted = null;

  /** What the server says of the map that is drawn; see dashboard/map/figures.py. */
  function meta() {
    return root.tcaPlotly.findGraph().layout.meta;
  }

  function currentPlace(graph) {
    const { center, projection } = graph.layout.geo;
    return [center.lon, center.lat, projection.scale];
  }

  /** Tell the server where a reader has gone from the frame that it chose, so that it stays. */
  function readZoom() {
    const graph = root.tcaPlotly.findGraph();
    if (!graph || !graph.layout) return null;
    const from = meta().frame;
    const to = currentPlace(graph);
    return String(from) === String(to) ? null : { from: from, to: to };
  }

  /** Show a place in the next frame; of several asked for until then the last. */
  function show(place) {
    const waits = wanted !== null;
    wanted = place;
    if (waits) return;
    root.requestAnimationFrame(() => {
      const [lon, lat, scale] = wanted;
      wanted = null;
      root.tcaTooltip.show(null, false);
      const graph = root.tcaPlotly.findGraph();
      const frame = {
        "geo.center.lon": lon,
        "geo.center.lat": lat,
        "geo.projection.scale": scale,
      };
      const names = meta().names;
      const seen = seenNames(names, scale);
      // Names take a redraw of all, so they are told only where they change.
      if (names.every(([index], place) => graph.data[index].visible === seen[place])) {
        root.Plotly.relayout(graph, frame);
        return;
      }
      const indices = names.map(([index]) => index);
      root.Plotly.update(graph, { visible: seen }, frame, indices);
    });
  }

  function change(make) {
    const graph = root.tcaPlotly.findGraph();
    const box = graph.closest(".tca-map").getBoundingClientRect();
    const frame = make(toFrame(wanted || currentPlace(graph)), box);
    const england = toFrame(meta().places.england);
    show(toPlace(keepInside(frame, england, meta().across, box.height / box.width)));
  }

  function zoomAt(factor, x, y) {
    change((frame, box) => {
      const point = [
        (x - box.left - box.width / 2) / box.width,
        (y - box.top - box.height / 2) / box.width,
      ];
      return zoomAbout(frame, factor, point, meta().across);
    });
  }

  function zoomMiddle(factor) {
    change((frame) => zoomAbout(frame, factor, [0, 0], meta().across));
  }

  function pan(dx, dy) {
    change((frame, box) => moveBy(frame, [dx / box.width, dy / box.width], meta().across));
  }

  function mapAt(event) {
    const inside = event.target.closest && event.target.closest(".tca-map");
    return inside && root.tcaStart.isLive() ? inside : null;
  }

  function onClick(event) {
    const button = event.target.closest && event.target.closest("[data-zoom]");
    if (!button || !root.tcaStart.isLive()) return;
    event.preventDefault();
    const name = button.dataset.zoom;
    if (name === "in") zoomMiddle(STEP);
    else if (name === "out") zoomMiddle(1 / STEP);
    else show(meta().places[name]);
  }

  function onWheel(event) {
    if (!event.ctrlKey || !mapAt(event)) return;
    event.preventDefault();
    zoomAt(Math.exp(-event.deltaY / 200), event.clientX, event.clientY);
  }

  function onDoubleClick(event) {
    if (mapAt(event) && !event.target.closest("button")) zoomAt(STEP, event.clientX, event.clientY);
  }

  function onKey(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || !mapAt(event)) return;
    if (event.key in KEYS) zoomMiddle(KEYS[event.key]);
    else if (event.key === "0") show(meta().places.england);
  }

  let dragged = null;
  let moved = false;

  function onPointerDown(event) {
    if (event.pointerType !== "mouse" || event.button !== 0 || !mapAt(event)) return;
    const graph = root.tcaPlotly.findGraph();
    moved = false;
    dragged = currentPlace(graph)[2] > 1 ? [event.clientX, event.clientY] : null;
  }

  function onPointerMove(event) {
    if (!dragged) return;
    const [dx, dy] = [event.clientX - dragged[0], event.clientY - dragged[1]];
    if (!moved && Math.hypot(dx, dy) < DRAG_PX) return;
    moved = true;
    dragged = [event.clientX, event.clientY];
    pan(dx, dy);
  }

  /** What ends a drag is no choice of an area. */
  function swallowClick(event) {
    if (moved && mapAt(event)) event.stopPropagation();
    moved = false;
  }

  let fingers = null;

  function readFingers([one, other]) {
    return {
      x: (one.clientX + other.clientX) / 2,
      y: (one.clientY + other.clientY) / 2,
      apart: Math.hypot(one.clientX - other.clientX, one.clientY - other.clientY),
    };
  }

  function onTouch(event) {
    const two = event.touches.length === 2 && mapAt(event);
    const now = two ? readFingers(event.touches) : null;
    if (now && event.cancelable) event.preventDefault();
    if (now && fingers) {
      zoomAt(now.apart / fingers.apart, now.x, now.y);
      pan(now.x - fingers.x, now.y - fingers.y);
    }
    fingers = now;
  }

  root.tcaZoom = {
    toFrame: toFrame,
    toPlace: toPlace,
    zoomAbout: zoomAbout,
    moveBy: moveBy,
    keepInside: keepInside,
    seenNames: seenNames,
    readZoom: readZoom,
  };
  if (root.document) {
    const listen = (name, work, options) => root.document.addEventListener(name, work, options);
    listen("click", onClick, { capture: true });
    listen("click", swallowClick, { capture: true });
    listen("dblclick", onDoubleClick);
    listen("keydown", onKey);
    listen("pointerdown", onPointerDown);
    listen("pointermove", onPointerMove);
    listen("pointerup", () => {
      dragged = null;
    });
    listen("DOMContentLoaded", () => {
      const map = root.document.querySelector("#react-entry-point")?.closest(".tca-map");
      if (!map) return;
      // On the map alone, so that elsewhere the page scrolls without waiting for a script.
      map.addEventListener("wheel", onWheel, { passive: false });
      ["touchstart", "touchmove", "touchend"].forEach((name) => {
        map.addEventListener(name, onTouch, { passive: false });
      });
    });
  }
})(globalThis);
