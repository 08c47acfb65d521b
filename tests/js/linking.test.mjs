import assert from "node:assert/strict";
import { test } from "node:test";

import "../../assets/linking.js";

const { codesOf, hoveredCode } = globalThis.dash_clientside.tca;

test("a row names no area, one or several", () => {
  assert.deepEqual(codesOf(undefined), []);
  assert.deepEqual(codesOf(""), []);
  assert.deepEqual(codesOf("E10000017"), ["E10000017"]);
  assert.deepEqual(codesOf("E10000017 E06000009"), ["E10000017", "E06000009"]);
});

test("an area under the pointer is known by its polygon or its marker", () => {
  assert.equal(hoveredCode({ points: [{ location: "E10000017", customdata: "amount" }] }), "E10000017");
  assert.equal(hoveredCode({ points: [{ customdata: "E09000001" }] }), "E09000001");
});

test("what is no area of England marks no row", () => {
  assert.equal(hoveredCode({}), null);
  assert.equal(hoveredCode({ points: [] }), null);
  assert.equal(hoveredCode({ points: [{ location: "wales-1" }] }), null);
  assert.equal(hoveredCode({ points: [{ customdata: 3 }] }), null);
});
