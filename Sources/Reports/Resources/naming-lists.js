"use strict";
// The list of classes and the list of clusters or groups.

/** The number of the current class; null for no class. Adds a first class where there is none. */
function currentClass() {
  if (view.current !== null && !store.now.classes.length) view.current = store.addClass("class 1");
  return view.current;
}

/** Gives clusters the current class. Returns whether anything changes. */
function nameClusters(clusters, amends = false) {
  if (view.current !== null && !store.now.classes.length) {
    view.current = store.addClass("class 1", clusters);
    return true;
  }
  return store.assign(clusters, view.current, amends);
}

const lists = (() => {
  const classList = document.getElementById("classes");
  const list = document.getElementById("list");
  /** The rows of the list, by node. They are made once, so that the focus stays where it is. */
  const rows = new Map();

  // Where the labelled images disagree about a cluster.
  const disagreement = Array.from({ length: page.clusters }, (_, cluster) => {
    const pixels = page.naming.classes.map((entry) => entry.pixels?.[cluster] ?? 0);
    const all = pixels.reduce((sum, count) => sum + count, 0);
    const order = pixels.map((count, number) => [count / all, number]).sort((a, b) => b[0] - a[0]);
    if (!all || order.length < 2 || order[1][0] <= 0.3) return null;
    return order.filter(([share]) => share > 0.1).map(([share, number]) =>
      `${page.naming.classes[number].name} (${percent(share)})`).join(", ");
  });

  /** A small cut from a picture around a place. */
  function cut({ piece, x, y }) {
    const SIDE = 48;
    const canvas = element("canvas", { width: SIDE, height: SIDE, role: "img", "aria-label": pieces[piece].image, title: pieces[piece].image });
    const image = pictures[piece].image;
    const { width, height } = pieces[piece];
    const side = Math.min(SIDE, width, height);
    const left = Math.min(Math.max(0, x - side / 2), width - side);
    const top = Math.min(Math.max(0, y - side / 2), height - side);
    image.decode().then(() => {
      canvas.getContext("2d").drawImage(image, left, top, side, side, 0, 0, SIDE, SIDE);
    }, () => {});
    return canvas;
  }

  function madeRow(id) {
    const node = tree.nodes[id];
    const badge = element("span", { class: "badge" });
    const places = page.places[node.largest];
    const colour = page.colours[node.largest];
    const seen = Math.max(...node.clusters.map((cluster) => page.pieceCounts[cluster]));
    const disputes = node.clusters.filter((cluster) => disagreement[cluster])
      .map((cluster) => (node.clusters.length > 1 ? `Cluster ${cluster}: ` : "") + disagreement[cluster]);
    const cuts = (title, found) => found.length
      ? [element("div", { class: "cuts" }, element("span", { text: title }), ...found.map(cut))] : [];
    const name = element(
      "button", { type: "button", class: "row", onclick: () => nameClusters(node.clusters) },
      element("span", { class: "swatch", style: `background:${page.palette[node.largest % page.palette.length]}` }),
      element("span", { class: "name", text: tree.name(id) }), badge,
      element("span", {
        class: "facts",
        text: node.share === 0 ? "not in the images looked at"
          : `${percent(node.share)} of pixels, in ${seen} of ${page.looked}`,
        title: `the share of the pixels, and how many of the ${page.looked} images looked at show it`,
      }),
      element("span", { class: "mean", title: `mean colour ${colour}`, style: `background:${colour}`, hidden: !colour }));
    const buttons = element(
      "div", { class: "buttons" },
      element("button", {
        type: "button", text: "New class", "aria-label": `New class of ${tree.name(id)}`,
        onclick: () => {
          view.current = store.addClass(`class ${store.now.classes.length + 1}`, node.clusters);
          showClasses();
          classList.querySelector("[aria-current=true] input[type=text]")?.select();
        },
      }),
      ...(node.children.length ? [element("button", {
        type: "button", text: "Split", "aria-label": `Split ${tree.name(id)}`,
        onclick: () => {
          changeCut(view.cut.flatMap((other) => (other === id ? node.children : [other])));
          rows.get(node.children[0]).item.querySelector("button").focus();
        },
      })] : []));
    const item = element(
      "li", {}, name, ...cuts("certain", places.certain), ...cuts("borderline", places.borderline),
      ...disputes.map((text) => element("p", { class: "dispute", text: `The labelled images disagree: ${text}.` })), buttons);
    item.addEventListener("pointerenter", () => setLit(id));
    item.addEventListener("pointerleave", () => setLit(null));
    name.addEventListener("focus", () => { if (name.matches(":focus-visible")) setLit(id); });
    name.addEventListener("blur", () => setLit(null));
    name.addEventListener("keydown", (event) => {
      const change = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (!change) return;
      event.preventDefault();
      const all = [...list.querySelectorAll(".row")];
      all[all.indexOf(name) + change]?.focus();
    });
    const row = { item, name, badge };
    rows.set(id, row);
    return row;
  }

  function showList() {
    const order = [...view.cut].sort((a, b) => tree.nodes[b].share - tree.nodes[a].share || a - b);
    const items = order.map((id) => (rows.get(id) ?? madeRow(id)).item);
    if (items.length !== list.children.length || items.some((item, at) => item !== list.children[at])) {
      list.replaceChildren(...items);
    }
    for (const id of order) {
      const numbers = [...new Set(tree.nodes[id].clusters.map((cluster) => store.now.classOf[cluster]))];
      const names = numbers.map((number) => (number === null ? "no class" : store.now.classes[number].name));
      const { badge } = rows.get(id);
      badge.textContent = numbers.length === 1 && numbers[0] === null ? "" : names.join(", ");
      badge.style.setProperty("--colour", numbers.length === 1 && numbers[0] !== null ? store.colour(numbers[0]) : "transparent");
    }
    document.getElementById("list-title").textContent = view.cut.length < page.clusters ? "Groups" : "Clusters";
    document.getElementById("list-note").textContent =
      `${view.cut.length} ${view.cut.length < page.clusters ? `groups of ${page.clusters} clusters` : "clusters"}, the largest first. `
      + "A click gives one the current class.";
  }

  function showClasses() {
    const state = store.now;
    if (view.current !== null && view.current >= state.classes.length) view.current = Math.max(0, state.classes.length - 1);
    const focused = document.activeElement?.closest?.("#classes li")?.dataset.number;
    const kind = document.activeElement?.dataset?.kind;
    const count = (number) => state.classOf.filter((other) => other === number).length;
    const choose = (number) => () => { view.current = number; showClasses(); };
    const items = state.classes.map((entry, number) => {
      const text = element("input", {
        type: "text", value: entry.name, "aria-label": `Name of class ${number + 1}`, "data-kind": "name", autocomplete: "off",
        onfocus: () => { if (view.current !== number) { view.current = number; mark(); } },
        onchange: (event) => rename(number, event.target),
      });
      return element(
        "li", { "data-number": number },
        element("button", {
          type: "button", class: "choose", "data-kind": "choose", onclick: choose(number),
          "aria-label": `Choose ${entry.name}`, text: number < 9 ? `${number + 1}` : "",
          style: `--colour:${store.colour(number)}`,
        }),
        text, element("span", { class: "count", text: count(number) || "", title: "clusters of this class" }),
        element("input", {
          type: "color", value: store.colour(number), "aria-label": `Colour of ${entry.name}`, "data-kind": "colour",
          onchange: (event) => store.setClass(number, { colours: [event.target.value, ...entry.colours.slice(1)] }),
        }),
        element("button", {
          type: "button", class: "remove", text: "×", "aria-label": `Delete ${entry.name}`, "data-kind": "remove",
          onclick: () => store.removeClass(number),
        }));
    });
    const none = element(
      "li", { "data-number": "none" },
      element("button", {
        type: "button", class: "choose", "data-kind": "choose", onclick: choose(null), "aria-label": "Choose no class",
        text: "0", style: "--colour:transparent",
      }), element("span", { class: "no-class", text: "no class" }), element("span", { class: "count", text: count(null) || "" }));
    classList.replaceChildren(...items, none);
    mark();
    if (focused !== undefined && kind) classList.querySelector(`[data-number="${focused}"] [data-kind=${kind}]`)?.focus();
  }

  /** Marks the current class. */
  function mark() {
    for (const item of classList.children) {
      const isCurrent = item.dataset.number === String(view.current ?? "none");
      if (isCurrent) item.setAttribute("aria-current", "true");
      else item.removeAttribute("aria-current");
      item.querySelector(".choose").setAttribute("aria-pressed", isCurrent);
    }
  }

  function rename(number, input) {
    const name = input.value.trim();
    const isTaken = store.now.classes.some((entry, other) => other !== number && entry.name === name);
    if (!name || isTaken) {
      input.value = store.now.classes[number].name;
      say(name ? `There is a class ${name} already.` : "A class needs a name.");
      return;
    }
    if (name !== store.now.classes[number].name) store.setClass(number, { name });
  }

  return {
    showClasses, showList,
    showLit() {
      for (const [id, { item }] of rows) item.classList.toggle("lit", id === view.lit || (view.lit !== null && groupOf[view.lit] === id));
    },
  };
})();

const messages = document.getElementById("status");
/** Tells something in the line below the title. */
function say(text) { messages.textContent = text; }

/** Shows other groups. */
function changeCut(cut) {
  setCut(cut);
  setLit(null);
  const slider = document.getElementById("groups");
  slider.value = cut.length;
  slider.nextElementSibling.textContent = `${cut.length}`;
  lists.showList();
  for (const picture of allPictures) picture.refresh();
}
