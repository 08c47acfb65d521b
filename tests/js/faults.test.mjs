import assert from "node:assert/strict";
import test from "node:test";

import "../../assets/faults.js";

const { faultOf, guardAnswers, nameChoice, wordsOf } = globalThis.tcaFaults;

const CHOICE = "/_dash-update-component";
const OUTLINES = "/boundaries/region.0123456789ab.json";
const QUESTION = '{"output":"..a.b..","inputs":["?a"]}';
const OTHER_QUESTION = '{"output":"..a.b..","inputs":["?b"]}';

/** An answer as a browser has it: it can be read once, and be copied until then. */
function answer(status, { headers = {}, text = "{}" } = {}) {
  let isRead = false;
  const refuseSecond = () => {
    if (isRead) throw new TypeError("body was read before");
  };
  return {
    ok: status < 400,
    status,
    headers: { get: (name) => headers[name] ?? null },
    clone: () => {
      refuseSecond();
      return answer(status, { headers, text });
    },
    text: async () => {
      refuseSecond();
      isRead = true;
      return text;
    },
    arrayBuffer: async () => new ArrayBuffer(0),
  };
}

/** A guarded fetch whose answers the test gives one by one, and what the reader was told. */
function makeGuard() {
  const asked = [];
  const told = [];
  const timers = [];
  const page = {
    version: () => "one",
    tell: (fault) => told.push(fault.name),
    settle: () => told.push("settled"),
  };
  const ask = (address) =>
    new Promise((resolve, reject) => asked.push({ address, resolve, reject }));
  const guard = guardAnswers(ask, page, (work) => timers.push(work));
  return { ...guard, asked, told, timers };
}

const turn = () => new Promise((resolve) => setTimeout(resolve, 0));
const lost = () => new TypeError("Failed to fetch");

/** Tell whether a promise is settled yet. */
async function isSettled(promise) {
  let settled = false;
  const note = () => (settled = true);
  promise.then(note, note);
  await turn();
  return settled;
}

test("a choice is named for the part of the page that it answers, and nothing else is one", () => {
  assert.equal(nameChoice(CHOICE, { body: '{"output":"..a.b..","inputs":[]}' }), "..a.b..");
  assert.equal(nameChoice(CHOICE), "");
  assert.equal(nameChoice("/search.json?find=a"), null);
});

test("an answer of the page's own data is good", () => {
  assert.equal(faultOf(answer(200, { headers: { "Data-Version": "one" } }), "one"), null);
  assert.equal(faultOf(answer(204), "one"), null);
  assert.equal(faultOf(answer(200, { headers: { "Data-Version": "one" } }), null), null);
});

test("an answer of other data is not used, good or not", () => {
  for (const status of [200, 500]) {
    const found = faultOf(answer(status, { headers: { "Data-Version": "two" } }), "one");
    assert.deepEqual(found, { name: "changed" });
  }
});

test("a refusal says how long to wait", () => {
  const refused = answer(429, { headers: { "Retry-After": "17" } });
  assert.deepEqual(faultOf(refused, "one"), { name: "busy", seconds: 17 });
  assert.equal(faultOf(answer(429), "one").seconds, 60);
  assert.match(wordsOf({ name: "busy", seconds: 17 }).text, /17 seconds/);
});

test("every fault has words and a way on", () => {
  for (const name of ["changed", "busy", "lost", "failed"]) {
    const words = wordsOf({ name, seconds: 1 });
    assert.ok(words.text.length > 20 && words.label.length > 5);
    assert.equal(words.act, name === "changed" ? "reload" : "again");
  }
});

test("a good answer goes through and takes the fault back", async () => {
  const guard = makeGuard();
  const wanted = guard.fetch(CHOICE);
  const good = answer(200);
  guard.asked[0].resolve(good);
  assert.equal(await wanted, good);
  assert.deepEqual(guard.told, ["settled"]);
});

test("what fails is held and told, and trying again goes on", async () => {
  const guard = makeGuard();
  const wanted = guard.fetch(CHOICE);
  guard.asked[0].resolve(answer(500));
  assert.equal(await isSettled(wanted), false);
  assert.deepEqual(guard.told, ["failed"]);
  guard.retry();
  const good = answer(200);
  guard.asked[1].resolve(good);
  assert.equal(await wanted, good);
  assert.equal(guard.held(), 0);
  assert.deepEqual(guard.told, ["failed", "settled"]);
});

