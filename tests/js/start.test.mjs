import assert from "node:assert/strict";
import { test } from "node:test";

import "../../assets/start.js";

const { afterPaint, fetchAhead, runScript } = globalThis.tcaStart;

/** Make a page that remembers the scripts put into it. */
function page() {
  const scripts = [];
  return {
    scripts,
    createElement: () => ({}),
    head: { append: (script) => scripts.push(script) },
  };
}

test("work waits for the frame and then for its own turn", () => {
  const steps = [];
  let frame;
  let turn;
  afterPaint(() => steps.push("work"), false, (step) => (frame = step), (step) => (turn = step));
  assert.equal(turn, undefined);
  frame();
  assert.deepEqual(steps, []);
  turn();
  assert.deepEqual(steps, ["work"]);
});

test("a hidden tab, which paints no frame, does not keep work waiting for one", () => {
  let turn;
  const refuse = () => assert.fail("asked for a frame");
  afterPaint(() => {}, true, refuse, (step) => (turn = step));
  assert.equal(typeof turn, "function");
});

test("a script that ran keeps the promise, one that did not come breaks it", async () => {
  const made = page();
  const [first, second] = [runScript("/plotly.js", made), runScript("/dash.js", made)];
  assert.deepEqual(
    made.scripts.map((script) => script.src),
    ["/plotly.js", "/dash.js"],
  );
  made.scripts[0].onload();
  made.scripts[1].onerror(new Error("gone"));
  await first;
  await assert.rejects(second, /gone/);
});

test("data are fetched as Plotly will ask for them", () => {
  const made = page();
  fetchAhead(["/figure/1.json", "/boundaries/upper.json"], made);
  assert.deepEqual(made.scripts, [
    { rel: "preload", as: "fetch", crossOrigin: "anonymous", href: "/figure/1.json" },
    { rel: "preload", as: "fetch", crossOrigin: "anonymous", href: "/boundaries/upper.json" },
  ]);
});
