/**
 * All that the page knows of how Plotly draws: where the shapes of areas are, in which order, and
 * when they are drawn. Plotly documents its events and its figure, not its elements: a test holds
 * this module against the installed Plotly (tests/browser/test_plotly_contract.py).
 */
(function (root) {
  "use strict";

  /**
   * Find Plotly's own element, which has its events and its figure.
   * @returns {Element | null} null until Plotly has begun to draw
   */
  function findGraph() {
    return root.document.querySelector("#map .js-plotly-plot");
  }

  /**
   * Find the shapes of one trace, in the order of its locations.
   * @param {Element} graph
   * @param {number} trace its place in the figure
   * @returns {Element[]} empty until they are drawn
   */
  function findShapes(graph, trace) {
    const drawn = (one) => one.type === "choropleth" && one.locations.length > 0; // no others are
    const place = graph.data.slice(0, trace).filter(drawn).length;
    const layer = graph.querySelectorAll(".choroplethlayer > g")[place];
    const shapes = layer ? Array.from(layer.querySelectorAll("path.choroplethlocation")) : [];
    return shapes.length === graph.data[trace].locations.length ? shapes : [];
  }

  /**
   * Mark each area's shape with its code and state, so that style sheets, keys and pointers find it.
   * @param {Element} graph
   * @returns {Element[]} the shapes of the areas
   */
  function markAreas(graph) {
    const trace = graph.layout.meta.areas;
    const areas = graph.data[trace];
    const shapes = findShapes(graph, trace);
    shapes.forEach((shape, index) => {
      shape.setAttribute("class", "choroplethlocation s-" + areas.customdata[index]);
      shape.dataset.gss = areas.locations[index];
      shape.dataset.tip = areas.text[index];
    });
    // Plotly's drawings would be announced as pictures round and beside the areas.
    graph.querySelectorAll("svg.main-svg").forEach((drawing) => {
      drawing.setAttribute("role", "presentation");
    });
    return shapes;
  }

  /**
   * Find the layer that holds all that is drawn of the map, to draw above it.
   * @param {Element} shape of an area
   * @returns {Element}
   */
  function findLayer(shape) {
    return shape.closest(".geo");
  }

  /**
   * Find the address of the boundaries that the map is drawn from.
   * @param {Element} graph
   * @returns {string}
   */
  function findAddress(graph) {
    return graph.data[graph.layout.meta.areas].geojson;
  }

  /**
   * Do some work once there is a live map, and other work each time that it has been drawn.
   * @param {(graph: Element) => void} begin
   * @param {(graph: Element) => void} work
   */
  function whenDrawn(begin, work) {
    const entry = root.document.getElementById("react-entry-point");
    if (!entry) return;
    const watch = new MutationObserver(() => {
      const graph = findGraph();
      if (!graph || !graph.on) return;
      watch.disconnect();
      begin(graph);
      graph.on("plotly_afterplot", () => work(graph));
      work(graph);
    });
    watch.observe(entry, { childList: true, subtree: true });
  }

  root.tcaPlotly = {
    findGraph: findGraph,
    findShapes: findShapes,
    markAreas: markAreas,
    findLayer: findLayer,
    findAddress: findAddress,
    whenDrawn: whenDrawn,
  };
})(globalThis);
