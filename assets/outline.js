/**
 * Outlines of areas above the map: of what is pointed at, walked to, or named by a row elsewhere.
 * Works on Plotly's map and on the still one.
 */
(function (root) {
  "use strict";

  const SVG = "http://www.w3.org/2000/svg";
  const GEOMETRY = ["d", "cx", "cy", "r", "transform"];

  /**
   * Find the shape of an area that the map shows.
   * @param {string} gss its code
   * @returns {Element | null}
   */
  function findArea(gss) {
    return root.document.querySelector(`.tca-map [data-gss="${gss}"]`);
  }

  /** Find an area on the map and on the inset of London. */
  function findAll(area) {
    const gss = area.dataset.gss;
    return Array.from(root.document.querySelectorAll(`:is(.tca-map, .tca-inset) [data-gss="${gss}"]`));
  }

  function copyShape(shape, name) {
    const copy = root.document.createElementNS(SVG, shape.tagName);
    GEOMETRY.filter((one) => shape.hasAttribute(one)).forEach((one) => {
      copy.setAttribute(one, shape.getAttribute(one));
    });
    copy.setAttribute("class", name);
    return copy;
  }

  /**
   * Outline areas, and no others of the same kind.
   * @param {string} kind a class, such as tca-linked
   * @param {(Element | null)[]} areas as the map has them
   */
  function outline(kind, areas) {
    root.document.querySelectorAll(`.${kind}`).forEach((one) => one.remove());
    areas.filter(Boolean).flatMap(findAll).forEach((area) => {
      const shape = area.matches("path, circle") ? area : area.querySelector("path, circle");
      const layer = root.document.createElementNS(SVG, "g");
      layer.setAttribute("class", `tca-ring ${kind}`);
      layer.setAttribute("aria-hidden", "true");
      layer.append(copyShape(shape, "tca-ring-outer"), copyShape(shape, "tca-ring-inner"));
      (area.closest(".tca-still, .tca-inset") || root.tcaPlotly.findLayer(area)).append(layer);
    });
  }

  root.tcaOutline = { findArea: findArea, outline: outline };
})(globalThis);
