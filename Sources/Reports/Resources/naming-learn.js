"use strict";
// A linear classifier of features with a softmax, taught by the scribbles.

/** Columns and rows of the grid cells that a stroke covers, as a callback. */
function forEachCell(piece, stroke, body) {
  const cell = piece.spanWidth / piece.gridWidth;
  // A brush thinner than a cell still covers the cells below it.
  const radius = Math.max(stroke.radius, 0.71 * cell) / cell;
  const points = stroke.points.map(([x, y]) => [(x - piece.x) / cell, (y - piece.y) / cell]);
  points.forEach((end, index) => {
    const start = points[Math.max(0, index - 1)];
    const [dx, dy] = [end[0] - start[0], end[1] - start[1]];
    const length = dx * dx + dy * dy;
    const range = (one, other, count) => [
      Math.max(0, Math.ceil(Math.min(one, other) - radius - 0.5)),
      Math.min(count - 1, Math.floor(Math.max(one, other) + radius - 0.5)),
    ];
    const [left, right] = range(start[0], end[0], piece.gridWidth);
    const [top, bottom] = range(start[1], end[1], piece.gridHeight);
    for (let y = top; y <= bottom; y++) {
      for (let x = left; x <= right; x++) {
        const [px, py] = [x + 0.5 - start[0], y + 0.5 - start[1]];
        const part = length > 0 ? Math.min(1, Math.max(0, (px * dx + py * dy) / length)) : 0;
        const [rx, ry] = [px - part * dx, py - part * dy];
        if (rx * rx + ry * ry <= radius * radius) body(y * piece.gridWidth + x);
      }
    }
  });
}

/** The mean of a plane within a square window, by running sums. */
function blurred(plane, width, height, radius) {
  const pass = (source, count, lines, step, jump) => {
    const result = new Float32Array(source.length);
    for (let line = 0; line < lines; line++) {
      let sum = 0;
      let seen = 0;
      const at = (index) => source[line * jump + index * step];
      for (let index = 0; index < Math.min(radius, count); index++) { sum += at(index); seen++; }
      for (let index = 0; index < count; index++) {
        if (index + radius < count) { sum += at(index + radius); seen++; }
        if (index - radius - 1 >= 0) { sum -= at(index - radius - 1); seen--; }
        result[line * jump + index * step] = sum / seen;
      }
    }
    return result;
  };
  return pass(pass(plane, width, height, 1, width), height, width, width, 1);
}

