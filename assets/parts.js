/**
 * Puts the parts of the page that a choice changes in place: the headline, the key, the panel, the
 * tables. They come from the server as HTML, made by what made the page, and only the nodes that
 * differ are touched, so that the reader's focus, an open list and a half-typed word stay.
 */
(function (root) {
  "use strict";

  const NOW = "now";
  const BELOW = "below";
  const PLACES = {
    now: ["notices", "headline", "controls", "strip", "caption", "key", "panel"],
    below: ["actions", "more-bids", "charts", "table", "take"],
  };

  /** The address whose parts the page shows, and the one last asked for whole, by group. */
  const shown = { now: null, below: null };
  const wanted = { now: null, below: null };
  let waiting = [];

  function matchAttributes(node, wanted) {
    Array.from(wanted.attributes).forEach(function (one) {
      if (node.getAttribute(one.name) !== one.value) node.setAttribute(one.name, one.value);
    });
    Array.from(node.attributes).forEach(function (one) {
      const kept = node.nodeName === "DETAILS" && one.name === "open"; // the reader opened it
      if (!wanted.hasAttribute(one.name) && !kept) node.removeAttribute(one.name);
    });
  }

  function matchNode(node, wanted) {
    if (node.nodeType !== wanted.nodeType || node.nodeName !== wanted.nodeName) {
      node.replaceWith(wanted);
    } else if (node.nodeType === 1) {
      if (node.isEqualNode(wanted)) return;
      matchAttributes(node, wanted);
      matchChildren(node, wanted);
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
    });
    const said = ["headline", "caption"].find(function (name) {
      return name in parts;
    });
    // What a choice changed is read out: the headline, or how the map is drawn where it stays.
    if (said) document.getElementById("live").textContent = document.getElementById(said).textContent;
  }

  /**
   * What a reader chose is not in the attributes: make each control show what the page shows,
   * unless the reader has chosen again since, or is typing.
   */
  function settleControls(search) {
    if (search !== root.location.search) return;
    document.querySelectorAll("form.tca-form select").forEach(function (select) {
      const chosen = Array.from(select.options).findIndex(function (option) {
        return option.hasAttribute("selected");
      });
      select.selectedIndex = Math.max(chosen, 0);
    });
    document.querySelectorAll("form.tca-form input").forEach(function (input) {
      if (input !== document.activeElement) input.value = input.getAttribute("value") || "";
    });
  }

  /** Take the parts of a group from the whole page, where what was sent does not fit. */
  function putWhole(group, search) {
    wanted[group] = search;
    root
      .fetch("/" + search, { group: group }) // the group is for assets/faults.js alone
      .then(function (answer) {
        return answer.text();
      })
      .then(function (text) {
        if (wanted[group] !== search) return;
        const page = new DOMParser().parseFromString(text, "text/html");
        const parts = {};
        PLACES[group].forEach(function (name) {
          parts[name] = page.getElementById(name).innerHTML;
        });
        put(parts);
        shown[group] = search;
        if (group === NOW) settleControls(search);
      });
  }

  /**
   * Put a change in place. It says from which address to which it leads: Dash may leave out an
   * answer that a newer one overtakes, and a change that does not start from what the page shows
   * would leave parts of another view.
   */
  function apply(group, change) {
    wanted[group] = null;
    if (change.since !== shown[group]) {
      putWhole(group, change.shown);
      return;
    }
    put(change.parts);
    shown[group] = change.shown;
    if (group === NOW) settleControls(change.shown);
  }

  function applyWaiting() {
    const changes = waiting;
    waiting = [];
    changes.forEach(function (change) {
      apply(BELOW, change);
    });
  }

  /**
   * Show the map and the parts that agree with it, in one frame.
   * @param {{since: string, shown: string, title: string, figure: object,
   *          parts: Record<string, string>} | null | undefined} change
   *   what the map becomes, HTML by the id of its place, and the addresses that both lead from and to
   * @returns {*} Dash's "no update"
   */
  function showChange(change) {
    const there = change && change.shown === shown[NOW] && [null, shown[NOW]].includes(wanted[NOW]);
    if (there) {
      settleControls(change.shown); // it was asked for ahead
    } else if (change) {
      const tca = root.dash_clientside.tca;
      if (change.since === shown[NOW]) tca.changeMap(change.figure, change.shown);
      else tca.drawWhole(change.shown);
      document.title = change.title;
      apply(NOW, change);
    }
    return root.dash_clientside.no_update;
  }

  /**
   * Show the parts below the map, once the map is painted.
   * @param {{since: string, shown: string, parts: Record<string, string>} | null | undefined} change
   * @returns {*} Dash's "no update"
   */
  function showBelow(change) {
    if (change) {
      if (waiting.length === 0) {
        root.tcaStart.afterNextPaint(applyWaiting);
      }
      waiting.push(change);
    }
    return root.dash_clientside.no_update;
  }

  /**
   * Tell which address's map and words the page shows.
   * @returns {string}
   */
  function shownNow() {
    return shown[NOW];
  }

  const tca = { showChange: showChange, showBelow: showBelow, shownNow: shownNow };
  root.dash_clientside = Object.assign(root.dash_clientside || {}, {
    tca: Object.assign((root.dash_clientside || {}).tca || {}, tca),
  });
  if (root.document) {
    shown.now = shown.below = root.location.search;
    root.addEventListener("popstate", function () {
      settleControls(shown[NOW]); // a choice taken back before its answer came
    });
  }
})(globalThis);