test("what is lost is held until it gets through", async () => {
  const guard = makeGuard();
  const wanted = guard.fetch(CHOICE);
  for (const again of [0, 1, 2]) {
    guard.asked[again].reject(lost());
    await turn();
    guard.retry();
  }
  guard.asked[3].resolve(answer(200));
  assert.equal((await wanted).status, 200);
  assert.deepEqual(guard.told, ["lost", "lost", "lost", "settled"]);
});

test("an answer that does not come in time counts as lost, and a late one is not used", async () => {
  const guard = makeGuard();
  const wanted = guard.fetch(CHOICE);
  guard.timers[0]();
  await turn();
  assert.deepEqual(guard.told, ["lost"]);
  guard.asked[0].resolve(answer(200));
  assert.equal(await isSettled(wanted), false);
});

test("time that runs out after the answer changes nothing", async () => {
  const guard = makeGuard();
  const wanted = guard.fetch(CHOICE);
  guard.asked[0].resolve(answer(200));
  await wanted;
  guard.timers[0]();
  await turn();
  assert.deepEqual(guard.told, ["settled"]);
});

test("a new choice lets go of the one that was held", async () => {
  const guard = makeGuard();
  const before = guard.fetch(CHOICE);
  guard.asked[0].resolve(answer(500));
  await turn();
  const after = guard.fetch(CHOICE);
  assert.equal(guard.held(), 0);
  guard.asked[1].resolve(answer(200));
  await after;
  assert.equal(await isSettled(before), false);
  assert.deepEqual(guard.told, ["failed", "settled"]);
});

test("a fault of a choice that is past is not told", async () => {
  const guard = makeGuard();
  guard.fetch(CHOICE);
  const after = guard.fetch(CHOICE);
  guard.asked[1].resolve(answer(200));
  await after;
  guard.asked[0].reject(lost());
  await turn();
  assert.deepEqual(guard.told, ["settled"]);
});

test("requests for different parts of the page do not push each other aside", async () => {
  const guard = makeGuard();
  const one = guard.fetch(CHOICE, { body: '{"output":"one.children"}' });
  const two = guard.fetch(CHOICE, { body: '{"output":"two.children"}' });
  guard.asked[1].resolve(answer(200));
  guard.asked[0].resolve(answer(200));
  assert.equal((await one).status, 200);
  assert.equal((await two).status, 200);
});

test("an answer waits for the outlines that it draws, and they are asked for once", async () => {
  const guard = makeGuard();
  const text = `{"one":"${OUTLINES.replaceAll("/", "\\u002f")}","other":"${OUTLINES}"}`;
  const wanted = guard.fetch(CHOICE);
  guard.asked[0].resolve(answer(200, { text }));
  assert.equal(await isSettled(wanted), false);
  assert.deepEqual(guard.asked.map((one) => one.address), [CHOICE, OUTLINES]);
  guard.asked[1].resolve(answer(200));
  assert.equal((await wanted).status, 200);
  const next = guard.fetch(CHOICE);
  guard.asked[2].resolve(answer(200, { text }));
  await next;
  assert.equal(guard.asked.length, 3);
});

test("an answer whose outlines do not come is held whole, and trying again gets both", async () => {
  for (const spoil of [(one) => one.reject(lost()), (one) => one.resolve(answer(404))]) {
    const guard = makeGuard();
    const text = `"${OUTLINES}"`;
    const wanted = guard.fetch(CHOICE);
    guard.asked[0].resolve(answer(200, { text }));
    await turn();
    spoil(guard.asked[1]);
    assert.equal(await isSettled(wanted), false);
    assert.equal(guard.told.length, 1);
    guard.retry();
    guard.asked[2].resolve(answer(200, { text }));
    await turn();
    guard.asked[3].resolve(answer(200));
    assert.equal((await wanted).status, 200);
  }
});

test("what is not watched passes as it is", async () => {
  const guard = makeGuard();
  const wanted = guard.fetch("/search.json?find=a");
  guard.asked[0].reject(lost());
  await assert.rejects(wanted, TypeError);
  assert.deepEqual(guard.told, []);
});

test("a whole page that is lost is held and told like a choice, and drops no choice", async () => {
  assert.equal(nameChoice("/?round=2014-15", { group: "below" }), "whole page for below");
  const { fetch, retry, asked, told, held } = makeGuard();
  const choice = fetch(CHOICE, { body: '{"output":"a"}' });
  asked[0].resolve(answer(500));
  await turn();
  const whole = fetch("/?a", { group: "now" });
  asked[1].reject(lost());
  await turn();
  assert.deepEqual(told, ["failed", "lost"]);
  assert.equal(held(), 2);
  retry();
  for (const one of asked.slice(2)) one.resolve(answer(200));
  assert.equal((await choice).status, 200);
  assert.equal((await whole).status, 200);
});

