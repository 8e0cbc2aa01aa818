#!/usr/bin/env python3
"""Segments a folder of images by k-means on the colour of each pixel, the plain method that any other must beat.

    tools/benchmark/kmeans.py IMAGES --output MASKS --classes 4 [--texture] [--seed 0] [--scale 0.5]

With --texture each pixel also has the mean and the standard deviation of each channel over a 9 x 9 window. Features are
scaled to unit deviation, centres are fitted on 200,000 pixels drawn from all images, and every pixel of every image is
given its nearest centre. Masks are index PNGs that `tessera evaluate` reads. Needs NumPy, SciPy, scikit-learn, Pillow.
"""
import argparse
from pathlib import Path

import numpy as np
from PIL import Image
from scipy.ndimage import uniform_filter
from sklearn.cluster import KMeans

from measuring import image_files
from pictures import read_scaled

WINDOW = 9


def features(path: Path, texture: bool, scale: float) -> tuple[np.ndarray, tuple[int, int]]:
    pixels, size = read_scaled(path, scale)
    if texture:
        mean = uniform_filter(pixels, (WINDOW, WINDOW, 1))
        square = uniform_filter(pixels**2, (WINDOW, WINDOW, 1))
        pixels = np.concatenate([pixels, mean, np.sqrt(np.maximum(square - mean**2, 0))], axis=2)
    return pixels, size


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("images", type=Path)
    parser.add_argument("--output", type=Path, required=True)
    parser.add_argument("--classes", type=int, required=True)
    parser.add_argument("--texture", action="store_true")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--scale", type=float, default=1)
    arguments = parser.parse_args()
    paths = image_files(arguments.images)
    random = np.random.default_rng(arguments.seed)
    share = -(-200_000 // len(paths))
    sample = []
    for path in paths:
        pixels, _ = features(path, arguments.texture, arguments.scale)
        flat = pixels.reshape(-1, pixels.shape[2])
        sample.append(flat[random.integers(0, len(flat), min(share, len(flat)))])
    sample = np.concatenate(sample)
    mean, deviation = sample.mean(0), sample.std(0) + 1e-6
    model = KMeans(arguments.classes, n_init=4, random_state=arguments.seed).fit((sample - mean) / deviation)
    for path in paths:
        pixels, size = features(path, arguments.texture, arguments.scale)
        mask = model.predict((pixels.reshape(-1, pixels.shape[2]) - mean) / deviation).reshape(pixels.shape[:2])
        target = (arguments.output / path.relative_to(arguments.images)).with_suffix(".png")
        target.parent.mkdir(parents=True, exist_ok=True)
        Image.fromarray(mask.astype(np.uint8)).resize(size, Image.Resampling.NEAREST).save(target)


if __name__ == "__main__":
    main()
