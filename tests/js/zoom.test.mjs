import assert from "node:assert/strict";
import { test } from "node:test";

import "../../assets/zoom.js";

const { keepInside, moveBy, toFrame, toPlace, zoomAbout } = globalThis.tcaZoom;
const ACROSS = 0.1;
const ENGLAND = { u: 0, v: 0.92, scale: 1 };

/** Where a point of the window lies on the projection. */
function under(frame, [x, y]) {
  return [frame.u + (x * ACROSS) / frame.scale, frame.v - (y * ACROSS) / frame.scale];
}

function near(found, wanted) {
  found.forEach((one, index) => assert.ok(Math.abs(one - wanted[index]) < 1e-9));
}

test("a place is the same after a way through the projection", () => {
  near(toPlace(toFrame([-1.5, 52.8, 3])), [-1.5, 52.8, 3]);
});

test("what is under the pointer stays under it", () => {
  const point = [0.3, -0.2];
  const before = { u: 0.01, v: 0.9, scale: 2 };
  near(under(zoomAbout(before, 1.5, point, ACROSS), point), under(before, point));
});

test("what is dragged goes with the pointer", () => {
  const before = { u: 0.01, v: 0.9, scale: 4 };
  near(under(moveBy(before, [0.2, 0.1], ACROSS), [0.3, 0.2]), under(before, [0.1, 0.1]));
});

test("the map is never smaller than England, nor leaves it", () => {
  assert.equal(zoomAbout(ENGLAND, 0.5, [0, 0], ACROSS).scale, 1);
  const far = keepInside({ u: 1, v: -1, scale: 2 }, ENGLAND, ACROSS, 1.2);
  near([far.u, far.v], [0.025, 0.89]);
  const whole = keepInside({ u: 1, v: 1, scale: 1 }, ENGLAND, ACROSS, 1.2);
  near([whole.u, whole.v], [0, 0.92]);
});

test("names are seen from their own scale on", () => {
  const names = [[12, 1], [13, 1.6], [14, 2.56]];
  assert.deepEqual(globalThis.tcaZoom.seenNames(names, 1.6), [true, true, false]);
});
