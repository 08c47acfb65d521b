/**
 * Takes a choice to what it shows without waiting for Dash: asks in the words in which Dash will
 * ask, shows the answer as it comes, and tells Dash of the choice once it is painted. Dash is given
 * the same answer, so nothing is asked twice; where it asks for something else it goes its own way.
 */
(function (root) {
  "use strict";

  const OUTPUTS = ["map-shown", "map-changed"];
  const INPUT = "location.search";

  /**
   * Spell the question as Dash does.
   * @param {string} search the query string that was chosen
   * @param {string} shown the one that the page shows
   * @returns {string}
   */
  function spellQuestion(search, shown) {
    return JSON.stringify({
      output: ".." + OUTPUTS.map(function (id) { return id + ".data"; }).join("...") + "..",
      outputs: OUTPUTS.map(function (id) { return { id: id, property: "data" }; }),
      inputs: [{ id: "location", property: "search", value: search }],
      changedPropIds: [INPUT],
      parsedChangedPropsIds: [INPUT],
      state: [{ id: "map-shown", property: "data", value: shown }],
    });
  }

  /**
   * Show what leads from the page to an address, unless the reader has gone on by then.
   * @param {string} search the query string of the address
   * @param {() => void} read what to do once the answer is read, or cannot be
   * @returns {Promise<void>}
   */
  async function show(search, read) {
    const tca = root.dash_clientside.tca;
    const answer = await root.fetch("/_dash-update-component", {
      method: "POST",
      headers: { Accept: "application/json", "Content-Type": "application/json" },
      body: spellQuestion(search, tca.shownNow()),
      ahead: true, // for assets/faults.js alone, which gives Dash the same answer
    });
    const said = await answer.json().finally(read);
    if (root.location.search === search) tca.showChange(said.response["map-changed"].data);
  }

  /**
   * Go to a choice.
   * @param {string} search the query string that was chosen
   * @returns {Promise<void>} kept once it is shown, or the reader has gone on
   */
  function goAhead(search) {
    root.history.pushState({}, "", root.location.pathname + search);
    return show(search, function () {
      // Before Plotly is told, so that what stands below the map is on its way meanwhile.
      root.tcaStart.afterNextPaint(function () {
        if (root.location.search === search) root.dash_clientside.set_props("location", { search: search });
      });
    });
  }

  /**
   * Show where the reader went back or forward to. Dash hears of it itself, and does nothing where
   * it was not told yet of what the reader comes back from.
   * @returns {Promise<void> | undefined}
   */
  function goBack() {
    const search = root.location.search;
    if (!root.tcaStart.isLive() || search === root.dash_clientside.tca.shownNow()) return undefined;
    return show(search, function () {});
  }

  const tca = { spellQuestion: spellQuestion, goAhead: goAhead, goBack: goBack };
  root.dash_clientside = Object.assign(root.dash_clientside || {}, {
    tca: Object.assign((root.dash_clientside || {}).tca || {}, tca),
  });
  if (root.document) root.addEventListener("popstate", goBack);
})(globalThis);
