import assert from "node:assert/strict";
import { test } from "node:test";

import "../../assets/search.js";

const { escapeHtml, nameOf, suggestionHtml, suggestionSource } = globalThis.tcaSearch;

test("names of councils cannot write markup", () => {
  assert.equal(escapeHtml(`<b a="1">'&`), "&lt;b a=&quot;1&quot;&gt;&#39;&amp;");
});

test("a suggestion says its name and what it is", () => {
  const html = suggestionHtml({ name: "Bath & more", kind: "Council", detail: "South West" });
  assert.match(html, /^Bath &amp; more <span[^>]*>Council \u2013 South West<\/span>$/);
  assert.equal(suggestionHtml(undefined), "");
});

test("what the box held first is a suggestion too, as plain text", () => {
  assert.equal(nameOf("bolton"), "bolton");
  assert.equal(nameOf({ name: "Bolton" }), "Bolton");
  assert.equal(nameOf(undefined), "");
  assert.equal(suggestionHtml("<bolton>"), "&lt;bolton&gt;");
});

/** Make a server that answers when told, and a clock that stands still until run. */
function stage() {
  const asked = [];
  const timers = [];
  const ask = (address) =>
    new Promise((resolve, reject) => asked.push({ address, resolve, reject }));
  const later = (work) => timers.push(work);
  const cancel = (timer) => {
    if (timer) timers[timer - 1] = () => {};
  };
  return { asked, ask, later, cancel, run: () => timers.splice(0).forEach((work) => work()) };
}

const answerOf = (name) => ({ json: async () => ({ found: [{ name }], suggested: [] }) });
const settle = () => new Promise((resolve) => setImmediate(resolve));

test("the server is asked once typing pauses, with what was typed last", () => {
  const { asked, ask, later, cancel, run } = stage();
  const source = suggestionSource("/grants/search", ask, later, cancel);
  source("lan", () => {});
  source("lanc & co", () => {});
  run();
  assert.deepEqual(
    asked.map((one) => one.address),
    ["/grants/search.json?find=lanc%20%26%20co"],
  );
});

test("an answer that a newer question overtook is not shown", async () => {
  const { asked, ask, later, cancel, run } = stage();
  const source = suggestionSource("/grants/search", ask, later, cancel);
  const shown = [];
  source("lan", (entries) => shown.push(entries));
  run();
  source("york", (entries) => shown.push(entries));
  run();
  asked[1].resolve(answerOf("York"));
  asked[0].resolve(answerOf("Lancashire"));
  await settle();
  assert.deepEqual(shown, [[{ name: "York" }]]);
});

test("no answer shows nothing, and the box stays a form", async () => {
  const { asked, ask, later, cancel, run } = stage();
  const shown = [];
  suggestionSource("/grants/search", ask, later, cancel)("lan", (entries) => shown.push(entries));
  run();
  asked[0].reject(new Error("gone"));
  await settle();
  assert.deepEqual(shown, [[]]);
});

test("an area that is found joins a comparison that has room", () => {
  const { joinComparison } = globalThis.tcaSearch;
  assert.equal(joinComparison("?area=B", "?round=2015-16&compare=A"), "?round=2015-16&compare=A,B");
  assert.equal(joinComparison("?area=B", ""), "?area=B");
  assert.equal(joinComparison("?area=A", "?compare=A"), "?area=A");
  assert.equal(joinComparison("?area=D", "?compare=A,B,C"), "?area=D");
  assert.equal(joinComparison("?bid=T-1", "?compare=A"), "?bid=T-1");
});
