import assert from "node:assert/strict";
import { test } from "node:test";

import "../../assets/faults.js";

const { faultOf, wordsOf } = globalThis.tcaFaults;

/** What Dash hands on where the server answered with a status that is no answer. */
function refusal(status, headers = {}) {
  return { status, headers: { get: (name) => headers[name] ?? null } };
}

test("no answer at all is a lost one", () => {
  assert.deepEqual(faultOf(new Error("the server did not respond")), { name: "lost" });
});

test("a server that fails is told apart from one that asks to wait", () => {
  assert.deepEqual(faultOf(refusal(500)), { name: "failed" });
  assert.deepEqual(faultOf(refusal(400)), { name: "failed" });
  assert.deepEqual(faultOf(refusal(429, { "Retry-After": "17" })), { name: "busy", seconds: 17 });
});

test("a wait that is not stated is a minute", () => {
  assert.deepEqual(faultOf(refusal(429)), { name: "busy", seconds: 60 });
});

test("each fault has words, and says that the page is as it was where it is", () => {
  for (const name of ["lost", "failed", "busy"]) {
    assert.match(wordsOf({ name, seconds: 5 }), /still shows the view before it/);
  }
  assert.match(wordsOf({ name: "busy", seconds: 17 }), /Wait 17 seconds/);
  assert.match(wordsOf({ name: "changed" }), /have been renewed/);
});
