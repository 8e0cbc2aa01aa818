"use strict";
// The pictures with their maps, and what the pointer and the keys do in them.

/** How the page is looked at, which undo leaves alone. */
const view = {
  map: "clusters", tool: "name", current: 0, brush: 5, unsure: true, bare: false, moving: false,
  /** The nodes of the tree that are shown as groups. */
  cut: tree.groups(page.clusters),
  /** The node that is lit in all images; null for none. */
  lit: null,
};
/** For each cluster the node of the cut that it belongs to. */
let groupOf = [];
function setCut(cut) {
  view.cut = cut;
  groupOf = new Array(page.clusters);
  for (const id of cut) for (const cluster of tree.nodes[id].clusters) groupOf[cluster] = id;
}
setCut(view.cut);

function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key === "text") made.textContent = value;
    else if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else if (value !== false && value !== null) made.setAttribute(key, value === true ? "" : value);
  }
  made.append(...children);
  return made;
}

/** The number of a canvas pixel of a colour. Canvas memory is red, green, blue, opacity. */
function pixel(colour, opacity = 255) {
  const [red, green, blue] = channels(colour);
  return (opacity << 24 | blue << 16 | green << 8 | red) >>> 0;
}

class Picture {
  constructor(piece, number) {
    this.piece = piece;
    this.number = number;
    this.zoom = { scale: 1, x: 0, y: 0 };
    this.cross = null;
    const size = { width: piece.width, height: piece.height };
    const canvas = (name) => element("canvas", { class: name, "aria-hidden": true, ...size });
    this.layers = piece.isSmall
      ? { map: canvas("map"), light: canvas("light") }
      : { map: canvas("map"), light: canvas("light"), strokes: canvas("strokes") };
    this.image = element("img", { src: piece.picture, alt: "", draggable: "false", ...size });
    this.world = element("div", { class: "world" }, this.image, ...Object.values(this.layers));
    this.mark = element("div", { class: "cross", hidden: true });
    this.tip = element("div", { class: "tip", hidden: true, "aria-hidden": true });
    this.stage = element(
      "div", {
        class: "stage", tabindex: piece.isSmall ? "-1" : "0", role: "application",
        "aria-label": `${piece.image}, ${piece.spanWidth} × ${piece.spanHeight} pixels`,
        style: `aspect-ratio:${piece.width}/${piece.height};--width:${piece.width}px`,
      }, this.world, this.tip);
    this.world.append(this.mark);
    const part = piece.spanWidth < piece.imageWidth || piece.spanHeight < piece.imageHeight;
    const caption = piece.image + (part ? ` (part at ${piece.x}, ${piece.y})` : "");
    const button = (text, label, action) =>
      element("button", { type: "button", title: label, "aria-label": `${label}: ${piece.image}`, text, onclick: action });
    this.figure = element(
      "figure", { class: piece.isSmall ? "small" : "large" }, this.stage,
      ...(piece.isSmall ? [] : [element(
        "figcaption", {}, element("span", { text: caption, title: caption }),
        element(
          "span", { class: "zoom" }, button("−", "Zoom out", () => this.zoomBy(1 / 1.5)),
          button("+", "Zoom in", () => this.zoomBy(1.5)), button("⤢", "Enlarge or shrink", () => this.enlarge())))]));
    if (piece.isSmall) this.stage.title = caption;
    this.isDirty = true;
    this.isNear = false;
    new IntersectionObserver(([entry]) => {
      this.isNear = entry.isIntersecting;
      if (this.isNear && this.isDirty) this.paint();
    }, { rootMargin: "200px" }).observe(this.stage);
    this.listen();
  }

  // Painting.

  /** Paints the map and the strokes again, now or when the picture comes near the window. */
  refresh() {
    this.isDirty = true;
    if (this.isNear) this.paint();
  }

  paint() {
    this.isDirty = false;
    this.paintMap();
    this.paintStrokes();
    this.light();
  }

