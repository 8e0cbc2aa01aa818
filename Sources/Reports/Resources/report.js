"use strict";
(() => {
  const body = document.body;
  const gallery = document.getElementById("gallery");
  if (!gallery) return;
  const cards = gallery.querySelector(".cards");
  const dialog = gallery.querySelector("dialog");
  const slider = gallery.querySelector("#opacity");
  const controls = gallery.querySelector(".controls");
  const sorting = gallery.querySelector("#sort");
  const layers = [...gallery.querySelectorAll("input[name=layer]")];

  // Pictures that several runs share are in the page once.
  for (const image of gallery.querySelectorAll("img[data-like]")) {
    image.src = document.getElementById(image.dataset.like).src;
  }

  function showLayer(name) {
    const input = layers.find((layer) => layer.value === name);
    if (!input) return;
    input.checked = true;
    body.dataset.layer = name;
  }

  function showOpacity() {
    document.documentElement.style.setProperty("--opacity", slider.value / 100);
    gallery.querySelector("output").textContent = `${slider.value}%`;
  }

  function turnOpacity(change) {
    slider.value = Number(slider.value) + change;
    slider.dispatchEvent(new Event("input", { bubbles: true }));
  }

  function sort() {
    const number = (card) => Number(card.dataset.score);
    const orders = {
      worst: (a, b) => number(a) - number(b),
      best: (a, b) => number(b) - number(a),
      name: (a, b) => a.dataset.place - b.dataset.place,
    };
    cards.append(...[...cards.children].sort(orders[sorting.value]));
  }

  let shown = null;
  function enlarge(card) {
    shown = card;
    const views = card.querySelector(".views").cloneNode(true);
    for (const element of views.querySelectorAll("[id]")) element.removeAttribute("id");
    for (const view of views.querySelectorAll(".view")) {
      const frame = document.createElement("div");
      frame.className = "view";
      frame.append(...view.childNodes);
      view.replaceWith(frame);
    }
    views.style.setProperty("--count", views.children.length);
    dialog.querySelector(".views").replaceWith(views);
    dialog.querySelector("h2").textContent = card.querySelector("h3").textContent;
    if (dialog.open) return;
    dialog.querySelector("header").after(controls);
    dialog.showModal();
  }

  function step(change) {
    const all = [...cards.children];
    const next = all[all.indexOf(shown) + change];
    if (next) enlarge(next);
  }

  function focusView(from, change) {
    const all = [...cards.querySelectorAll(".view")];
    all[all.indexOf(from) + change]?.focus();
  }

  for (const layer of layers) layer.addEventListener("change", () => showLayer(layer.value));
  slider.addEventListener("input", showOpacity);
  sorting?.addEventListener("change", sort);
  cards.addEventListener("click", (event) => {
    const view = event.target.closest(".view");
    if (view) enlarge(view.closest(".card"));
  });
  dialog.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (button) button.value === "close" ? dialog.close() : step(Number(button.value));
    else if (event.target === dialog) dialog.close();
  });
  dialog.addEventListener("close", () => {
    cards.before(controls);
    shown.querySelector(".view").focus();
  });
  gallery.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const isInput = event.target.matches("input, select");
    const change = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (change && dialog.open && !isInput) step(change);
    else if (change && event.target.matches(".view")) focusView(event.target, change);
    else if (!isInput && "1234".includes(event.key)) showLayer(layers[event.key - 1]?.value);
    else if (!isInput && ["+", "="].includes(event.key)) turnOpacity(10);
    else if (!isInput && event.key === "-") turnOpacity(-10);
    else return;
    event.preventDefault();
  });

  // `#layer=errors&opacity=80&open=0` opens the page in a state of one's choice.
  const wanted = new URLSearchParams(location.hash.slice(1));
  if (wanted.has("layer")) showLayer(wanted.get("layer"));
  if (wanted.has("opacity")) slider.value = wanted.get("opacity");
  showOpacity();
  if (wanted.has("open")) {
    const card = cards.children[Number(wanted.get("open"))];
    if (card) enlarge(card);
  }
})();
