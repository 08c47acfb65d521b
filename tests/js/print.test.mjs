import assert from "node:assert/strict";
import { test } from "node:test";

import "../../assets/print.js";

const { fitDrawings, viewBoxOf } = globalThis.tcaPrint;

function drawing(width, height) {
  const attributes = { width, height };
  return {
    attributes,
    getAttribute: (name) => attributes[name] ?? null,
    setAttribute: (name, value) => (attributes[name] = value),
  };
}

test("a drawing's view box is its size in pixels", () => {
  assert.equal(viewBoxOf("740", "829.6"), "0 0 740 829.6");
});

test("a size that is not in pixels gives no view box", () => {
  for (const width of [null, "", "100%", "0", "auto"]) assert.equal(viewBoxOf(width, "10"), null);
});

test("every drawing of the map is fitted, and only those with a size", () => {
  const drawings = [drawing("740", "830"), drawing("100%", "100%")];
  assert.equal(fitDrawings({ querySelectorAll: () => drawings }), 1);
  assert.equal(drawings[0].attributes.viewBox, "0 0 740 830");
  assert.equal(drawings[1].attributes.viewBox, undefined);
});
