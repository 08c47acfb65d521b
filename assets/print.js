/**
 * Lets the live map fit on paper. Plotly draws it in the pixels of the screen; with a view box of
 * exactly those pixels nothing changes on the screen, and the printer's style sheet can scale it.
 */
(function (root) {
  "use strict";

  /**
   * Spell the view box of a drawing of some size.
   * @param {string | null} width as the drawing's attribute has it, for example "740"
   * @param {string | null} height
   * @returns {string | null} nothing where the size is not in plain pixels
   */
  function viewBoxOf(width, height) {
    const [w, h] = [Number(width), Number(height)];
    return w > 0 && h > 0 ? "0 0 " + w + " " + h : null;
  }

  /**
   * Give every drawing of the live map a view box of its own size.
   * @param {{querySelectorAll: Function}} page such as document
   * @returns {number} how many drawings have one now
   */
  function fitDrawings(page) {
    let fitted = 0;
    page.querySelectorAll(".tca-map .main-svg").forEach(function (drawing) {
      const box = viewBoxOf(drawing.getAttribute("width"), drawing.getAttribute("height"));
      if (box === null) return;
      drawing.setAttribute("viewBox", box);
      fitted += 1;
    });
    return fitted;
  }

  root.tcaPrint = { viewBoxOf: viewBoxOf, fitDrawings: fitDrawings };
  if (root.document && root.addEventListener) {
    root.addEventListener("beforeprint", function () {
      fitDrawings(root.document);
    });
  }
})(globalThis);
