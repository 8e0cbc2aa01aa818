"use strict";
// What a person has decided: classes, the class of each cluster, and scribbles. States never change; a decision makes a new one.

const store = (() => {
  const key = `tessera-page:${page.model}:${page.id}`;
  const listeners = [];
  let past = [];
  let future = [];

  function initial() {
    const classes = page.naming.classes.map(({ name, colours, values }) => ({ name, colours, values }));
    const classOf = new Array(page.clusters).fill(null);
    page.naming.classes.forEach((entry, number) => {
      for (const cluster of entry.clusters) classOf[cluster] = number;
    });
    return { classes, classOf, scribbles: page.scribbles.map((stroke) => ({ ...stroke, class: stroke.class ?? null })) };
  }

  /** The state that the browser has kept; null where there is none, or where it is not of this page. */
  function kept() {
    try {
      const state = JSON.parse(localStorage.getItem(key));
      const isWhole = state && Array.isArray(state.classes) && Array.isArray(state.scribbles)
        && state.classOf?.length === page.clusters;
      return isWhole ? state : null;
    } catch {
      return null;
    }
  }

  function keep() {
    try {
      localStorage.setItem(key, JSON.stringify(now));
    } catch {
      // The browser forbids or lacks storage. The file that is saved holds the work all the same.
    }
  }

  const found = kept();
  let now = found ?? initial();
  const wasKept = found !== null && JSON.stringify(found) !== JSON.stringify(initial());

  function show() {
    keep();
    for (const listener of listeners) listener(now);
  }

  return {
    wasKept,
    get now() { return now; },
    get canUndo() { return past.length > 0; },
    get canRedo() { return future.length > 0; },
    listen(listener) { listeners.push(listener); },
    /** Goes to another state. `amends` continues the last step, as while a drag lasts. */
    change(changes, amends = false) {
      if (!amends) past.push(now);
      future = [];
      now = { ...now, ...changes };
      show();
    },
    undo() {
      if (!past.length) return;
      future.push(now);
      now = past.pop();
      show();
    },
    redo() {
      if (!future.length) return;
      past.push(now);
      now = future.pop();
      show();
    },
    startAnew() { this.change(initial()); },

    /** Gives clusters a class; null takes their class. Returns whether anything changes. */
    assign(clusters, number, amends = false) {
      if (clusters.every((cluster) => now.classOf[cluster] === number)) return false;
      const classOf = now.classOf.slice();
      for (const cluster of clusters) classOf[cluster] = number;
      this.change({ classOf }, amends);
      return true;
    },
    /** A name that no class has: `name` itself, or with a number. */
    freeName(name) {
      const names = new Set(now.classes.map((entry) => entry.name));
      if (!names.has(name)) return name;
      for (let number = 2; ; number++) if (!names.has(`${name} ${number}`)) return `${name} ${number}`;
    },
    /** Adds a class, to which `clusters` belong. Returns its number. */
    addClass(name, clusters = []) {
      const used = new Set(now.classes.flatMap((entry) => entry.values));
      let value = 0;
      while (used.has(value) || value === 255) value++;
      const taken = new Set(now.classes.flatMap((entry) => entry.colours));
      const colour = page.palette.find((candidate) => !taken.has(candidate)) ?? page.palette[0];
      const classOf = now.classOf.slice();
      for (const cluster of clusters) classOf[cluster] = now.classes.length;
      const entry = { name: this.freeName(name), colours: [colour], values: [value] };
      this.change({ classes: [...now.classes, entry], classOf });
      return now.classes.length - 1;
    },
    setClass(number, changes) {
      this.change({ classes: now.classes.map((entry, at) => (at === number ? { ...entry, ...changes } : entry)) });
    },
    /** Takes a class away, with its scribbles. */
    removeClass(number) {
      const shifted = (other) => (other === null || other < number ? other : other - 1);
      this.change({
        classes: now.classes.filter((_, at) => at !== number),
        classOf: now.classOf.map((other) => (other === number ? null : shifted(other))),
        scribbles: now.scribbles.filter((stroke) => stroke.class !== number)
          .map((stroke) => ({ ...stroke, class: shifted(stroke.class) })),
      });
    },
    colour(number) {
      return now.classes[number]?.colours[0] ?? page.palette[number % page.palette.length];
    },

    /** The file to save, which is a names.json. The same state always gives the same bytes. */
    json() {
      const entry = ({ name, colours, values }, number) => {
        const clusters = now.classOf.flatMap((other, cluster) => (other === number ? [cluster] : []));
        return `    ${JSON.stringify({ clusters, colours, name, values })}`;
      };
      const stroke = ({ image, width, height, class: number, radius, points }) =>
        `    ${JSON.stringify({ class: number, height, image, points, radius, width })}`;
      const list = (lines) => (lines.length ? `[\n${lines.join(",\n")}\n  ]` : "[]");
      const parts = [
        `"classes" : ${list(now.classes.map(entry))}`, `"clusters" : ${page.clusters}`,
        `"format" : "tessera-names-1"`, `"kind" : "classes"`, `"map" : ${JSON.stringify(page.map)}`,
        `"merges" : ${JSON.stringify(page.merges)}`, `"model" : ${JSON.stringify(page.model)}`,
        `"scribbles" : ${list(now.scribbles.map(stroke))}`,
      ];
      return `{\n  ${parts.join(",\n  ")}\n}\n`;
    },
  };
})();
