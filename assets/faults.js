/**
 * What the reader is told when an answer fails, is lost, is refused or is of other data than the
 * page, and how to go on. Dash would say so in the console alone, and would put an answer of new
 * data beside what the page still shows of the old.
 *
 * A request that gets no good answer is held: whoever waits for it goes on waiting, so nothing
 * changes on the page, until the reader tries again or chooses something else.
 */
(function (root) {
  "use strict";

  const WAIT_MS = 20000;
  const WHOLE = "whole page for ";
  const OUTLINES = /boundaries(?:\/|\\u002f)([a-z0-9.-]+\.json)/g; // Dash may escape a slash

  /**
   * Name what a request is for: requests of one name answer the same part of the page.
   * @param {string} address
   * @param {{body?: string, group?: string}} [options] with the group of parts that a whole page
   *   is asked for
   * @returns {string | null} null for what is no choice of the reader
   */
  function nameChoice(address, options) {
    if (options && options.group) return WHOLE + options.group;
    if (!address.includes("/_dash-update-component")) return null;
    const found = /"output":"([^"]*)"/.exec((options && options.body) || "");
    return found ? found[1] : "";
  }

  /**
   * Find what is wrong with an answer.
   * @param {{ok: boolean, status: number, headers: {get: (name: string) => string | null}}} answer
   * @param {string | null} version of the data that the page was made from
   * @returns {{name: string, seconds?: number} | null} null if nothing is
   */
  function faultOf(answer, version) {
    const other = answer.headers.get("Data-Version");
    if (version && other && other !== version) return { name: "changed" };
    if (answer.status === 429) {
      return { name: "busy", seconds: Number(answer.headers.get("Retry-After")) || 60 };
    }
    return answer.ok ? null : { name: "failed" };
  }

  /**
   * Say a fault in words.
   * @param {{name: string, seconds?: number}} fault
   * @returns {{text: string, act: string, label: string}} what to say, and what the button does
   */
  function wordsOf(fault) {
    const still = " The page still shows the view before it.";
    const again = { act: "again", label: "Try again" };
    switch (fault.name) {
      case "changed":
        return {
          text: "The data behind this page have been renewed since you opened it. Load it again to go on.",
          act: "reload",
          label: "Load the page again",
        };
      case "busy":
        return {
          text: "Too many requests came from your network. Wait " + fault.seconds + " seconds." + still,
          ...again,
        };
      case "lost":
        return { text: "Your last choice did not get through: check your connection." + still, ...again };
      default:
        return { text: "Sorry, something went wrong on our side with your last choice." + still, ...again };
    }
  }

  /**
   * Wrap the browser's fetch so that a choice which gets no good answer is held and told. An answer
   * is good once the outlines that it draws are there as well: Plotly asks for them itself, and
   * would leave the old map beside the new key where they do not come.
   * @param {typeof fetch} ask the fetch to use
   * @param {{version: () => string | null, tell: (fault: object) => void, settle: () => void}} page
   *   the version of its data; what says a fault; what takes it back
   * @param {(work: () => void, wait: number) => *} later such as window.setTimeout
   * @returns {{fetch: typeof fetch, retry: () => void, letGo: () => void, held: () => number}}
   */
  function guardAnswers(ask, page, later) {
    const there = new Set();
    const newest = new Map();
    let held = [];

    async function fetchOutlines(text) {
      for (const [, name] of text.matchAll(OUTLINES)) {
        const address = "/boundaries/" + name;
        if (there.has(address)) continue;
        const outlines = await ask(address);
        if (!outlines.ok) return false;
        await outlines.arrayBuffer();
        there.add(address);
      }
      return true;
    }

    async function findAnswer(one) {
      const answer = await ask(one.resource, one.options);
      const fault = faultOf(answer, page.version());
      if (fault) return { fault: fault };
      const whole = await fetchOutlines(await answer.clone().text());
      return whole ? { answer: answer } : { fault: { name: "failed" } };
    }

    /** Take part in the answer to the same question, where somebody asked it ahead. */
    function join(name, body) {
      const one = newest.get(name);
      if (!one || !one.ahead || one.options.body !== body) return null;
      one.ahead = false;
      return copyOf(one);
    }

    /** Each of two who share an answer reads a copy: it can be read once. */
    function copyOf(one) {
      return one.promise.then(function (answer) {
        return answer.clone();
      });
    }

    async function send(one) {
      const lost = { fault: { name: "lost" } };
      const late = new Promise(function (resolve) {
        later(function () {
          resolve(lost);
        }, WAIT_MS);
      });
      const found = await Promise.race([findAnswer(one), late]).catch(function () {
        return lost;
      });
      if (newest.get(one.name) !== one) return; // nobody waits for what was chosen before
      if (found.fault) {
        held.push(one);
        page.tell(found.fault);
      } else {
        one.resolve(found.answer);
        if (held.length === 0) page.settle();
      }
    }

    function guarded(resource, options) {
      const name = nameChoice(String(resource.url || resource), options);
      if (name === null) return ask(resource, options);
      const joined = options && !options.ahead && join(name, options.body);
      if (joined) return joined;
      if (!name.startsWith(WHOLE)) held = []; // a new choice takes back what was asked before it
      const one = { name: name, resource: resource, options: options };
      one.ahead = Boolean(options && options.ahead);
      one.promise = new Promise(function (resolve) {
        one.resolve = resolve;
      });
      newest.set(name, one);
      send(one);
      return one.ahead ? copyOf(one) : one.promise;
    }

    function retry() {
      const again = held;
      held = [];
      again.forEach(send);
    }

    /** Forget what is held: the reader has gone back from it. */
    function letGo() {
      held = [];
      page.settle();
    }

    return {
      fetch: guarded,
      retry: retry,
      letGo: letGo,
      held: function () {
        return held.length;
      },
    };
  }

  function show(nodes) {
    const live = document.documentElement.classList.contains("tca-live");
    if (live) document.getElementById("failure").replaceChildren(...nodes);
  }

  function tell(fault) {
    const words = wordsOf(fault);
    const text = document.createElement("p");
    text.className = "govuk-body";
    text.textContent = words.text;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "govuk-button tca-failure-act";
    button.dataset.act = words.act;
    button.textContent = words.label;
    show([text, button]);
  }

  function watch() {
    const page = {
      version: function () {
        const told = document.querySelector("meta[name=data-version]");
        return told && told.content;
      },
      tell: tell,
      settle: function () {
        const place = document.getElementById("failure");
        if (!place || !place.firstChild) return;
        const lost = place.contains(document.activeElement);
        show([]);
        if (lost) document.getElementById("main").focus({ preventScroll: true });
      },
    };
    const guard = guardAnswers(root.fetch.bind(root), page, root.setTimeout.bind(root));
    root.fetch = guard.fetch;
    root.addEventListener("online", guard.retry);
    root.addEventListener("popstate", guard.letGo);
    document.addEventListener("click", function (event) {
      const button = event.target.closest && event.target.closest("[data-act]");
      if (!button || !button.closest("#failure")) return;
      if (button.dataset.act === "reload") root.location.reload();
      else guard.retry();
    });
  }

  root.tcaFaults = { nameChoice: nameChoice, faultOf: faultOf, wordsOf: wordsOf, guardAnswers: guardAnswers };
  if (root.document) watch();
})(globalThis);
