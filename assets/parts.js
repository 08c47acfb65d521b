/**
 * Shows what the server answers of an address: the map is Plotly's, the parts of the page come as
 * HTML. Both change in one frame, when the map of that address is drawn.
 */
(function (root) {
  "use strict";

  /** How long nothing more is fetched once the map is live, so that the first touch is not held up. */
  const SETTLE_MS = 1000;

  /** What page and map show, what was asked last, what is answered but not drawn yet; the data. */
  let shown = null;
  let drawn = null;
  let asked = null;
  let answered = null;
  let version = null;

  /**
   * Ask for an address, unless page and map show it already.
   * @param {string} search its query string
   * @param {{layout: {meta: {search: string}}}} figure the map as Dash has it
   * @returns {{search: string, version: string, zoom: object | null} | symbol} what to ask, or Dash's "no update"
   */
  function ask(search, figure) {
    if (search === asked && figure.layout.meta.search === search) {
      return root.dash_clientside.no_update;
    }
    asked = search;
    return { search: search, version: version, zoom: root.tcaZoom.readZoom() };
  }

  /**
   * Tell the morphing what to leave as it is: the lists that the reader opened, and the words being
   * typed. Only in a field: of any other part in focus it would keep the old words too.
   */
  function listKept() {
    return {
      morphStyle: "innerHTML",
      ignoreActiveValue: root.document.querySelector("input:focus") !== null,
      callbacks: {
        beforeAttributeUpdated: (name, node) => !(name === "open" && node.nodeName === "DETAILS"),
      },
    };
  }

  /**
   * Put parts in place. Only nodes that differ are touched, so that focus, an open list and a
   * half-typed word stay.
   * @param {Record<string, string>} parts HTML by the id of its place
   */
  function put(parts) {
    Object.entries(parts).forEach(([name, html]) => {
      const place = root.document.getElementById(name);
      if (root.Idiomorph) root.Idiomorph.morph(place, html, listKept());
      else place.innerHTML = html;
    });
  }

  /** Read out what a choice changed: the headline, or how the map is drawn where that stays. */
  function announce(before) {
    const changed = ["headline", "caption"].find((name) => textOf(name) !== before[name]);
    if (changed) root.document.getElementById("live").textContent = textOf(changed);
  }

  function textOf(name) {
    return root.document.getElementById(name).textContent;
  }

  /** What a reader chose is not in the attributes: make each control show what the page shows. */
  function settleControls() {
    root.document.querySelectorAll("form.tca-form select").forEach((select) => {
      const chosen = Array.from(select.options).findIndex((one) => one.hasAttribute("selected"));
      select.selectedIndex = Math.max(chosen, 0);
    });
    root.document.querySelectorAll("form.tca-form input").forEach((input) => {
      if (input !== root.document.activeElement) input.value = input.getAttribute("value") || "";
    });
  }

  /** Show what was answered, if the map of the same address is drawn. */
  function showDrawn() {
    if (!answered || drawn !== answered.search) return;
    const answer = answered;
    answered = null;
    const before = { headline: textOf("headline"), caption: textOf("caption") };
    root.tcaNavigation.keepFocus(shown, answer.search, () => put(answer.parts));
    root.document.title = answer.title;
    shown = answer.search;
    announce(before);
    if (answer.search === root.location.search) settleControls();
    root.tcaStart.afterNextPaint(() => {
      if (shown === root.location.search) {
        root.dash_clientside.set_props("drawn", { data: { search: shown, version: version } });
      }
    });
  }

  /**
   * Take an answer.
   * @param {{search: string, title: string, parts: Record<string, string>, renewed?: boolean}} answer
   */
  function showAnswer(answer) {
    if (answer.renewed) root.tcaFaults.tell({ name: "changed" });
    else {
      answered = answer;
      showDrawn();
    }
  }

  /**
   * Put what stands below the map in place, unless the reader has gone on.
   * @param {{search: string, parts: Record<string, string>, renewed?: boolean}} answer
   */
  function showBelow(answer) {
    if (answer.renewed) root.tcaFaults.tell({ name: "changed" });
    else if (answer.search === shown) {
      root.tcaNavigation.keepFocus(shown, shown, () => put(answer.parts));
    }
  }

  /** Fetch what the reader's next step needs and what is far below, and let the search box start. */
  function fetchNext() {
    root.document.head.append(root.document.getElementById("next-data").content);
    root.document.querySelectorAll("img[loading=lazy]").forEach((one) => (one.loading = "eager"));
    root.document.dispatchEvent(new CustomEvent("tca-settled"));
  }

  /** Let the live map take the still one's place when it shows the same. */
  function takeOver(graph) {
    const map = graph.closest(".tca-map");
    const still = map.querySelector(".tca-still");
    if (still && drawn === shown) {
      still.remove();
      root.document.documentElement.classList.add("tca-live");
      root.setTimeout(fetchNext, SETTLE_MS);
    }
  }

  function onDrawn(graph) {
    const shapes = root.tcaPlotly.markAreas(graph);
    if (shapes.length === 0) return;
    drawn = graph.layout.meta.search;
    takeOver(graph);
    showDrawn();
    const map = graph.closest(".tca-map");
    map.setAttribute("role", "group");
    map.setAttribute("aria-label", graph.layout.meta.label);
    map.dataset.scale = graph.layout.geo.projection.scale.toFixed(1);
    root.tcaWalk.nameAreas(shapes);
  }

  root.dash_clientside = Object.assign(root.dash_clientside || {}, {
    tca: { ask: ask, showAnswer: showAnswer, showBelow: showBelow },
  });
  root.tcaParts = { settleControls: settleControls };
  if (root.document) {
    shown = asked = root.location.search;
    const told = root.document.querySelector("meta[name=data-version]");
    version = told && told.content;
    root.document.addEventListener("DOMContentLoaded", () => root.tcaPlotly.whenDrawn(root.tcaTooltip.watchGraph, onDrawn));
    root.addEventListener("popstate", () => {
      if (root.location.search === shown) settleControls(); // taken back before its answer came
    });
  }
})(globalThis);
