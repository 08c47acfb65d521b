import assert from "node:assert/strict";
import { test } from "node:test";

import "../../assets/start.js";

const { afterPaint, runInOrder } = globalThis.tcaStart;

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

test("scripts keep their order and the last one starts what follows", () => {
  const made = page();
  let followed = 0;
  runInOrder(["/plotly.js", "/dash.js"], made, () => (followed += 1));
  assert.deepEqual(
    made.scripts.map((script) => [script.src, script.async]),
    [
      ["/plotly.js", false],
      ["/dash.js", false],
    ],
  );
  assert.equal(made.scripts[0].onload, undefined);
  made.scripts[1].onload();
  assert.equal(followed, 1);
});
