import assert from "node:assert/strict";
import { test } from "node:test";

import "../../assets/sheet.js";

const { rememberPlaces } = globalThis.tcaSheet;

test("the panel begins at its top with each choice and comes back to its place with Back", () => {
  const places = rememberPlaces();
  places.keep("", 240);
  assert.equal(places.find("?area=E10000017", false), 0);
  places.keep("?area=E10000017", 80);
  assert.equal(places.find("", true), 240);
  assert.equal(places.find("?area=E10000017", false), 0);
});

test("a place that was never scrolled is its top", () => {
  assert.equal(rememberPlaces().find("?bid=T-1", true), 0);
});