  /** Paints a layer from a function of the place. */
  static fill(canvas, colourAt) {
    const context = canvas.getContext("2d");
    const image = context.createImageData(canvas.width, canvas.height);
    const pixels = new Uint32Array(image.data.buffer);
    for (let at = 0; at < pixels.length; at++) pixels[at] = colourAt(at);
    context.putImageData(image, 0, 0);
  }

  paintMap() {
    const { width, labels } = this.piece;
    const state = store.now;
    const isHatched = (at) => (((at % width) + Math.floor(at / width)) >> 2) % 2 === 0;
    if (view.map === "taught" && learner.isReady && !this.piece.isSmall) {
      const taught = learner.map(this.number);
      const colours = state.classes.map((_, number) => pixel(store.colour(number)));
      const hatch = 0xffffffff;
      Picture.fill(this.layers.map, (at) =>
        labels[at] === NONE ? 0
          : view.unsure && taught.margins[at] < 77 && isHatched(at) ? hatch : colours[taught.labels[at]] ?? 0);
      return;
    }
    const byClass = view.map !== "clusters";
    const colours = new Uint32Array(NONE + 1);
    for (let cluster = 0; cluster < page.clusters; cluster++) {
      const number = state.classOf[cluster];
      colours[cluster] = byClass
        ? number === null ? 0 : pixel(store.colour(number))
        : pixel(page.palette[tree.nodes[groupOf[cluster]].largest % page.palette.length]);
    }
    const unnamed = pixel("#808080");
    Picture.fill(this.layers.map, (at) =>
      byClass && labels[at] !== NONE && colours[labels[at]] === 0 ? (isHatched(at) ? unnamed : 0) : colours[labels[at]]);
  }

  paintStrokes(unfinished = null) {
    const canvas = this.layers.strokes;
    if (!canvas) return;
    const context = canvas.getContext("2d");
    context.clearRect(0, 0, canvas.width, canvas.height);
    context.lineCap = context.lineJoin = "round";
    const strokes = unfinished ? [...store.now.scribbles, unfinished] : store.now.scribbles;
    for (const stroke of strokes) {
      if (stroke.image !== this.piece.image) continue;
      const points = stroke.points.map(([x, y]) => [(x - this.piece.x) * this.piece.scale, (y - this.piece.y) * this.piece.scale]);
      context.globalCompositeOperation = stroke.class === null ? "destination-out" : "source-over";
      context.strokeStyle = context.fillStyle = stroke.class === null ? "#000" : store.colour(stroke.class);
      context.lineWidth = Math.max(1, 2 * stroke.radius * this.piece.scale);
      context.beginPath();
      if (points.length === 1) {
        context.arc(points[0][0], points[0][1], context.lineWidth / 2, 0, 2 * Math.PI);
        context.fill();
      } else {
        points.forEach(([x, y], index) => (index ? context.lineTo(x, y) : context.moveTo(x, y)));
        context.stroke();
      }
    }
  }

  /** Lights the clusters of the node that the pointer or the focus is on. */
  light() {
    const { width, labels } = this.piece;
    const canvas = this.layers.light;
    canvas.hidden = view.lit === null;
    if (view.lit === null || !this.isNear) return;
    const isLit = new Uint8Array(NONE + 1);
    for (const cluster of tree.nodes[view.lit].clusters) isLit[cluster] = 1;
    const [inner, edge, dark] = [pixel("#ffffff", 110), pixel("#ffffff"), pixel("#000000", 90)];
    Picture.fill(canvas, (at) => {
      if (!isLit[labels[at]]) return dark;
      const isEdge = !isLit[labels[at - 1] ?? NONE] || !isLit[labels[at + 1] ?? NONE]
        || !isLit[labels[at - width] ?? NONE] || !isLit[labels[at + width] ?? NONE];
      return isEdge ? edge : inner;
    });
  }

  // Places.

