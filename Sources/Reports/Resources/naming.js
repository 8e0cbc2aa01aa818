"use strict";
// Joins everything: controls, keys, saving, and what is shown after each decision.

const control = (id) => document.getElementById(id);

function showMap(name) {
  view.map = name;
  control("maps").querySelector(`[value=${name}]`).checked = true;
  document.body.dataset.map = name;
  if (name === "taught" && !learner.isReady) say("Scribble some places of at least two classes, and this map shows what they teach.");
  for (const picture of allPictures) picture.refresh();
}

function chooseTool(name) {
  view.tool = name;
  control("tools").querySelector(`[value=${name}]`).checked = true;
  document.body.dataset.tool = name;
}

function setRange(id, value) {
  const slider = control(id);
  slider.value = value;
  slider.dispatchEvent(new Event("input"));
}

function chooseClass(number) {
  if (number !== null && number >= store.now.classes.length) return;
  view.current = number;
  lists.showClasses();
  say(number === null ? "A click now takes the class away." : `Current class: ${store.now.classes[number].name}.`);
}

// Learning.

let learnedFrom = null;
let waiting = null;
function learn() {
  waiting = null;
  const { scribbles } = store.now;
  if (scribbles === learnedFrom) return;
  const isFirst = !learner.isReady;
  learnedFrom = scribbles;
  const begin = performance.now();
  const outcome = learner.learn(scribbles);
  if (outcome) {
    const seconds = ((performance.now() - begin) / 1000).toFixed(2);
    say(`Learned ${outcome.classes} classes from ${outcome.places} scribbled places in ${seconds} s.`);
    if (isFirst && view.tool !== "name") showMap("taught");
  }
  if (view.map === "taught") for (const picture of pictures) picture.refresh();
}

// What is shown after each decision.

let shown = null;
function show(state) {
  const isNamed = (cluster) => state.classOf[cluster] !== null;
  const clusters = [...state.classOf.keys()].filter(isNamed);
  const share = clusters.reduce((sum, cluster) => sum + page.shares[cluster], 0);
  control("progress").textContent = `${clusters.length} of ${page.clusters} clusters named, ${percent(Math.min(1, share))} of the pixels`;
  control("undo").disabled = !store.canUndo;
  control("redo").disabled = !store.canRedo;
  lists.showClasses();
  lists.showList();
  const areColoursNew = shown?.classes !== state.classes;
  const isMapNew = areColoursNew || (view.map === "classes" || !learner.isReady) && shown?.classOf !== state.classOf;
  for (const picture of allPictures) {
    if (isMapNew && (view.map !== "clusters" || areColoursNew)) picture.refresh();
    else if (shown?.scribbles !== state.scribbles) picture.paintStrokes();
  }
  if (shown?.scribbles !== state.scribbles) {
    clearTimeout(waiting);
    waiting = setTimeout(learn, 60);
  }
  shown = state;
}

// Saving.

const tesseraPage = {
  store, view, learner, pieces, tree,
  json: () => store.json(),
  /** Gives a text to the user as a file. */
  deliver(name, text) {
    const url = URL.createObjectURL(new Blob([text], { type: "application/json" }));
    const link = element("a", { href: url, download: name });
    link.click();
    setTimeout(() => URL.revokeObjectURL(url), 1000);
  },
};
window.tesseraPage = tesseraPage;

function save() {
  if (!store.now.classes.length) {
    say("There is nothing to save yet. Add a class and name some clusters first.");
    return;
  }
  tesseraPage.deliver("names.json", store.json());
  say("names.json is saved. “Help” says how to go on with it.");
}

// Wiring.

