import assert from "node:assert/strict";
import { test } from "node:test";

import "../../assets/navigation.js";

const { changesPanel, leadsToPanel, searchOf, staysInside } = globalThis.tcaNavigation;

const click = {
  button: 0,
  metaKey: false,
  ctrlKey: false,
  shiftKey: false,
  altKey: false,
  defaultPrevented: false,
};
const here = { origin: "http://127.0.0.1", pathname: "/" };
const target = { ...here, hash: "" };

test("a form with no choice spells the home page", () => {
  assert.equal(searchOf([["measure", ""], ["round", ""]]), "");
});

test("choices are spelled in the form's order without those that are empty", () => {
  const fields = [["measure", "saving"], ["round", ""], ["area", "E10000017"]];
  assert.equal(searchOf(fields), "?measure=saving&area=E10000017");
});

test("signs that mean something in an address are escaped", () => {
  assert.equal(searchOf([["q", "health & care=1?"]]), "?q=health+%26+care%3D1%3F");
});

test("a plain click on a link of this page stays inside", () => {
  assert.equal(staysInside(click, target, here), true);
});

for (const key of ["metaKey", "ctrlKey", "shiftKey", "altKey"]) {
  test(`a click with ${key} is the browser's own`, () => {
    assert.equal(staysInside({ ...click, [key]: true }, target, here), false);
  });
}

test("a click with another button is the browser's own", () => {
  assert.equal(staysInside({ ...click, button: 1 }, target, here), false);
});

test("a click that was dealt with is left alone", () => {
  assert.equal(staysInside({ ...click, defaultPrevented: true }, target, here), false);
});

for (const [what, other] of [
  ["another site", { origin: "https://example.org" }],
  ["another page", { pathname: "/about" }],
  ["a place on the page", { hash: "#main" }],
]) {
  test(`a link to ${what} leaves`, () => {
    assert.equal(staysInside(click, { ...target, ...other }, here), false);
  });
}

test("the panel changes with what it shows and not with filters", () => {
  assert.equal(changesPanel("?area=E10000017", "?area=E10000012"), true);
  assert.equal(changesPanel("", "?bid=TCA1516-11"), true);
  assert.equal(changesPanel("?area=E10000017", "?round=2014-15&area=E10000017"), false);
});

test("focus goes to a panel that is about something else", () => {
  for (const at of ["nowhere", "panel", "elsewhere"]) {
    assert.equal(leadsToPanel("", "?area=E10000017", at), true);
  }
});

test("focus stays on the map that is walked and in the form that is filled in", () => {
  assert.equal(leadsToPanel("", "?area=E10000017", "map"), false);
  assert.equal(leadsToPanel("", "?region=E12000002", "form"), false);
});

test("a filter moves no focus, but a region chosen in the panel does", () => {
  assert.equal(leadsToPanel("", "?round=2014-15", "panel"), false);
  assert.equal(leadsToPanel("?region=E12000002", "", "panel"), true);
  assert.equal(leadsToPanel("?region=E12000002", "", "nowhere"), true);
  assert.equal(leadsToPanel("", "?region=E12000007", "elsewhere"), false);
});
