// Runs in every measured page before its own scripts: notes when the map is painted, when a tooltip
// shows, when colours change, and what the browser says of long tasks and layout shifts.
(function () {
  const bench = (window.__bench = { painted: null, tip: null, changed: null, long: 0, shift: 0 });
  new PerformanceObserver((list) => {
    for (const one of list.getEntries()) bench.long += one.duration;
  }).observe({ type: "longtask", buffered: true });
  new PerformanceObserver((list) => {
    for (const one of list.getEntries()) if (!one.hadRecentInput) bench.shift += one.value;
  }).observe({ type: "layout-shift", buffered: true });

  /** Note the time just after the frame in which a condition first holds has been painted. */
  function whenPainted(condition, note) {
    requestAnimationFrame(function look() {
      let holds = false;
      try {
        holds = condition();
      } catch {
        holds = false;
      }
      if (!holds) return requestAnimationFrame(look);
      const after = new MessageChannel();
      after.port1.onmessage = () => note(performance.now());
      after.port2.postMessage(0);
    });
  }

  const find = {
    shapes: (css, count) => document.querySelectorAll(css).length >= count,
    /** Tell whether a canvas holds a drawing; it is small work to look once it is drawn small. */
    inked: () =>
      canvases(document).some((large) => {
        if (!large.width) return false;
        const small = new OffscreenCanvas(24, 24).getContext("2d");
        small.drawImage(large, 0, 0, 24, 24);
        const pixels = small.getImageData(0, 0, 24, 24).data;
        let inked = 0;
        for (let i = 0; i < pixels.length; i += 4) {
          if (pixels[i] < 235 && pixels[i + 3] > 100) inked += 1;
        }
        return inked > 40;
      }),
    /** Return a point of the window inside a path, as near to its middle as there is one. */
    inside: (path) => {
      const box = path.getBoundingClientRect();
      const own = path.getScreenCTM().inverse();
      for (const part of [0.5, 0.4, 0.6, 0.3, 0.7, 0.45, 0.55]) {
        for (const down of [0.5, 0.4, 0.6, 0.3, 0.7]) {
          const point = [box.left + box.width * part, box.top + box.height * down];
          if (path.isPointInFill(new DOMPoint(...point).matrixTransform(own))) return point;
        }
      }
      return null;
    },
    /** Return the middle of the largest canvas, which England's outline covers. */
    middle: () => {
      const box = canvases(document)[0].getBoundingClientRect();
      return [box.left + box.width * 0.58, box.top + box.height * 0.5];
    },
    deep: (css) => roots(document).some((root) => root.querySelector(css)),
  };

  /** List a document and every shadow root in it. */
  function roots(root) {
    const found = [root];
    for (const one of root.querySelectorAll("*")) {
      if (one.shadowRoot) found.push(...roots(one.shadowRoot));
    }
    return found;
  }

  function canvases(root) {
    return roots(root).flatMap((one) => [...one.querySelectorAll("canvas")]);
  }

  bench.find = find;
  // Said aloud, so that nobody has to ask again and again while the page draws its map.
  bench.watchMap = (condition) =>
    whenPainted(condition, (now) => {
      bench.painted = now;
      console.debug("map painted");
    });
  bench.watchTip = (condition) => whenPainted(condition, (now) => (bench.tip = now));
  bench.watchChange = (condition) => {
    bench.changed = null;
    whenPainted(condition, (now) => (bench.changed = now));
  };
})();
