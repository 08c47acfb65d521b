/**
 * Puts the parts of the page that a choice changes in place: the headline, the key, the panel, the
 * tables. They come from the server as HTML, made by what made the page, and only the nodes that
 * differ are touched, so that the reader's focus, an open list and a half-typed word stay.
 */
(function (root) {
  "use strict";

  const AT_ONCE = ["notices", "headline", "controls", "strip", "caption", "key", "panel"];
  let waiting = {};

  /**
   * Tell which parts change in the same frame as the map, and which after it: those that most
   * readers have to scroll to.
   * @param {Record<string, string>} parts HTML by the id of its place
   * @returns {[Record<string, string>, Record<string, string>]}
   */
  function splitParts(parts) {
    const split = [{}, {}];
    Object.keys(parts).forEach(function (name) {
      split[AT_ONCE.includes(name) ? 0 : 1][name] = parts[name];
    });
    return split;
  }

  function matchAttributes(node, wanted) {
    Array.from(wanted.attributes).forEach(function (one) {
      if (node.getAttribute(one.name) !== one.value) node.setAttribute(one.name, one.value);
    });
    Array.from(node.attributes).forEach(function (one) {
      const kept = node.nodeName === "DETAILS" && one.name === "open"; // the reader opened it
      if (!wanted.hasAttribute(one.name) && !kept) node.removeAttribute(one.name);
    });
  }

  /** What a reader chose or typed is not in the attributes: set it where the server says so. */
  function matchInput(node, wanted) {
    if (node.nodeName === "INPUT" && node.value !== wanted.value) node.value = wanted.value;
    if (node.nodeName === "SELECT") {
      const chosen = Array.from(node.options).findIndex(function (option) {
        return option.hasAttribute("selected");
      });
      node.selectedIndex = Math.max(chosen, 0);
    }
  }

  function matchNode(node, wanted) {
    if (node.nodeType !== wanted.nodeType || node.nodeName !== wanted.nodeName) {
      node.replaceWith(wanted);
    } else if (node.nodeType === 1) {
      if (!node.isEqualNode(wanted)) {
        matchAttributes(node, wanted);
        matchChildren(node, wanted);
      }
      matchInput(node, wanted);
    } else if (node.nodeValue !== wanted.nodeValue) {
      node.nodeValue = wanted.nodeValue;
    }
  }

  /**
   * Make the children of a node those of another, touching only what differs.
   * @param {Node} node in the page
   * @param {Node} wanted outside it; its children may be moved into the page
   */
  function matchChildren(node, wanted) {
    const now = Array.from(node.childNodes);
    const then = Array.from(wanted.childNodes);
    then.forEach(function (child, index) {
      if (index < now.length) matchNode(now[index], child);
      else node.append(child);
    });
    now.slice(then.length).forEach(function (child) {
      child.remove();
    });
  }

  function put(parts) {
    Object.keys(parts).forEach(function (name) {
      const place = document.getElementById(name);
      const made = document.createElement("template");
      made.innerHTML = parts[name];
      matchChildren(place, made.content);
      if (name === "headline") document.getElementById("live").textContent = place.textContent;
    });
  }

  function putWaiting() {
    const parts = waiting;
    waiting = {};
    put(parts);
  }

  /**
   * Show the parts that an answer brought.
   * @param {Record<string, string> | undefined} parts HTML by the id of its place
   * @returns {*} Dash's "no update"
   */
  function showParts(parts) {
    const [atOnce, after] = splitParts(parts || {});
    put(atOnce);
    const idle = Object.keys(waiting).length === 0;
    Object.assign(waiting, after);
    if (idle && Object.keys(after).length > 0) {
      root.tcaStart.afterPaint(
        putWaiting,
        document.hidden,
        root.requestAnimationFrame.bind(root),
        root.setTimeout.bind(root)
      );
    }
    return root.dash_clientside.no_update;
  }

  const tca = { splitParts: splitParts, showParts: showParts };
  root.dash_clientside = Object.assign(root.dash_clientside || {}, {
    tca: Object.assign((root.dash_clientside || {}).tca || {}, tca),
  });
})(globalThis);
