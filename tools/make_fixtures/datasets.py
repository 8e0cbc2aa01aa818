#!/usr/bin/env python3
"""Makes potsdam and coco-stuff in fixtures/datasets: folders shaped like ISPRS Potsdam and COCO-Stuff 164k, with small made-up images.

Potsdam: tiles in the folders and under the names of the contest, as PNG; labels in colours with and without borders,
the test tile without any. COCO-Stuff: photographs as JPEG, label ids as PNG (0 to 181, 255 unlabelled), a curated list;
one image has too few pixels of stuff, one is too small. Needs NumPy, Pillow and SciPy.
"""
import shutil
from pathlib import Path

import numpy as np
from PIL import Image
from scipy.ndimage import binary_erosion, gaussian_filter

ROOT = Path(__file__).resolve().parents[2] / "fixtures" / "datasets"

POTSDAM = {  # label colour; red, green, blue and infrared as seen
    "impervious": ((255, 255, 255), (130, 128, 126, 90)), "building": ((0, 0, 255), (170, 90, 75, 100)),
    "low vegetation": ((0, 255, 255), (110, 140, 80, 190)), "tree": ((0, 255, 0), (50, 80, 45, 170)),
    "car": ((255, 255, 0), (220, 220, 230, 120)), "clutter": ((255, 0, 0), (90, 70, 60, 60)),
}
# Clouds, tree, road, grass, person, building-other and unlabelled, as COCO-Stuff numbers them.
COCO = {105: (205, 215, 235), 168: (45, 75, 35), 148: (115, 112, 110), 123: (95, 140, 60), 0: (190, 120, 100),
        95: (150, 130, 115), 255: (80, 80, 80)}


def save(array, path, **options):
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(array).save(path, **options)


def noisy(colours, rng, strength):
    noise = gaussian_filter(rng.normal(0, 1, colours.shape[:2]), 1)[..., None]
    return np.clip(colours + strength * noise / noise.std(), 0, 255).astype(np.uint8)


def potsdam_tile(rng, size=64):
    """Class numbers: grass crossed by a road with cars, houses, trees and one heap."""
    labels = np.full((size, size), 2)
    y, x = np.mgrid[0:size, 0:size]
    road = int(rng.integers(20, 40))
    labels[:, road:road + 9] = 0
    labels[road:road + 8, :] = 0
    for _ in range(3):
        top, left = rng.integers(2, size - 16, 2)
        labels[top:top + 12, left:left + 13] = 1
    for _ in range(6):
        cy, cx = rng.integers(0, size, 2)
        labels[(y - cy) ** 2 + (x - cx) ** 2 < rng.integers(9, 36)] = 3
    for _ in range(3):
        top = int(rng.integers(0, size - 5))
        labels[top:top + 4, road + 2:road + 4] = 4
    labels[size - 7:size - 2, 2:9] = 5
    return labels


def potsdam(rng):
    root = ROOT / "potsdam"
    classes = list(POTSDAM.values())
    for tile in ("2_10", "6_7", "2_13"):
        labels = potsdam_tile(rng)
        seen = noisy(np.array([c[1] for c in classes], float)[labels], rng, 9)
        name = f"top_potsdam_{tile}"
        save(seen[..., :3], root / "2_Ortho_RGB" / f"{name}_RGB.png", optimize=True)
        save(np.ascontiguousarray(seen[..., [3, 0, 1]]), root / "3_Ortho_IRRG" / f"{name}_IRRG.png", optimize=True)
        save(seen, root / "4_Ortho_RGBIR" / f"{name}_RGBIR.png", optimize=True)
        if tile == "2_13":
            continue
        colours = np.array([c[0] for c in classes], np.uint8)[labels]
        save(colours, root / "5_Labels_for_participants" / f"{name}_label.png", optimize=True)
        inside = np.zeros(labels.shape, bool)
        for number in range(6):
            inside |= binary_erosion(labels == number, iterations=1, border_value=1)
        colours[~inside] = 0
        save(colours, root / "5_Labels_for_participants_no_Boundary" / f"{name}_label_noBoundary.png", optimize=True)


def coco_scene(rng, width, height, things):
    y, x = np.mgrid[0:height, 0:width]
    horizon = height * rng.uniform(0.35, 0.5) + 3 * np.sin(x / 9 + rng.uniform(0, 6))
    labels = np.where(y < horizon, 105, np.where(x < width * rng.uniform(0.3, 0.7), 123, 148))
    cx = rng.integers(0, width)
    labels[(np.abs(x - cx) < 11) & (np.abs(y - horizon) < 12)] = 168
    left = int(rng.integers(0, width - 12))
    labels[int(height * 0.3):int(height * 0.52), left:left + 12] = 95
    if things:
        labels[6:, 8:width - 12] = 0
    else:
        labels[height - 18:height - 4, 20:27] = 0
    labels[:2, :] = 255
    return labels.astype(np.uint8)


def coco(rng):
    root = ROOT / "coco-stuff"
    images = [("train2017", 9, 88, 72, False), ("train2017", 25, 80, 72, False), ("train2017", 30, 80, 80, True),
              ("train2017", 34, 60, 48, False), ("val2017", 139, 96, 72, False), ("val2017", 285, 72, 80, False)]
    for split, number, width, height, things in images:
        labels = coco_scene(rng, width, height, things)
        table = np.zeros((256, 3))
        for value, colour in COCO.items():
            table[value] = colour
        save(noisy(table[labels], rng, 10), root / "images" / split / f"{number:012}.jpg", quality=85)
        save(labels, root / "annotations" / split / f"{number:012}.png", optimize=True)
    for split, numbers in (("train2017", [9, 25]), ("val2017", [139, 285])):
        path = root / "curated" / split / "Coco164kFew_Stuff_6.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("".join(f"{number:012}\n" for number in numbers))


def main():
    for name in ("potsdam", "coco-stuff"):
        shutil.rmtree(ROOT / name, ignore_errors=True)
    potsdam(np.random.default_rng(3))
    coco(np.random.default_rng(4))


if __name__ == "__main__":
    main()
