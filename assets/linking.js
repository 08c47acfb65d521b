/**
 * Links the rankings with the map both ways: a row that is pointed at or focused outlines its
 * areas, and an area that is pointed at or walked to marks its rows. Works on Plotly's map and on
 * the still one. Rows name their areas in ``data-gss``, one code or several.
 */
(function (root) {
  "use strict";

  const SVG = "http://www.w3.org/2000/svg";
  const GEOMETRY = ["d", "cx", "cy", "r", "transform"];

  /**
   * Read the codes that a row or an area names.
   * @param {string | undefined} text codes with spaces between them
   * @returns {string[]}
   */
  function codesOf(text) {
    return (text || "").split(" ").filter(Boolean);
  }

  /**
   * Find the code of the area under the pointer on Plotly's map.
   * @param {{points?: {location?: string, customdata?: *}[]}} event of plotly_hover
   * @returns {string | null} null where there is none, as on the land around England
   */
  function hoveredCode(event) {
    const point = event.points && event.points[0];
    if (!point) return null;
    const code = point.location || point.customdata;
    return typeof code === "string" && /^E\d{8}$/.test(code) ? code : null;
  }

  /**
   * Copy the outline of a drawn area, without its colour.
   * @param {Element} shape a path or circle
   * @param {string} name the copy's class
   * @returns {Element}
   */
  function copyOutline(shape, name) {
    const copy = document.createElementNS(SVG, shape.tagName);
    GEOMETRY.forEach(function (attribute) {
      const value = shape.getAttribute(attribute);
      if (value !== null) copy.setAttribute(attribute, value);
    });
    copy.setAttribute("class", name);
    return copy;
  }

  function clearOutlines() {
    document.querySelectorAll(".tca-linked").forEach(function (layer) {
      layer.remove();
    });
  }

  function outline(codes) {
    clearOutlines();
    codes.forEach(function (code) {
      const found = document.querySelector('.tca-map [data-gss="' + code + '"]');
      if (!found) return;
      const shape = found.matches("path, circle") ? found : found.querySelector("path, circle");
      const layer = document.createElementNS(SVG, "g");
      layer.setAttribute("class", "tca-ring tca-linked");
      layer.setAttribute("aria-hidden", "true");
      layer.append(copyOutline(shape, "tca-ring-outer"), copyOutline(shape, "tca-ring-inner"));
      (found.closest(".tca-still") || found.closest(".geo")).append(layer);
    });
  }

  function markRows(code) {
    document.querySelectorAll(".tca-rank-row").forEach(function (row) {
      const named = code !== null && codesOf(row.dataset.gss).includes(code);
      row.classList.toggle("linked", named);
    });
  }

  function at(event, selector) {
    return event.target.closest ? event.target.closest(selector) : null;
  }

  function onOver(event) {
    const row = at(event, ".tca-rank-row");
    if (row) outline(codesOf(row.dataset.gss));
    const area = at(event, ".tca-map [data-gss]");
    if (area) markRows(area.dataset.gss);
  }

  function onOut(event) {
    if (at(event, ".tca-rank-row")) clearOutlines();
    if (at(event, ".tca-map [data-gss]")) markRows(null);
  }

  /**
   * Mark rows for what Plotly finds under the pointer: its paths do not take the pointer.
   * @param {Element} graph Plotly's element
   */
  function linkMap(graph) {
    graph.on("plotly_hover", function (event) {
      markRows(hoveredCode(event));
    });
    graph.on("plotly_unhover", function () {
      markRows(null);
    });
    graph.on("plotly_afterplot", clearOutlines);
  }

  const tca = { codesOf: codesOf, hoveredCode: hoveredCode, linkMap: linkMap };
  root.dash_clientside = Object.assign(root.dash_clientside || {}, {
    tca: Object.assign((root.dash_clientside || {}).tca || {}, tca),
  });
  if (root.document) {
    ["mouseover", "focusin"].forEach(function (name) {
      root.document.addEventListener(name, onOver);
    });
    ["mouseout", "focusout"].forEach(function (name) {
      root.document.addEventListener(name, onOut);
    });
  }
})(globalThis);
