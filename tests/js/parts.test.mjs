import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { DOMParser, makeDocument } from "./dom.mjs";

const NOW = ["notices", "headline", "controls", "strip", "caption", "key", "panel"];
const BELOW = ["charts", "table", "take"];

/** A page that shows one word in every part. */
const page = (word) =>
  [...NOW, ...BELOW, "live"].map((id) => `<div id="${id}"><p>${word}</p></div>`).join("");

const asked = [];
const goneBack = [];
const drawn = [];
let afterPaint = [];
let tca;

Object.assign(globalThis, {
  DOMParser,
  location: { search: "" },
  document: makeDocument(page("old")),
  requestAnimationFrame: () => {},
  addEventListener: (name, work) => name === "popstate" && goneBack.push(work),
  fetch: (address, options) =>
    new Promise((resolve) => asked.push({ address, options, answer: (html) => resolve({ text: async () => html }) })),
  dash_clientside: {
    no_update: "nothing",
    tca: {
      changeMap: (figure) => drawn.push(figure),
      drawWhole: (search) => drawn.push(`whole ${search}`),
    },
  },
  tcaStart: { afterNextPaint: (work) => afterPaint.push(work) },
});

const settled = () => new Promise((resolve) => setTimeout(resolve, 0));
const textOf = (id) => document.getElementById(id).textContent;
const change = (since, shown, parts) => ({ since, shown, title: `Title of ${shown}`, figure: shown, parts });

let count = 0;
beforeEach(async () => {
  asked.length = drawn.length = 0;
  afterPaint = [];
  location.search = "";
  globalThis.document = makeDocument(page("old"));
  // Each test gets the script anew, as each page does.
  await import(`../../assets/parts.js?${(count += 1)}`);
  tca = globalThis.dash_clientside.tca;
});

test("a change puts its parts in place, says them and names the page", () => {
  assert.equal(tca.showChange(change("", "?a", { headline: "<p>new</p>", key: "<p>colours</p>" })), "nothing");
  assert.equal(textOf("headline"), "new");
  assert.equal(textOf("key"), "colours");
  assert.equal(textOf("panel"), "old");
  assert.equal(textOf("live"), "new");
  assert.equal(document.title, "Title of ?a");
  assert.deepEqual(drawn, ["?a"]);
  assert.equal(asked.length, 0);
});

test("where the headline stays, what is read out is how the map is drawn", () => {
  tca.showChange(change("", "?shape=hex", { caption: "<p>equal hexagons</p>" }));
  assert.equal(textOf("live"), "equal hexagons");
});

test("no change changes nothing", () => {
  const before = document.body.innerHTML;
  for (const nothing of [null, undefined]) {
    assert.equal(tca.showChange(nothing), "nothing");
    assert.equal(tca.showBelow(nothing), "nothing");
  }
  assert.equal(document.body.innerHTML, before);
});

test("a change that does not start from what the page shows fetches the whole page", async () => {
  tca.showChange(change("?other", "?b", { headline: "<p>a part alone</p>" }));
  assert.equal(textOf("headline"), "old");
  assert.deepEqual(drawn, ["whole ?b"]);
  assert.equal(asked[0].address, "/?b");
  assert.equal(asked[0].options.group, "now"); // so that a fault is held and told
  asked[0].answer(page("whole"));
  await settled();
  for (const id of NOW) assert.equal(textOf(id), "whole");
  for (const id of BELOW) assert.equal(textOf(id), "old");
  tca.showChange(change("?b", "?c", { headline: "<p>next</p>" }));
  assert.equal(textOf("headline"), "next");
  assert.equal(asked.length, 1);
});

test("a whole page that a newer choice overtakes is not put in place", async () => {
  tca.showChange(change("?other", "?b", {}));
  tca.showChange(change("?elsewhere", "?c", {}));
  asked[0].answer(page("overtaken"));
  await settled();
  assert.equal(textOf("headline"), "old");
  asked[1].answer(page("newest"));
  await settled();
  assert.equal(textOf("headline"), "newest");
});

test("a part that stays as it is keeps its very nodes, and so the focus in it", () => {
  document.getElementById("panel").innerHTML = '<h2>Kent</h2><a href="/x">one</a><p>text</p>';
  const [heading, link] = document.getElementById("panel").childNodes;
  tca.showChange(change("", "?a", { panel: '<h2>Essex</h2><a href="/y">one</a><p>text</p>' }));
  const now = document.getElementById("panel").childNodes;
  assert.equal(now[0], heading);
  assert.equal(now[1], link);
  assert.equal(heading.textContent, "Essex");
  assert.equal(link.getAttribute("href"), "/y");
});

