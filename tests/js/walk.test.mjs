import assert from "node:assert/strict";
import { test } from "node:test";

import "../../assets/walk.js";

const { stepFrom, findName, walkOf, chosenAreas } = globalThis.tcaWalk;
const STEPS = { A: ["B", "C", null, "D"], B: [null, null, "A", null] };
const NAMES = [
  { gss: "A", name: "Barnet" },
  { gss: "B", name: "Barnsley" },
  { gss: "C", name: "Bath" },
  { gss: "D", name: "York" },
];

test("arrows lead up, right, down and left", () => {
  assert.equal(stepFrom("ArrowUp", "A", STEPS, []), "B");
  assert.equal(stepFrom("ArrowRight", "A", STEPS, []), "C");
  assert.equal(stepFrom("ArrowLeft", "A", STEPS, []), "D");
});

test("at the edge of the map, and for other keys, the reader stays", () => {
  assert.equal(stepFrom("ArrowDown", "A", STEPS, []), null);
  assert.equal(stepFrom("PageDown", "A", STEPS, []), null);
  assert.equal(stepFrom("ArrowUp", "nowhere", STEPS, []), null);
});

test("Home and End lead to the first and the last name", () => {
  assert.equal(stepFrom("Home", "B", STEPS, ["A", "B", "D"]), "A");
  assert.equal(stepFrom("End", "B", STEPS, ["A", "B", "D"]), "D");
});

test("one letter goes on to the next name, more letters may keep the reader there", () => {
  assert.equal(findName("b", "A", NAMES), "B");
  assert.equal(findName("b", "C", NAMES), "A");
  assert.equal(findName("barn", "B", NAMES), "B");
  assert.equal(findName("bat", "A", NAMES), "C");
  assert.equal(findName("z", "A", NAMES), null);
});

test("the steps are named after the boundary file", () => {
  assert.equal(walkOf("/boundaries/hex-upper.0123456789ab.json"), "/walk/hex-upper.json");
  assert.equal(walkOf("/grants/boundaries/lower.0123456789ab.json"), "/grants/walk/lower.json");
});

test("areas are chosen one at a time, or to be compared", () => {
  assert.deepEqual(chosenAreas("?area=A&round=2014-15"), ["A"]);
  assert.deepEqual(chosenAreas("?compare=A,B"), ["A", "B"]);
  assert.deepEqual(chosenAreas("?bid=T-1"), []);
  assert.deepEqual(chosenAreas(""), []);
});
