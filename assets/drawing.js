/**
 * Draws the live map with Plotly, puts it in the still one's place in the same frame, and changes
 * it by what the server sends. Keeps the textures of area states on it, which Plotly has none of.
 */
(function (root) {
  "use strict";

  const AREAS_TRACE = 1;
  const TOKENS_TRACE = 11;
  /** What a change of values alone holds, which is painted before Plotly is told. */
  const VALUES = new Set(
    [AREAS_TRACE, TOKENS_TRACE].flatMap(function (index) {
      return ["z", "text", "customdata", "marker.color", "marker.opacity"].map(function (name) {
        return "data." + index + "." + name;
      });
    })
  );

  /** Plotly's element, and the figure that it shows or is about to show. */
  let graph = null;
  let figure = null;
  let waits = false;

  /** The address whose map was asked for whole and has not come yet. */
  let wanted = null;

  /** Where each area leads while Dash is not there yet to say so, by code. */
  const links = new Map();

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
   * @param {Element} drawn Plotly's element
   * @param {number} index the trace's place in the figure
   * @returns {Element[]} empty until the map is drawn
   */
  function tracePaths(drawn, index) {
    for (const group of drawn.querySelectorAll(".choroplethlayer > g")) {
      const data = group.__data__ && group.__data__[0] && group.__data__[0].trace;
      if (data && data.index === index) {
        return Array.from(group.querySelectorAll("path.choroplethlocation"));
      }
    }
    return [];
  }

  /**
   * Mark each area's path with its code and state, so that CSS can give it its texture.
   * @param {Element} drawn Plotly's element
   * @param {object} trace the areas as the figure has them
   * @returns {number} how many paths were marked
   */
  function markAreas(drawn, trace) {
    const paths = tracePaths(drawn, AREAS_TRACE);
    paths.forEach(function (path, index) {
      path.setAttribute("class", "choroplethlocation " + statusClass(trace.customdata[index]));
      path.setAttribute("data-gss", trace.locations[index]);
    });
    return paths.length;
  }

  /**
   * Find the colour of a bin on a scale of equal bins.
   * @param {[number, string][]} scale two entries for each bin, as Plotly takes it
   * @param {number} bin from 0
   * @returns {string}
   */
  function binColour(scale, bin) {
    return scale[2 * bin][1];
  }

  /**
   * Put changes into a copy of a figure; what does not change is shared with the old one.
   * @param {object} before a figure
   * @param {[(string | number)[], *][]} changes each place that differs and what belongs there
   * @returns {object}
   */
  function changeFigure(before, changes) {
    const after = { ...before };
    changes.forEach(function ([path, value]) {
      let target = after;
      path.slice(0, -1).forEach(function (name) {
        target[name] = Array.isArray(target[name]) ? target[name].slice() : { ...target[name] };
        target = target[name];
      });
      target[path[path.length - 1]] = value;
    });
    return after;
  }

  /**
   * Tell whether changes touch nothing but what areas are worth.
   * @param {[(string | number)[], *][]} changes
   * @returns {boolean}
   */
  function changesValuesOnly(changes) {
    return changes.every(function ([path]) {
      return VALUES.has(path.join("."));
    });
  }

  /** Colour the areas that are drawn already; Plotly takes ten times as long to do it. */
  function paintValues() {
    const trace = figure.data[AREAS_TRACE];
    tracePaths(graph, AREAS_TRACE).forEach(function (path, index) {
      path.style.fill = binColour(trace.colorscale, trace.z[index]);
    });
    markAreas(graph, trace);
    const marker = figure.data[TOKENS_TRACE].marker;
    graph.querySelectorAll(".scattergeo path.point").forEach(function (point, index) {
      point.style.fill = marker.color[index];
      point.style.opacity = marker.opacity[index];
    });
  }

  function tellPlotly() {
    waits = false;
    return root.Plotly.react(graph, figure.data, figure.layout);
  }

  /**
   * Show a change of the map.
   * @param {{whole?: object, changes?: [(string | number)[], *][]}} change
   * @param {string} search the address that it leads to
   */
  function changeMap(change, search) {
    if (change.whole) {
      wanted = null;
      figure = { data: change.whole.data, layout: change.whole.layout };
    } else if (wanted !== null) {
      drawWhole(search); // what is drawn is not what the change starts from
      return;
    } else {
      if (change.changes.length === 0) return;
      figure = changeFigure(figure, change.changes);
      if (!waits && changesValuesOnly(change.changes)) {
        paintValues();
        waits = true;
        root.tcaStart.afterNextPaint(function () {
          if (waits) tellPlotly();
        });
        return;
      }
    }
    tellPlotly();
  }

  /** Draw the map of an address whole, where what was sent does not fit what is shown. */
  function drawWhole(search) {
    wanted = search;
    const address = graph.dataset.figure.replace(/\?.*$/, "") + search;
    fetchFigure(address, { group: "map" }).then(function (whole) {
      if (wanted === search) changeMap({ whole: whole }, search);
    });
  }

  /** Fetch a figure; a group is for assets/faults.js alone, which holds and tells what fails. */
  function fetchFigure(address, options) {
    return root.fetch(address, options).then(function (answer) {
      if (!answer.ok) throw new Error(address + ": " + answer.status);
      return answer.json();
    });
  }

  /**
   * Go to an area: by Dash where it is ready, else as the still map's link does.
   * @param {string | null} gss
   */
  function chooseArea(gss) {
    if (gss === null) return;
    if (root.tcaStart.isLive()) root.dash_clientside.set_props("area-chosen", { data: gss });
    else if (links.has(gss)) root.location.assign(links.get(gss));
  }

  function reveal() {
    const still = graph.parentElement.querySelector(".tca-still");
    if (!still) return;
    still.querySelectorAll("a[data-gss]").forEach(function (link) {
      links.set(link.dataset.gss, link.getAttribute("href"));
    });
    still.remove();
    root.document.documentElement.classList.add("tca-drawn");
  }

  function onDrawn() {
    if (markAreas(graph, graph.data[AREAS_TRACE]) === 0) return;
    root.dash_clientside.tca.nameAreas(graph);
    reveal();
  }

  /**
   * Draw the map that the page came with.
   * @returns {Promise<void>} kept once the live map has taken the still one's place
   */
  function drawFirst() {
    graph = root.document.getElementById("map");
    return fetchFigure(graph.dataset.figure).then(function (whole) {
      figure = { data: whole.data, layout: whole.layout };
      return root.Plotly.newPlot(graph, whole.data, whole.layout, whole.config).then(function () {
        root.dash_clientside.tca.linkMap(graph);
        graph.on("plotly_click", function (event) {
          chooseArea(root.dash_clientside.tca.hoveredCode(event));
        });
        graph.on("plotly_afterplot", onDrawn);
        onDrawn();
      });
    });
  }

  const tca = {
    statusClass: statusClass,
    tracePaths: tracePaths,
    markAreas: markAreas,
    binColour: binColour,
    changeFigure: changeFigure,
    changesValuesOnly: changesValuesOnly,
    changeMap: changeMap,
    drawWhole: drawWhole,
    drawFirst: drawFirst,
    chooseArea: chooseArea,
  };
  root.dash_clientside = Object.assign(root.dash_clientside || {}, {
    tca: Object.assign((root.dash_clientside || {}).tca || {}, tca),
  });
})(globalThis);
