/**
 * Makes the "Copy" buttons work, which are not seen until then, and the address in a copied piece
 * of HTML whole. Without scripts the text is selected by a click and copied by hand.
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

  /** Copy the text beside a button, and say so on it for a moment. */
  function copy(button, block) {
    const said = button.textContent;
    const text = makeWhole(block.textContent, root.location.origin);
    root.navigator.clipboard.writeText(text).then(
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
      if (button) copy(button, button.parentElement.querySelector("pre"));
    });
    root.document.documentElement.classList.add("tca-copies");
  }
})(globalThis);
