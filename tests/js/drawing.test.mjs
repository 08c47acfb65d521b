import assert from "node:assert/strict";
import { test } from "node:test";

import "../../assets/drawing.js";

const { binColour, changeFigure, changesValuesOnly, markAreas, statusClass, tracePaths } =
  globalThis.dash_clientside.tca;

class Shape {
  attributes = {};
  setAttribute(name, value) {
    this.attributes[name] = value;
  }
}

/** Make a layer of Plotly's map: the trace it draws and its paths. */
function layer(index, paths) {
  return { __data__: [{ trace: { index } }], querySelectorAll: () => paths };
}

/** Make a drawn graph from its layers, as far as the functions look at one. */
function graph(layers) {
  return { querySelectorAll: () => layers };
}

test("a state has the class that the style sheet textures", () => {
  assert.equal(statusClass("partner-only"), "s-partner-only");
});

test("areas are found by their trace, not by their place among the layers", () => {
  const areas = [new Shape(), new Shape()];
  const layers = [layer(2, [new Shape()]), layer(1, areas), layer(0, [new Shape()])];
  assert.deepEqual(tracePaths(graph(layers), 1), areas);
});

test("a map that is not drawn yet has no areas", () => {
  assert.deepEqual(tracePaths(graph([]), 1), []);
  assert.deepEqual(tracePaths(graph([{ querySelectorAll: () => [new Shape()] }]), 1), []);
});

test("each path is marked with its own code and state", () => {
  const paths = [new Shape(), new Shape()];
  const trace = { customdata: ["amount", "not-stated"], locations: ["E10000012", "E10000017"] };
  assert.equal(markAreas(graph([layer(1, paths)]), trace), 2);
  assert.deepEqual(
    paths.map((path) => path.attributes["data-gss"]),
    ["E10000012", "E10000017"],
  );
  assert.match(paths[0].attributes.class, /\bchoroplethlocation s-amount\b/);
  assert.match(paths[1].attributes.class, /\bchoroplethlocation s-not-stated\b/);
});

test("areas of partners have the class that textures them, and no code", () => {
  const [area, partner] = [new Shape(), new Shape()];
  const trace = { customdata: ["amount"], locations: ["E10000012"] };
  assert.equal(markAreas(graph([layer(1, [area]), layer(2, [partner])]), trace), 1);
  assert.deepEqual(partner.attributes, { class: "choroplethlocation hl-partner" });
});

test("a bin has the colour of its place on the scale", () => {
  const scale = [
    [0, "white"],
    [0.5, "white"],
    [0.5, "navy"],
    [1, "navy"],
  ];
  assert.deepEqual([binColour(scale, 0), binColour(scale, 1)], ["white", "navy"]);
});

test("a changed figure has what the change names, and the figure before stays as it was", () => {
  const before = { data: [{ z: [1] }, { z: [2], marker: { color: ["red"] } }], layout: { geo: { center: 1 } } };
  const kept = structuredClone(before);
  const after = changeFigure(before, [
    [["data", 1, "marker", "color"], ["blue"]],
    [["layout", "geo", "center"], 5],
  ]);
  assert.deepEqual(before, kept);
  assert.deepEqual(after.data[1], { z: [2], marker: { color: ["blue"] } });
  assert.equal(after.layout.geo.center, 5);
  assert.equal(after.data[0], before.data[0]);
});

test("values alone are told from outlines, lines and the frame", () => {
  const values = [
    [["data", 1, "z"], []],
    [["data", 9, "marker", "opacity"], []],
  ];
  assert.equal(changesValuesOnly(values), true);
  assert.equal(changesValuesOnly([...values, [["data", 3, "locations"], []]]), false);
  assert.equal(changesValuesOnly([...values, [["layout", "geo", "center"], {}]]), false);
});
