/**
 * Replaces the still map by the live one in the same frame, once the live one is drawn, and keeps
 * the textures of area states on Plotly's map, which has none of its own.
 */
(function (root) {
  "use strict";

  const AREAS_TRACE = 1;
  const PARTNERS_TRACE = 2;

  /**
   * Name the CSS class that draws an area's state.
   * @param {string} status as the server names it
   * @returns {string}
   */
  function statusClass(status) {
    return "s-" + status;
  }

  /**
   * Find the paths of one trace on a drawn map, in the order of the trace's locations.
   * @param {Element} graph Plotly's element
   * @param {number} index the trace's place in the figure
   * @returns {Element[]} empty until the map is drawn
   */
  function tracePaths(graph, index) {
    for (const group of graph.querySelectorAll(".choroplethlayer > g")) {
      const drawn = group.__data__ && group.__data__[0] && group.__data__[0].trace;
      if (drawn && drawn.index === index) {
        return Array.from(group.querySelectorAll("path.choroplethlocation"));
      }
    }
    return [];
  }

  /**
   * Mark each area's path with its code and state, so that CSS can give it its texture.
   * @param {Element} graph Plotly's element
   * @returns {number} how many paths were marked
   */
  function markAreas(graph) {
    const paths = tracePaths(graph, AREAS_TRACE);
    const trace = graph.data[AREAS_TRACE];
    paths.forEach(function (path, index) {
      path.setAttribute("class", "choroplethlocation " + statusClass(trace.customdata[index]));
      path.setAttribute("data-gss", trace.locations[index]);
    });
    tracePaths(graph, PARTNERS_TRACE).forEach(function (path) {
      path.setAttribute("class", "choroplethlocation hl-partner");
    });
    return paths.length;
  }

  function reveal() {
    const still = document.querySelector("main .tca-map > .tca-still");
    if (!still) return;
    still.remove();
    document.documentElement.classList.add("tca-live");
    root.dash_clientside.tca.watchPanel();
  }

  function watch(live) {
    const observer = new MutationObserver(function () {
      const graph = live.querySelector(".js-plotly-plot");
      if (!graph || !graph.on || graph.dataset.watched) return;
      graph.dataset.watched = "yes";
      observer.disconnect();
      const mark = function () {
        if (graph.data.length <= AREAS_TRACE || markAreas(graph) === 0) return;
        root.dash_clientside.tca.nameAreas(graph);
        reveal();
      };
      root.dash_clientside.tca.linkMap(graph);
      graph.on("plotly_afterplot", mark);
      mark();
    });
    observer.observe(live, { childList: true, subtree: true });
  }

  const tca = { statusClass: statusClass, tracePaths: tracePaths, markAreas: markAreas };
  root.dash_clientside = Object.assign(root.dash_clientside || {}, {
    tca: Object.assign((root.dash_clientside || {}).tca || {}, tca),
  });
  if (root.document) {
    const live = root.document.getElementById("react-entry-point");
    if (live) watch(live);
  }
})(globalThis);
