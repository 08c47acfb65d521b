import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

/** What Dash posts for that choice on a page without one. */
const QUESTION =
  '{"output":"..map-shown.data...map-changed.data..",' +
  '"outputs":[{"id":"map-shown","property":"data"},{"id":"map-changed","property":"data"}],' +
  '"inputs":[{"id":"location","property":"search","value":"?round=2015-16"}],' +
  '"changedPropIds":["location.search"],"parsedChangedPropsIds":["location.search"],' +
  '"state":[{"id":"map-shown","property":"data","value":""}]}';

const CHANGE = { since: "", shown: "?round=2015-16", parts: {} };

const asked = [];
const gone = [];
const shown = [];
const told = [];
let afterPaint = [];
let live = true;
let tca;

Object.assign(globalThis, {
  location: { pathname: "/", search: "" },
  history: {
    pushState: (state, title, address) => {
      gone.push(address);
      location.search = address.replace(/^[^?]*/, "");
    },
  },
  tcaStart: { afterNextPaint: (work) => afterPaint.push(work), isLive: () => live },
  fetch: (address, options) =>
    new Promise((resolve) => {
      const answer = (response) => resolve({ json: async () => ({ multi: true, response }) });
      const spoil = () => resolve({ json: () => Promise.reject(new SyntaxError("cut short")) });
      asked.push({ address, options, answer, spoil });
    }),
  dash_clientside: {
    set_props: (id, props) => told.push([id, props]),
    tca: { showChange: (change) => shown.push(change), shownNow: () => "" },
  },
});

let count = 0;
beforeEach(async () => {
  asked.length = gone.length = shown.length = told.length = 0;
  afterPaint = [];
  live = true;
  location.search = "";
  // Each test gets the script anew, as each page does.
  await import(`../../assets/ahead.js?${(count += 1)}`);
  tca = globalThis.dash_clientside.tca;
  tca.shownNow = () => "";
});

/** Answer a question as the server answers that of Dash. */
const answer = (one, change) =>
  one.answer({ "map-shown": { data: change.shown }, "map-changed": { data: change } });

const paint = () => afterPaint.splice(0).forEach((work) => work());

test("the question is spelled to the letter as Dash spells it", () => {
  assert.equal(tca.spellQuestion("?round=2015-16", ""), QUESTION);
});

test("a choice moves the address and is posted as Dash posts it, marked as asked ahead", () => {
  tca.goAhead("?round=2015-16");
  assert.deepEqual(gone, ["/?round=2015-16"]);
  assert.equal(asked.length, 1);
  const { address, options } = asked[0];
  assert.equal(address, "/_dash-update-component");
  assert.equal(options.method, "POST");
  assert.equal(options.headers["Content-Type"], "application/json");
  assert.equal(options.ahead, true);
  assert.equal(options.body, QUESTION);
});

test("a choice of nothing leads to the page's own address", () => {
  location.search = "?round=2015-16";
  tca.goAhead("");
  assert.deepEqual(gone, ["/"]);
});

test("the question starts from what the page shows", () => {
  tca.shownNow = () => "?region=E12000002";
  tca.goAhead("?round=2015-16");
  const { inputs, state } = JSON.parse(asked[0].options.body);
  assert.equal(state[0].value, "?region=E12000002");
  assert.equal(inputs[0].value, "?round=2015-16");
});

test("the answer is shown as it comes, and Dash is told once it is painted", async () => {
  const done = tca.goAhead("?round=2015-16");
  answer(asked[0], CHANGE);
  await done;
  assert.deepEqual(shown, [CHANGE]);
  assert.deepEqual(told, []);
  paint();
  assert.deepEqual(told, [["location", { search: "?round=2015-16" }]]);
});

test("an answer that comes when the reader has gone on is not shown, nor is Dash told", async () => {
  const done = tca.goAhead("?round=2015-16");
  location.search = "";
  answer(asked[0], CHANGE);
  await done;
  paint();
  assert.deepEqual(shown, []);
  assert.deepEqual(told, []);
});

test("a reader who goes on before the paint takes Dash along by the newer choice alone", async () => {
  const done = tca.goAhead("?round=2015-16");
  answer(asked[0], CHANGE);
  await done;
  location.search = "?theme=digital";
  paint();
  assert.deepEqual(told, []);
});

test("where an answer cannot be read, Dash is told all the same", async () => {
  const done = tca.goAhead("?round=2015-16");
  asked[0].spoil();
  await assert.rejects(done, SyntaxError);
  paint();
  assert.deepEqual(told, [["location", { search: "?round=2015-16" }]]);
});

test("going back shows where it leads, and leaves Dash to hear of it itself", async () => {
  tca.shownNow = () => "?round=2015-16&bid=TCA1516-17";
  location.search = "?round=2015-16";
  const done = tca.goBack();
  const { inputs, state } = JSON.parse(asked[0].options.body);
  assert.equal(state[0].value, "?round=2015-16&bid=TCA1516-17");
  assert.equal(inputs[0].value, "?round=2015-16");
  answer(asked[0], CHANGE);
  await done;
  paint();
  assert.deepEqual(shown, [CHANGE]);
  assert.deepEqual([gone, told], [[], []]);
});

test("going back to what the page shows, or before it is live, asks for nothing", () => {
  tca.goBack();
  live = false;
  location.search = "?round=2015-16";
  tca.goBack();
  assert.deepEqual(asked, []);
});
