/**
 * Makes the "Copy" buttons work, which are not seen until then, and the addresses in the texts to
 * copy whole: only the browser knows the host by which a reader found this site. Without scripts
 * the text is selected by a click and copied by hand.
 */
(function (root) {
  "use strict";

  const SAID_MS = 2000;

  /**
   * Give the addresses of this site in a piece of HTML, or a text that is one, their host.
   * @param {string} text
   * @param {string} origin such as "https://map.example.org"
   * @returns {string}
   */
  function makeWhole(text, origin) {
    return text.replace(/(^|src=")\/(?!\/)/g, "$1" + origin + "/");
  }

  /** Make the addresses in the texts to copy below an element whole, where they are not yet. */
  function showWhole(element) {
    element.querySelectorAll("pre.tca-copy").forEach((block) => {
      const text = makeWhole(block.textContent, root.location.origin);
      if (text !== block.textContent) block.textContent = text;
    });
  }

  /** Copy the text beside a button, and say so on it for a moment. */
  function copy(button) {
    const said = button.textContent;
    showWhole(button.parentElement);
    root.navigator.clipboard.writeText(button.parentElement.querySelector("pre").textContent).then(
      function () {
        button.textContent = "Copied";
      },
      function () {
        button.textContent = "Select the text and copy it";
      },
    );
    root.setTimeout(function () {
      button.textContent = said;
    }, SAID_MS);
  }

  root.tcaCopy = { makeWhole: makeWhole };
  if (root.document && root.navigator.clipboard) {
    root.document.addEventListener("click", function (event) {
      const button = event.target.closest && event.target.closest(".tca-copy-button");
      if (button) copy(button);
    });
    root.document.documentElement.classList.add("tca-copies");
  }
  if (root.document) {
    root.document.addEventListener("DOMContentLoaded", () => showWhole(root.document));
    root.document.addEventListener("toggle", (event) => showWhole(event.target), true);
  }
})(globalThis);
