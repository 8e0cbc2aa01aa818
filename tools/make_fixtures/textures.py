#!/usr/bin/env python3
"""Makes fixtures/textures: images of three textures whose right segmentation is known by construction.

All textures have the same mean colour, so that colour alone does not tell them apart: horizontal stripes, blurred
noise and a fine checkerboard, in regions with curved borders. Needs NumPy and Pillow.
"""
from pathlib import Path

import numpy as np
from PIL import Image

ROOT = Path(__file__).resolve().parents[2] / "fixtures" / "textures"
SIZE = 96


def regions(rng: np.random.Generator) -> np.ndarray:
    """Labels 0, 1, 2: nearest of three wandering centres, with a wavy metric for curved borders."""
    y, x = np.mgrid[0:SIZE, 0:SIZE] / SIZE
    wave = 0.05 * np.sin(2 * np.pi * (x * rng.uniform(1, 2) + y * rng.uniform(1, 2)) + rng.uniform(0, 6))
    while True:
        centres = rng.uniform(0.1, 0.9, (3, 2))
        distance = np.stack([np.hypot(x - cx + wave, y - cy - wave) for cx, cy in centres])
        labels = distance.argmin(0).astype(np.uint8)
        if np.bincount(labels.ravel(), minlength=3).min() > 0.2 * SIZE * SIZE:
            return labels


def texture(kind: int, rng: np.random.Generator) -> np.ndarray:
    y, x = np.mgrid[0:SIZE, 0:SIZE]
    if kind == 0:
        grey = 40 * np.sign(np.sin(2 * np.pi * y / 8 + rng.uniform(0, 6)))
    elif kind == 1:
        noise = rng.normal(0, 1, (SIZE, SIZE))
        for axis in (0, 1):
            noise = sum(np.roll(noise, shift, axis) for shift in (-2, -1, 0, 1, 2)) / 5
        grey = 40 * noise / noise.std()
    else:
        grey = 40.0 * (1 - 2 * ((x // 2 + y // 2) % 2))
    colour = grey[..., None] * np.array([1.0, 0.9, 0.8]) + rng.normal(0, 6, (SIZE, SIZE, 3))
    return colour + np.array([128, 124, 116])


def main() -> None:
    rng = np.random.default_rng(1)
    for name in ("images", "labels"):
        (ROOT / name).mkdir(parents=True, exist_ok=True)
    for index in range(8):
        labels = regions(rng)
        image = sum((labels == kind)[..., None] * texture(kind, rng) for kind in range(3))
        pixels = np.clip(image, 0, 255).astype(np.uint8)
        Image.fromarray(pixels).save(ROOT / "images" / f"texture{index}.png", optimize=True)
        Image.fromarray(labels).save(ROOT / "labels" / f"texture{index}.png", optimize=True)


if __name__ == "__main__":
    main()