control("pictures").append(...pictures.map((picture) => picture.figure));
control("thumbnails").append(...small.map((picture) => picture.figure));
control("more").hidden = !small.length;
control("undo").addEventListener("click", () => store.undo());
control("redo").addEventListener("click", () => store.redo());
control("anew").addEventListener("click", () => {
  store.startAnew();
  say("The page is as it was made. Undo brings your work back.");
});
control("save").addEventListener("click", save);
control("help-button").addEventListener("click", () => {
  const help = control("help");
  help.hidden = !help.hidden;
  control("help-button").setAttribute("aria-expanded", !help.hidden);
  if (!help.hidden) help.scrollIntoView({ block: "nearest" });
});
control("add").addEventListener("submit", (event) => {
  event.preventDefault();
  const input = control("new-name");
  const name = input.value.trim() || `class ${store.now.classes.length + 1}`;
  if (store.now.classes.some((entry) => entry.name === name)) {
    say(`There is a class ${name} already.`);
    return;
  }
  input.value = "";
  chooseClass(store.addClass(name));
});
for (const input of control("tools").querySelectorAll("input")) input.addEventListener("change", () => chooseTool(input.value));
for (const input of control("maps").querySelectorAll("input")) input.addEventListener("change", () => showMap(input.value));
control("opacity").addEventListener("input", ({ target }) => {
  document.documentElement.style.setProperty("--opacity", target.value / 100);
  target.nextElementSibling.textContent = `${target.value} %`;
});
control("brush").addEventListener("input", ({ target }) => {
  view.brush = Number(target.value);
  target.nextElementSibling.textContent = target.value;
});
control("groups").min = tree.fewest;
control("groups").max = page.clusters;
control("groups").addEventListener("input", ({ target }) => {
  if (view.map !== "clusters") showMap("clusters");
  changeCut(tree.groups(Number(target.value)));
});
control("unsure").addEventListener("change", ({ target }) => {
  view.unsure = target.checked;
  for (const picture of pictures) picture.refresh();
});

control("by-scribbles").addEventListener("click", () => {
  learn();
  if (!learner.isReady) {
    say("Scribble some places of at least two classes first.");
    return;
  }
  const found = learner.classOfClusters();
  store.change({ classOf: store.now.classOf.map((number, cluster) => found[cluster] ?? number) });
});

document.addEventListener("keydown", (event) => {
  const isText = event.target.matches("input[type=text]");
  const key = event.key.toLowerCase();
  if ((event.ctrlKey || event.metaKey) && !event.altKey && ["z", "y"].includes(key)) {
    if (isText && event.target.value !== event.target.defaultValue) return;
    event.preventDefault();
    if (key === "y" || event.shiftKey) store.redo();
    else store.undo();
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || isText) return;
  const tools = { n: "name", s: "scribble", e: "erase", m: "move" };
  const maps = ["clusters", "classes", "taught"];
  const isButton = event.target.matches("button, input, summary");
  if (/^[0-9]$/.test(key)) chooseClass(key === "0" ? null : Number(key) - 1);
  else if (tools[key]) chooseTool(tools[key]);
  else if (key === "v") showMap(maps[(maps.indexOf(view.map) + 1) % maps.length]);
  else if (key === "b") document.body.classList.add("bare");
  else if (key === "+" || key === "=") setRange("opacity", Number(control("opacity").value) + 10);
  else if (key === "-") setRange("opacity", Number(control("opacity").value) - 10);
  else if (key === "[" || key === "]") setRange("brush", view.brush + (key === "]" ? 1 : -1));
  else if (key === "?") control("help-button").click();
  else if (key === " " && !isButton) {
    view.moving = true;
    document.body.classList.add("moving");
  } else return;
  event.preventDefault();
});
document.addEventListener("keyup", (event) => {
  if (event.key.toLowerCase() === "b") document.body.classList.remove("bare");
  if (event.key === " ") {
    view.moving = false;
    document.body.classList.remove("moving");
  }
});
window.addEventListener("blur", () => {
  view.moving = false;
  document.body.classList.remove("bare", "moving");
});

if (page.hints.names) {
  control("hints").append("Go on with the file like this: ", element("code", { text: page.hints.names }));
  if (page.hints.teach) {
    control("hints").append(". Teach a model by the scribbles like this: ", element("code", { text: page.hints.teach }));
  }
}
chooseTool("name");
view.map = store.now.classOf.some((number) => number !== null) ? "classes" : "clusters";
control("maps").querySelector(`[value=${view.map}]`).checked = true;
document.body.dataset.map = view.map;
setRange("opacity", control("opacity").value);
setRange("brush", control("brush").value);
if (page.clusters - page.merges.length > page.clusters - 1) control("groups").closest("label").hidden = true;
store.listen(show);
show(store.now);
changeCut(view.cut);
if (store.wasKept) say("Your work from before is here again. “Start anew” shows the page as it was made.");
