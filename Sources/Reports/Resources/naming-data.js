"use strict";
// What the page was made with: pictures, maps of clusters, features, and the tree of merges.

const page = JSON.parse(document.getElementById("data").textContent);
const NONE = 65535;

function bytesOf(base64) {
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let index = 0; index < bytes.length; index++) bytes[index] = text.charCodeAt(index);
  return bytes;
}

/** The labels that PackedLabels.swift has packed; NONE for no label. */
function unpackedLabels(bytes, count) {
  const labels = new Uint16Array(count);
  if (bytes[0] === 0) {
    for (let index = 0; index < count; index++) labels[index] = bytes[index + 1] === 255 ? NONE : bytes[index + 1];
  } else if (bytes[0] === 1) {
    for (let index = 0; index < count; index++) labels[index] = bytes[2 * index + 1] | (bytes[2 * index + 2] << 8);
  } else {
    let at = 1;
    const number = () => {
      let value = 0;
      for (let shift = 0; ; shift += 7) {
        const byte = bytes[at++];
        value |= (byte & 127) << shift;
        if (byte < 128) return value;
      }
    };
    for (let start = 0; start < count;) {
      const label = number();
      const length = number();
      labels.fill(label === 0 ? NONE : label - 1, start, start + length);
      start += length;
    }
  }
  return labels;
}

/** A picture with its clusters. `scale` is pixels of the picture for each pixel of the image. */
function madePiece(raw, isSmall) {
  return {
    ...raw, isSmall, scale: raw.width / raw.spanWidth, labels: unpackedLabels(bytesOf(raw.map), raw.width * raw.height),
    planes: raw.gridWidth ? bytesOf(raw.features) : null,
  };
}

const pieces = page.pieces.map((raw) => madePiece(raw, false));
const thumbnails = page.thumbnails.map((raw) => madePiece(raw, true));
for (const raw of [...page.pieces, ...page.thumbnails]) raw.map = raw.features = null;

/**
 * The tree of merges. Nodes 0 to K - 1 are the clusters; each merge adds one node of two children.
 */
const tree = (() => {
  const nodes = [];
  for (let cluster = 0; cluster < page.clusters; cluster++) {
    nodes.push({ id: cluster, clusters: [cluster], children: [], largest: cluster, share: page.shares[cluster] });
  }
  const groupOf = nodes.map((node) => node.id);
  const levels = [nodes.map((node) => node.id)];
  for (const [one, other] of page.merges) {
    const children = [nodes[groupOf[one]], nodes[groupOf[other]]];
    if (children[0] === children[1]) continue;
    const clusters = [...children[0].clusters, ...children[1].clusters].sort((a, b) => a - b);
    const node = {
      id: nodes.length, clusters, children: children.map((child) => child.id),
      largest: children[0].share >= children[1].share ? children[0].largest : children[1].largest,
      share: children[0].share + children[1].share,
    };
    nodes.push(node);
    for (const cluster of clusters) groupOf[cluster] = node.id;
    levels.push([...levels[levels.length - 1].filter((id) => !node.children.includes(id)), node.id]);
  }
  return {
    nodes,
    fewest: levels[levels.length - 1].length,
    /** The nodes where `count` groups are left. */
    groups: (count) => levels[Math.max(0, Math.min(levels.length - 1, page.clusters - count))],
    name(id) {
      const { clusters } = nodes[id];
      return clusters.length === 1 ? `Cluster ${clusters[0]}` : `Group of ${clusters.join(", ")}`;
    },
  };
})();

function percent(share) {
  const value = 100 * share;
  return `${value >= 10 || value === 0 ? value.toFixed(0) : value >= 0.1 ? value.toFixed(1) : "< 0.1"} %`;
}

/** Red, green and blue of `#rrggbb`. */
function channels(colour) {
  return [1, 3, 5].map((start) => parseInt(colour.slice(start, start + 2), 16));
}