  /** The place of the picture below the pointer, in its pixels. */
  place(event) {
    const box = this.world.getBoundingClientRect();
    return [
      (event.clientX - box.left) / box.width * this.piece.width, (event.clientY - box.top) / box.height * this.piece.height,
    ];
  }

  clusterAt([x, y]) {
    const { width, height, labels } = this.piece;
    if (x < 0 || y < 0 || x >= width || y >= height) return null;
    const cluster = labels[Math.floor(y) * width + Math.floor(x)];
    return cluster === NONE ? null : cluster;
  }

  nodeAt(place) {
    const cluster = this.clusterAt(place);
    return cluster === null ? null : view.map === "clusters" ? groupOf[cluster] : cluster;
  }

  /** Lights a node and tells what it is. */
  point(id) {
    setLit(id);
    this.tip.hidden = id === null || this.piece.isSmall;
    if (id !== null) this.tip.textContent = described(id);
  }

  // Zoom.

  zoomBy(factor, [x, y] = [this.piece.width / 2, this.piece.height / 2]) {
    const scale = Math.min(16, Math.max(1, this.zoom.scale * factor));
    const [fx, fy] = [x / this.piece.width, y / this.piece.height];
    // The place below the pointer stays where it is.
    this.zoom.x += fx * (this.zoom.scale - scale);
    this.zoom.y += fy * (this.zoom.scale - scale);
    this.zoom.scale = scale;
    this.showZoom();
  }

  moveBy(dx, dy) {
    this.zoom.x += dx / this.stage.clientWidth;
    this.zoom.y += dy / this.stage.clientHeight;
    this.showZoom();
  }

  showZoom() {
    const { scale } = this.zoom;
    for (const axis of ["x", "y"]) this.zoom[axis] = Math.min(0, Math.max(1 - scale, this.zoom[axis]));
    this.world.style.transform = `translate(${100 * this.zoom.x}%, ${100 * this.zoom.y}%) scale(${scale})`;
    this.world.classList.toggle("zoomed", scale > 1);
  }

  enlarge() {
    for (const picture of pictures) picture.figure.classList.toggle("enlarged", picture === this && !this.isLarge);
    this.isLarge = this.figure.classList.contains("enlarged");
    for (const picture of pictures) if (picture !== this) picture.isLarge = false;
    this.figure.scrollIntoView({ block: "nearest" });
  }

  // Pointer and keys.