test("what is asked ahead and then by Dash is asked once, and each reads an answer", async () => {
  for (const joinsLate of [false, true]) {
    const { fetch, asked, told } = makeGuard();
    const reply = () => asked[0].resolve(answer(200, { text: '{"one":1}' }));
    const ahead = fetch(CHOICE, { body: QUESTION, ahead: true });
    if (joinsLate) {
      reply();
      assert.equal(await (await ahead).text(), '{"one":1}');
    }
    const later = fetch(CHOICE, { body: QUESTION });
    if (!joinsLate) reply();
    assert.equal(asked.length, 1);
    const [one, two] = [await ahead, await later];
    assert.notEqual(one, two);
    if (!joinsLate) assert.equal(await one.text(), '{"one":1}');
    assert.equal(await two.text(), '{"one":1}');
    assert.deepEqual(told, ["settled"]);
  }
});

test("an answer is shared once: whoever asks the same again asks the network", async () => {
  const { fetch, asked } = makeGuard();
  fetch(CHOICE, { body: QUESTION, ahead: true });
  const second = fetch(CHOICE, { body: QUESTION });
  asked[0].resolve(answer(200, { text: "first" }));
  assert.equal(await (await second).text(), "first");
  const third = fetch(CHOICE, { body: QUESTION });
  assert.equal(asked.length, 2);
  asked[1].resolve(answer(200, { text: "again" }));
  assert.equal(await (await third).text(), "again");
});

test("another question takes no part in the answer to the one asked ahead", async () => {
  const { fetch, asked } = makeGuard();
  const ahead = fetch(CHOICE, { body: QUESTION, ahead: true });
  const other = fetch(CHOICE, { body: OTHER_QUESTION });
  assert.equal(asked.length, 2);
  asked[0].resolve(answer(200, { text: "ahead" }));
  asked[1].resolve(answer(200, { text: "other" }));
  assert.equal(await (await other).text(), "other");
  assert.equal(await isSettled(ahead), false);
});

test("what was asked ahead and fails is told once, and trying again answers both", async () => {
  for (const joinsLate of [false, true]) {
    const { fetch, retry, held, asked, told } = makeGuard();
    const ahead = fetch(CHOICE, { body: QUESTION, ahead: true });
    let later = joinsLate ? null : fetch(CHOICE, { body: QUESTION });
    asked[0].reject(lost());
    await turn();
    later = later || fetch(CHOICE, { body: QUESTION });
    assert.equal(held(), 1);
    assert.deepEqual(told, ["lost"]);
    assert.equal(await isSettled(ahead), false);
    assert.equal(await isSettled(later), false);
    retry();
    assert.equal(asked.length, 2);
    asked[1].resolve(answer(200, { text: "there" }));
    assert.equal(await (await ahead).text(), "there");
    assert.equal(await (await later).text(), "there");
    assert.equal(held(), 0);
    assert.deepEqual(told, ["lost", "settled"]);
  }
});

test("a newer choice lets go of both who wait for the one before", async () => {
  const { fetch, asked } = makeGuard();
  const ahead = fetch(CHOICE, { body: QUESTION, ahead: true });
  const later = fetch(CHOICE, { body: QUESTION });
  const newer = fetch(CHOICE, { body: OTHER_QUESTION, ahead: true });
  asked[1].resolve(answer(200, { text: "newer" }));
  asked[0].resolve(answer(200, { text: "older" }));
  assert.equal(await (await newer).text(), "newer");
  assert.equal(await isSettled(ahead), false);
  assert.equal(await isSettled(later), false);
});

test("going back from a choice that is held forgets it and takes the message back", async () => {
  const guard = makeGuard();
  const waits = guard.fetch(CHOICE, { body: QUESTION });
  guard.asked[0].reject(lost());
  await turn();
  assert.deepEqual(guard.told, ["lost"]);
  guard.letGo();
  assert.deepEqual(guard.told, ["lost", "settled"]);
  assert.equal(guard.held(), 0);
  guard.retry();
  assert.equal(guard.asked.length, 1);
  assert.equal(await isSettled(waits), false);
});
