/**
 * Links lists with the map both ways: a bid of the panel or a row of the table that is pointed at or
 * focused outlines its areas, and an area that is pointed at or walked to marks its bids and row.
 * They name their areas in ``data-gss``, one code or several.
 */
(function (root) {
  "use strict";

  const ROWS = ":is(.tca-bid, .govuk-table__row)[data-gss]";

  /**
   * Read the codes that a row names.
   * @param {string | undefined} text codes with spaces between them
   * @returns {string[]}
   */
  function codesOf(text) {
    return (text || "").split(" ").filter(Boolean);
  }

  /**
   * Mark the rows that name an area.
   * @param {string | null} gss its code; null for none
   */
  function markRows(gss) {
    root.document.querySelectorAll(ROWS).forEach((row) => {
      row.classList.toggle("linked", gss !== null && codesOf(row.dataset.gss).includes(gss));
    });
  }

  function outlineRow(event) {
    const row = event.target.closest && event.target.closest(ROWS);
    if (!row) return;
    const leaves = event.type === "mouseout" || event.type === "focusout";
    const codes = leaves ? [] : codesOf(row.dataset.gss);
    root.tcaOutline.outline("tca-linked", codes.map(root.tcaOutline.findArea));
  }

  root.tcaLinking = { codesOf: codesOf, markRows: markRows };
  if (root.document) {
    ["mouseover", "mouseout", "focusin", "focusout"].forEach((name) => {
      root.document.addEventListener(name, outlineRow);
    });
  }
})(globalThis);