  listen() {
    const stage = this.stage;
    let drag = null;
    stage.addEventListener("pointerdown", (event) => {
      if (event.button !== 0) return;
      const isMove = view.moving || view.tool === "move";
      if (event.pointerType === "touch" && !isMove && (view.tool === "name" || this.piece.isSmall)) return;
      if (this.piece.isSmall && view.tool !== "name") return;
      event.preventDefault();
      stage.focus({ preventScroll: true });
      stage.setPointerCapture(event.pointerId);
      drag = isMove ? { kind: "move", last: [event.clientX, event.clientY] } : this.begin(this.place(event));
    });
    stage.addEventListener("pointermove", (event) => {
      if (drag?.kind === "move") {
        this.moveBy(event.clientX - drag.last[0], event.clientY - drag.last[1]);
        drag.last = [event.clientX, event.clientY];
      } else if (drag) {
        const events = event.getCoalescedEvents?.() ?? [];
        for (const each of events.length ? events : [event]) this.go(drag, this.place(each));
      } else if (event.pointerType !== "touch") {
        this.point(this.nodeAt(this.place(event)));
      }
    });
    const end = () => {
      if (drag) this.end(drag);
      drag = null;
    };
    stage.addEventListener("pointerup", end);
    stage.addEventListener("pointercancel", end);
    stage.addEventListener("pointerleave", () => { if (!drag) this.point(null); });
    stage.addEventListener("click", (event) => {
      // A finger names by a tap, so that dragging scrolls the page.
      if (event.pointerType === "touch" && view.tool === "name") this.end(this.begin(this.place(event)));
    });
    stage.addEventListener("dblclick", () => { if (view.tool === "move") this.enlarge(); });
    if (this.piece.isSmall) return;
    stage.addEventListener("wheel", (event) => {
      if (!event.ctrlKey && !event.metaKey && !this.isLarge) return;
      event.preventDefault();
      this.zoomBy(Math.exp(-event.deltaY / 300), this.place(event));
    }, { passive: false });
    stage.addEventListener("keydown", (event) => this.key(event));
    stage.addEventListener("blur", () => { this.mark.hidden = true; this.point(null); });
  }

  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const { width, height } = this.piece;
    const step = event.shiftKey ? 1 : Math.max(2, Math.round(width / 60));
    const moves = { ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, -step], ArrowDown: [0, step] };
    const key = event.key.toLowerCase();
    if (moves[event.key]) {
      const [x, y] = this.cross ?? [width / 2, height / 2];
      const [dx, dy] = moves[event.key];
      this.cross = [Math.min(width - 1, Math.max(0, x + dx)), Math.min(height - 1, Math.max(0, y + dy))];
      this.showCross();
    } else if (event.key === "Enter") {
      this.cross ??= [width / 2, height / 2];
      this.showCross();
      if (view.tool !== "move") this.end(this.begin(this.cross));
    } else if (key === "i") this.zoomBy(1.5, this.cross ?? undefined);
    else if (key === "o") this.zoomBy(1 / 1.5, this.cross ?? undefined);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  showCross() {
    const [x, y] = this.cross;
    this.mark.hidden = false;
    this.mark.style.left = `${100 * x / this.piece.width}%`;
    this.mark.style.top = `${100 * y / this.piece.height}%`;
    const id = this.nodeAt(this.cross);
    this.point(id);
    say(id === null ? "No cluster is here." : described(id));
  }

  /** Begins to name or to paint at a place. */
  begin(place) {
    if (view.tool === "name" || this.piece.isSmall) {
      const drag = { kind: "name", changed: false };
      this.go(drag, place);
      return drag;
    }
    const number = view.tool === "erase" ? null : currentClass();
    const stroke = {
      image: this.piece.image, width: this.piece.imageWidth, height: this.piece.imageHeight, class: number,
      radius: rounded(view.brush / this.piece.scale), points: [],
    };
    const drag = { kind: "paint", stroke };
    this.go(drag, place);
    return drag;
  }

  go(drag, place) {
    if (drag.kind === "name") {
      const node = this.nodeAt(place);
      if (node !== null && nameClusters(tree.nodes[node].clusters, drag.changed)) drag.changed = true;
      this.point(node);
      return;
    }
    const point = [rounded(this.piece.x + place[0] / this.piece.scale), rounded(this.piece.y + place[1] / this.piece.scale)];
    const points = drag.stroke.points;
    const last = points[points.length - 1];
    if (last && Math.hypot(point[0] - last[0], point[1] - last[1]) * this.piece.scale < 1) return;
    points.push(point);
    this.paintStrokes(drag.stroke);
  }

  end(drag) {
    if (drag.kind === "paint") store.change({ scribbles: [...store.now.scribbles, drag.stroke] });
  }
}

/** A node and its class, in words. */
function described(id) {
  const names = [...new Set(tree.nodes[id].clusters.map((cluster) => store.now.classOf[cluster]))]
    .map((number) => (number === null ? "no class" : store.now.classes[number].name));
  return `${tree.name(id)}: ${names.join(", ")}`;
}

const rounded = (value) => Math.round(10 * value) / 10;

const pictures = pieces.map((piece, number) => new Picture(piece, number));
const small = thumbnails.map((piece, number) => new Picture(piece, number));
const allPictures = [...pictures, ...small];

let litFrame = null;
/** Lights a node in all pictures and in the list; null for none. */
function setLit(id) {
  if (view.lit === id) return;
  view.lit = id;
  litFrame ??= requestAnimationFrame(() => {
    litFrame = null;
    for (const picture of allPictures) picture.light();
    lists.showLit();
  });
}
