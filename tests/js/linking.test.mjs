import assert from "node:assert/strict";
import { test } from "node:test";

import "../../assets/linking.js";

const { codesOf } = globalThis.tcaLinking;

test("a row names no area, one or several", () => {
  assert.deepEqual(codesOf(undefined), []);
  assert.deepEqual(codesOf(""), []);
  assert.deepEqual(codesOf("E10000017"), ["E10000017"]);
  assert.deepEqual(codesOf("E10000017 E06000009"), ["E10000017", "E06000009"]);
});