const learner = (() => {
  const PENALTY = 0.01;
  const MOST_PLACES = 6000;
  let features = null;
  let count = 0;
  // What was learned: weights by feature and class, and the classes by their numbers.
  let learned = null;

  /** The standardised features of all pictures, cell by cell, made when they are first needed. */
  function madeFeatures() {
    const planesOf = pieces.map((piece) => {
      const cells = piece.gridWidth * piece.gridHeight;
      const plane = (index) => Float32Array.from(piece.planes.subarray(index * cells, (index + 1) * cells));
      const planes = Array.from({ length: page.components + 4 }, (_, index) => plane(index));
      const colours = planes.slice(page.components);
      for (const radius of [1, 4]) {
        for (const colour of colours) planes.push(blurred(colour, piece.gridWidth, piece.gridHeight, radius));
      }
      return planes;
    });
    count = planesOf[0].length;
    const [sums, squares] = [new Float64Array(count), new Float64Array(count)];
    let cells = 0;
    for (const planes of planesOf) {
      cells += planes[0].length;
      planes.forEach((plane, f) => {
        for (const value of plane) { sums[f] += value; squares[f] += value * value; }
      });
    }
    features = planesOf.map((planes) => {
      const all = new Float32Array(planes[0].length * count);
      planes.forEach((plane, f) => {
        const mean = sums[f] / cells;
        const deviation = Math.sqrt(Math.max(squares[f] / cells - mean * mean, 1e-6));
        plane.forEach((value, cell) => {
          all[cell * count + f] = Math.max(-8, Math.min(8, (value - mean) / deviation));
        });
      });
      return all;
    });
    for (const piece of pieces) piece.planes = null;
  }

  /** The scribbled cells: their features, and the places of their classes in `classes`. */
  function examples(scribbles) {
    const found = [];
    pieces.forEach((piece, number) => {
      const labels = new Int32Array(piece.gridWidth * piece.gridHeight).fill(-1);
      for (const stroke of scribbles) {
        if (stroke.image === piece.image) forEachCell(piece, stroke, (cell) => { labels[cell] = stroke.class ?? -1; });
      }
      labels.forEach((label, cell) => { if (label >= 0) found.push([number, cell, label]); });
    });
    const step = Math.max(1, found.length / MOST_PLACES);
    const chosen = [];
    for (let at = 0; at < found.length; at += step) chosen.push(found[Math.floor(at)]);
    const classes = [...new Set(chosen.map(([, , label]) => label))].sort((a, b) => a - b);
    const inputs = new Float32Array(chosen.length * count);
    const targets = new Int32Array(chosen.length);
    chosen.forEach(([number, cell, label], index) => {
      inputs.set(features[number].subarray(cell * count, (cell + 1) * count), index * count);
      targets[index] = classes.indexOf(label);
    });
    return { inputs, targets, classes };
  }

  /** Scores of one place, as the logarithms of probabilities up to a constant. */
  function scores(weights, classes, inputs, start, into) {
    for (let k = 0; k < classes; k++) into[k] = weights[count * classes + k];
    for (let f = 0; f < count; f++) {
      const value = inputs[start + f];
      for (let k = 0; k < classes; k++) into[k] += value * weights[f * classes + k];
    }
  }

  /** Turns scores into probabilities. */
  function softmax(values) {
    let most = -Infinity;
    for (const value of values) most = Math.max(most, value);
    let sum = 0;
    for (let k = 0; k < values.length; k++) sum += values[k] = Math.exp(values[k] - most);
    for (let k = 0; k < values.length; k++) values[k] /= sum;
  }

  /** Mean cross-entropy and penalty, with the gradient. */
  function loss(weights, { inputs, targets, classes }, gradient) {
    const K = classes.length;
    const N = targets.length;
    const values = new Float64Array(K);
    let sum = 0;
    gradient.fill(0);
    for (let n = 0; n < N; n++) {
      scores(weights, K, inputs, n * count, values);
      softmax(values);
      sum -= Math.log(Math.max(values[targets[n]], 1e-30));
      values[targets[n]] -= 1;
      for (let f = 0; f < count; f++) {
        const value = inputs[n * count + f] / N;
        for (let k = 0; k < K; k++) gradient[f * K + k] += value * values[k];
      }
      for (let k = 0; k < K; k++) gradient[count * K + k] += values[k] / N;
    }
    let penalty = 0;
    for (let index = 0; index < count * K; index++) {
      penalty += weights[index] * weights[index];
      gradient[index] += 2 * PENALTY * weights[index];
    }
    return sum / N + PENALTY * penalty;
  }

  const dot = (a, b) => { let sum = 0; for (let i = 0; i < a.length; i++) sum += a[i] * b[i]; return sum; };

  /** L-BFGS (Nocedal, Mathematics of Computation 35, 1980) with a line search that halves the step. */
  function minimized(weights, data) {
    let gradient = new Float64Array(weights.length);
    let value = loss(weights, data, gradient);
    const history = [];
    for (let step = 0; step < 80; step++) {
      const direction = gradient.slice();
      const parts = [];
      for (let at = history.length - 1; at >= 0; at--) {
        const { s, y, inverse } = history[at];
        parts[at] = inverse * dot(s, direction);
        for (let i = 0; i < direction.length; i++) direction[i] -= parts[at] * y[i];
      }
      const last = history[history.length - 1];
      const scale = last ? 1 / (last.inverse * dot(last.y, last.y)) : 1 / Math.max(1, Math.sqrt(dot(gradient, gradient)));
      for (let i = 0; i < direction.length; i++) direction[i] *= scale;
      history.forEach(({ s, y, inverse }, at) => {
        const part = parts[at] - inverse * dot(y, direction);
        for (let i = 0; i < direction.length; i++) direction[i] += part * s[i];
      });
      const slope = dot(gradient, direction);
      if (slope <= 1e-10) break;
      const nextGradient = new Float64Array(weights.length);
      let next = null;
      let nextValue = 0;
      for (let size = 1; size > 1e-6; size /= 2) {
        next = weights.map((weight, i) => weight - size * direction[i]);
        nextValue = loss(next, data, nextGradient);
        if (nextValue <= value - 1e-4 * size * slope) break;
      }
      if (!(nextValue < value)) break;
      const s = next.map((weight, i) => weight - weights[i]);
      const y = nextGradient.map((slope, i) => slope - gradient[i]);
      const product = dot(s, y);
      if (product > 1e-12) history.push({ s, y, inverse: 1 / product });
      if (history.length > 8) history.shift();
      const isDone = value - nextValue < 1e-6 * value;
      [weights, gradient, value] = [next, nextGradient, nextValue];
      if (isDone) break;
    }
    return weights;
  }

  /** Probabilities of the classes on a picture's grid. */
  function probabilities(number) {
    if (learned.maps[number]) return learned.maps[number];
    const { weights, classes } = learned;
    const cells = pieces[number].gridWidth * pieces[number].gridHeight;
    const result = new Float32Array(cells * classes.length);
    const values = new Float64Array(classes.length);
    for (let cell = 0; cell < cells; cell++) {
      scores(weights, classes.length, features[number], cell * count, values);
      softmax(values);
      result.set(values, cell * classes.length);
    }
    return (learned.maps[number] = result);
  }

  return {
    get isReady() { return learned !== null; },
    /** Learns from scribbles; returns what was learned from, or null for fewer than two classes. */
    learn(scribbles) {
      if (!pieces.length || scribbles.length === 0) { learned = null; return null; }
      if (!features) madeFeatures();
      const data = examples(scribbles);
      if (data.classes.length < 2) { learned = null; return null; }
      const size = (count + 1) * data.classes.length;
      const isLike = learned && String(learned.classes) === String(data.classes);
      const weights = minimized(isLike ? learned.weights : new Float64Array(size), data);
      learned = { weights, classes: data.classes, maps: [], shown: [] };
      return { places: data.targets.length, classes: data.classes.length };
    },
    /** For each cluster the class that the taught map shows most in it; null for a cluster that no picture shows. */
    classOfClusters() {
      const counts = Array.from({ length: page.clusters }, () => new Map());
      pieces.forEach((piece, number) => {
        const { labels } = this.map(number);
        piece.labels.forEach((cluster, at) => {
          if (cluster !== NONE) counts[cluster].set(labels[at], (counts[cluster].get(labels[at]) ?? 0) + 1);
        });
      });
      return counts.map((found) => [...found].reduce((best, each) => (each[1] > best[1] ? each : best), [null, 0])[0]);
    },
    /** The most probable class of each pixel of a picture, and how far it is ahead of the next, 0 to 255. */
    map(number) {
      if (!learned) return null;
      if (learned.shown[number]) return learned.shown[number];
      const { width, height, gridWidth, gridHeight } = pieces[number];
      const values = probabilities(number);
      const K = learned.classes.length;
      const labels = new Uint16Array(width * height);
      const margins = new Uint8Array(width * height);
      const place = (index, from, to) => {
        const at = Math.min(Math.max((index + 0.5) * to / from - 0.5, 0), to - 1);
        const lower = Math.min(Math.floor(at), Math.max(0, to - 2));
        return [lower, Math.min(lower + 1, to - 1), at - lower];
      };
      const columns = Array.from({ length: width }, (_, x) => place(x, width, gridWidth));
      const line = new Float32Array(gridWidth * K);
      for (let y = 0; y < height; y++) {
        const [top, bottom, down] = place(y, height, gridHeight);
        for (let index = 0; index < line.length; index++) {
          const [a, b] = [values[top * gridWidth * K + index], values[bottom * gridWidth * K + index]];
          line[index] = a + down * (b - a);
        }
        for (let x = 0; x < width; x++) {
          const [left, right, across] = columns[x];
          let [best, first, second] = [0, -1, -1];
          for (let k = 0; k < K; k++) {
            const a = line[left * K + k];
            const value = a + across * (line[right * K + k] - a);
            if (value > first) [best, second, first] = [k, first, value];
            else if (value > second) second = value;
          }
          labels[y * width + x] = learned.classes[best];
          margins[y * width + x] = 255 * (first - second);
        }
      }
      return (learned.shown[number] = { labels, margins });
    },
  };
})();
