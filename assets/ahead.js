/**
 * Asks for what a choice changes as soon as it is made, in the words in which Dash is about to ask,
 * and shows the answer as it comes. Dash takes longer over both; it is given the same answer, so
 * nothing is asked twice, and it goes its own way wherever it asks for something else.
 */
(function (root) {
  "use strict";

  const OUTPUTS = ["map-shown", "map-changed"];
  const INPUT = "location.search";

  /** The address that Dash holds the page to show, which belongs into its question. */
  let held = null;

  /**
   * Spell the question as Dash does.
   * @param {string} search the query string that was chosen
   * @param {string} shown the one that Dash holds the page to show
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
   * Note the address that Dash holds the page to show.
   * @param {string} shown a query string
   */
  function noteShown(shown) {
    held = shown;
  }

  /**
   * Ask what a choice changes, and show it unless the reader has chosen again by then.
   * @param {string} search the query string that was chosen
   * @returns {Promise<void>}
   */
  async function askAhead(search) {
    if (held === null) return;
    const answer = await root.fetch("/_dash-update-component", {
      method: "POST",
      headers: { Accept: "application/json", "Content-Type": "application/json" },
      body: spellQuestion(search, held),
      ahead: true, // for assets/faults.js alone, which gives Dash the same answer
    });
    const said = await answer.json();
    if (root.location.search !== search) return; // Dash is not there yet, or the reader has gone on
    root.dash_clientside.tca.showChange(said.response["map-changed"].data);
  }

  const tca = { spellQuestion: spellQuestion, noteShown: noteShown, askAhead: askAhead };
  root.dash_clientside = Object.assign(root.dash_clientside || {}, {
    tca: Object.assign((root.dash_clientside || {}).tca || {}, tca),
  });
})(globalThis);
