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
    [["data", 11, "marker", "opacity"], []],
  ];
  assert.equal(changesValuesOnly(values), true);
  assert.equal(changesValuesOnly([...values, [["data", 3, "locations"], []]]), false);
  assert.equal(changesValuesOnly([...values, [["layout", "geo", "center"], {}]]), false);
});

/** A map in short: enough to tell one from another. */
const figure = (word) => ({ data: [{ name: word }], layout: { title: word } });

/** A change that Plotly is told at once, as it is not of values alone. */
const entitle = (word) => ({ changes: [[["layout", "title"], word]] });

let count = 0;

/** Open a page with a map, draw it, and keep what is asked for and drawn after that. */
async function openMap() {
  const asked = [];
  const drawn = [];
  const map = {
    dataset: { figure: "/figure/abc.json?x" },
    parentElement: { querySelector: () => null },
    querySelectorAll: () => [],
    on: () => {},
  };
  Object.assign(globalThis, {
    document: { getElementById: (id) => (id === "map" ? map : null) },
    fetch: (address, options) =>
      new Promise((resolve) => {
        const answer = (whole) => resolve({ ok: true, json: async () => whole });
        asked.push({ address, options, answer });
      }),
    Plotly: {
      newPlot: async (at, data) => void (at.data = data),
      react: (at, data, layout) => void (at === map && drawn.push({ data, layout })),
    },
    tcaStart: { afterNextPaint: (work) => work() },
  });
  const { tca } = globalThis.dash_clientside;
  Object.assign(tca, { linkMap: () => {}, nameAreas: () => {} });
  // Each test gets the script anew, as each page does.
  await import(`../../assets/drawing.js?${(count += 1)}`);
  const first = tca.drawFirst();
  asked.pop().answer(figure("first"));
  await first;
  return { changeMap: tca.changeMap, drawWhole: tca.drawWhole, asked, drawn };
}

const settled = () => new Promise((resolve) => setTimeout(resolve, 0));

test("a whole map is asked for by its address, as one of a group, and drawn", async () => {
  for (const search of ["?round=2014-15", ""]) {
    const { drawWhole, asked, drawn } = await openMap();
    drawWhole(search);
    assert.equal(asked.length, 1);
    assert.equal(asked[0].address, "/figure/abc.json" + search);
    assert.deepEqual(asked[0].options, { group: "map" }); // so that a fault is held and told
    assert.deepEqual(drawn, []);
    asked[0].answer(figure("whole"));
    await settled();
    assert.deepEqual(drawn, [figure("whole")]);
  }
});

test("a whole map that comes after a newer one was asked for is not drawn", async () => {
  for (const order of [
    [0, 1],
    [1, 0],
  ]) {
    const { drawWhole, asked, drawn } = await openMap();
    drawWhole("?b");
    drawWhole("?c");
    for (const index of order) {
      asked[index].answer(figure(["older", "newer"][index]));
      await settled();
    }
    assert.deepEqual(drawn, [figure("newer")]);
  }
});

test("a change does not touch what is drawn while a whole map is on its way", async () => {
  for (const change of [entitle("c"), { changes: [] }]) {
    const { changeMap, drawWhole, asked, drawn } = await openMap();
    drawWhole("?b");
    changeMap(change, "?c");
    assert.deepEqual(drawn, []);
    assert.deepEqual(
      asked.map((one) => [one.address, one.options]),
      [
        ["/figure/abc.json?b", { group: "map" }],
        ["/figure/abc.json?c", { group: "map" }],
      ],
    );
    asked[0].answer(figure("overtaken"));
    await settled();
    assert.deepEqual(drawn, []);
    asked[1].answer(figure("newest"));
    await settled();
    assert.deepEqual(drawn, [figure("newest")]);
  }
});

test("once the whole map is there, changes are put into it again", async () => {
  const { changeMap, drawWhole, asked, drawn } = await openMap();
  drawWhole("?b");
  asked[0].answer(figure("whole"));
  await settled();
  changeMap(entitle("next"), "?c");
  assert.deepEqual(drawn, [figure("whole"), { ...figure("whole"), layout: { title: "next" } }]);
  assert.equal(asked.length, 1);
});

test("a change that brings its map whole is drawn, and the one on its way is not", async () => {
  const { changeMap, drawWhole, asked, drawn } = await openMap();
  drawWhole("?b");
  changeMap({ whole: figure("brought") }, "?c");
  assert.deepEqual(drawn, [figure("brought")]);
  asked[0].answer(figure("overtaken"));
  await settled();
  assert.deepEqual(drawn, [figure("brought")]);
  changeMap(entitle("next"), "?d");
  assert.deepEqual(drawn[1], { ...figure("brought"), layout: { title: "next" } });
  assert.equal(asked.length, 1);
});