test("nodes of another kind are replaced, more are added and those left over go", () => {
  document.getElementById("key").innerHTML = "<p>a</p><p>b</p><p>c</p>";
  tca.showChange(change("", "?a", { key: '<ul class="d"><li>1</li></ul><p>b</p>' }));
  assert.equal(document.getElementById("key").innerHTML, '<ul class="d"><li>1</li></ul><p>b</p>');
  tca.showChange(change("?a", "?b", { key: "<ul><li>1</li><li>2</li></ul><p>b</p><p>e</p>" }));
  assert.equal(document.getElementById("key").innerHTML, "<ul><li>1</li><li>2</li></ul><p>b</p><p>e</p>");
});

test("a list that the reader opened stays open, whatever changes in it", () => {
  document.getElementById("strip").innerHTML = '<details class="a"><p>x</p></details>';
  document.getElementById("strip").childNodes[0].setAttribute("open", "");
  tca.showChange(change("", "?a", { strip: '<details class="b"><p>y</p></details>' }));
  assert.equal(
    document.getElementById("strip").innerHTML,
    '<details class="b" open=""><p>y</p></details>',
  );
});

test("controls show what the page shows, but not over what is being typed or chosen since", () => {
  const form = (chosen) =>
    `<select id="round"><option>all</option><option${chosen ? ' selected=""' : ""}>one</option></select>` +
    `<input id="q" value="${chosen ? "care" : ""}"><input id="other" value="x">`;
  document.getElementById("controls").innerHTML = form(false);
  const typing = document.getElementById("q");
  const other = document.getElementById("other");
  typing.value = "half a wo";
  other.value = "y";
  document.activeElement = typing;
  location.search = "?round=one&q=care";
  tca.showChange(change("", location.search, { controls: form(true) }));
  assert.equal(document.getElementById("round").selectedIndex, 1);
  assert.equal(typing.value, "half a wo");
  assert.equal(other.value, "x");
  location.search = "?chosen-since";
  document.getElementById("round").selectedIndex = 0;
  tca.showChange(change("?round=one&q=care", "?overtaken", { headline: "<p>n</p>" }));
  assert.equal(document.getElementById("round").selectedIndex, 0);
});

/** A control that shows what the reader chose of two, whatever the page shows. */
function chooseSecond() {
  document.getElementById("controls").innerHTML =
    '<select id="round"><option selected="">all</option><option>one</option></select>';
  document.getElementById("round").selectedIndex = 1;
}

test("a change to what the page shows already, asked for ahead, settles the controls alone", () => {
  location.search = "?a";
  tca.showChange(change("", "?a", { headline: "<p>new</p>" }));
  chooseSecond();
  document.title = "Kept";
  const before = document.body.innerHTML;
  assert.equal(tca.showChange(change("", "?a", { headline: "<p>again</p>" })), "nothing");
  assert.equal(document.body.innerHTML, before);
  assert.equal(document.title, "Kept");
  assert.deepEqual(drawn, ["?a"]);
  assert.equal(asked.length, 0);
  assert.equal(document.getElementById("round").selectedIndex, 0);
  tca.showChange(change("?a", "?b", { headline: "<p>next</p>" }));
  assert.equal(textOf("headline"), "next");
});

test("a whole page that was asked for and lost is asked for again", async () => {
  tca.showChange(change("?other", "?b", { headline: "<p>a part alone</p>" }));
  assert.equal(tca.showChange(change("?other", "?b", { headline: "<p>again</p>" })), "nothing");
  assert.deepEqual(drawn, ["whole ?b", "whole ?b"]);
  assert.deepEqual(asked.map(({ address }) => address), ["/?b", "/?b"]);
  asked[1].answer(page("whole"));
  await settled();
  for (const id of NOW) assert.equal(textOf(id), "whole");
});

test("going back while another whole page is on its way keeps that page out", async () => {
  tca.showChange(change("?other", "?c", {}));
  tca.showChange(change("?c", "", { headline: "<p>old</p>" }));
  asked[0].answer(page("overtaken"));
  await settled();
  assert.equal(textOf("headline"), "old");
});

test("a choice taken back before its answer came leaves the controls as the page is", () => {
  chooseSecond();
  goneBack.at(-1)();
  assert.equal(document.getElementById("round").selectedIndex, 0);
});

test("which address the page shows is told, and changes with what is put in place", () => {
  assert.equal(tca.shownNow(), "");
  tca.showChange(change("", "?a", { headline: "<p>new</p>" }));
  assert.equal(tca.shownNow(), "?a");
});

test("what stands below the map waits for its paint, and goes in order", async () => {
  tca.showBelow(change("", "?a", { table: "<p>a</p>" }));
  tca.showBelow(change("?a", "?b", { table: "<p>b</p>", charts: "<p>chart</p>" }));
  assert.equal(textOf("table"), "old");
  assert.equal(afterPaint.length, 1);
  afterPaint[0]();
  assert.equal(textOf("table"), "b");
  assert.equal(textOf("charts"), "chart");
  assert.equal(textOf("live"), "old");
  assert.equal(asked.length, 0);
});
