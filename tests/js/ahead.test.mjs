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
const shown = [];
let tca;

Object.assign(globalThis, {
  location: { search: "" },
  fetch: (address, options) =>
    new Promise((resolve) => {
      const answer = (response) => resolve({ json: async () => ({ multi: true, response }) });
      asked.push({ address, options, answer });
    }),
  dash_clientside: { tca: { showChange: (change) => shown.push(change) } },
});

let count = 0;
beforeEach(async () => {
  asked.length = shown.length = 0;
  location.search = "";
  // Each test gets the script anew, as each page does.
  await import(`../../assets/ahead.js?${(count += 1)}`);
  tca = globalThis.dash_clientside.tca;
});

/** Answer a question as the server answers that of Dash. */
const answer = (one, change) =>
  one.answer({ "map-shown": { data: change.shown }, "map-changed": { data: change } });

test("the question is spelled to the letter as Dash spells it", () => {
  assert.equal(tca.spellQuestion("?round=2015-16", ""), QUESTION);
});

test("nothing is asked ahead before Dash has said what it holds the page to show", async () => {
  await tca.askAhead("?round=2015-16");
  assert.deepEqual(asked, []);
  assert.deepEqual(shown, []);
});

test("a choice is posted as Dash posts it, and marked as asked ahead", () => {
  tca.noteShown("");
  tca.askAhead("?round=2015-16");
  assert.equal(asked.length, 1);
  const { address, options } = asked[0];
  assert.equal(address, "/_dash-update-component");
  assert.equal(options.method, "POST");
  assert.equal(options.headers["Content-Type"], "application/json");
  assert.equal(options.ahead, true);
  assert.equal(options.body, QUESTION);
});

test("the question starts from the address that was noted last", () => {
  tca.noteShown("");
  tca.noteShown("?region=E12000002");
  tca.askAhead("?round=2015-16");
  const { inputs, state } = JSON.parse(asked[0].options.body);
  assert.equal(state[0].value, "?region=E12000002");
  assert.equal(inputs[0].value, "?round=2015-16");
});

test("the answer is shown once it comes, where the reader is still there", async () => {
  tca.noteShown("");
  const done = tca.askAhead("?round=2015-16");
  location.search = "?round=2015-16";
  assert.deepEqual(shown, []);
  answer(asked[0], CHANGE);
  await done;
  assert.deepEqual(shown, [CHANGE]);
});

test("an answer that comes when the reader has gone on is not shown", async () => {
  tca.noteShown("");
  const done = tca.askAhead("?round=2015-16");
  location.search = "?round=2014-15";
  answer(asked[0], CHANGE);
  await done;
  assert.deepEqual(shown, []);
});
