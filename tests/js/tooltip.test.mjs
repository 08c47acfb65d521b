import assert from "node:assert/strict";
import { test } from "node:test";

import "../../assets/tooltip.js";

const { placeBeside } = globalThis.tcaTooltip;
const tip = { width: 200, height: 80 };
const window = { width: 1000, height: 800 };

/** Tell whether a tooltip at a place covers any of an area. */
function covers([left, top], area) {
  const across = left < area.right && left + tip.width > area.left;
  return across && top < area.bottom && top + tip.height > area.top;
}

test("a tooltip stands to the right of its area, or to the left where there is no room", () => {
  const west = { left: 100, right: 200, top: 300, bottom: 400 };
  const east = { left: 850, right: 950, top: 300, bottom: 400 };
  assert.deepEqual(placeBeside(west, tip, window), [212, 310]);
  assert.deepEqual(placeBeside(east, tip, window), [638, 310]);
});

test("beside a wide area it stands above or below", () => {
  const low = { left: 50, right: 950, top: 500, bottom: 700 };
  const high = { left: 50, right: 950, top: 20, bottom: 600 };
  for (const area of [low, high]) assert.equal(covers(placeBeside(area, tip, window), area), false);
});

test("it never leaves the window", () => {
  for (const top of [-300, 0, 790, 1200]) {
    const [left, at] = placeBeside({ left: 10, right: 30, top, bottom: top + 20 }, tip, window);
    assert.ok(left >= 0 && at >= 0 && at + tip.height <= window.height);
  }
});
