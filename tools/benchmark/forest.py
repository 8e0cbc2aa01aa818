#!/usr/bin/env python3
"""Learns a random forest on fixed filters from a few labelled images and segments others with it.

    tools/benchmark/forest.py IMAGES LABELS --ids OTHERS.txt --output MASKS [--scale 0.5] [--seed 0] [--threads 1]

This is what trainable segmentation tools such as ilastik do. LABELS holds label files of one class a pixel, 255 for
none, of some of the images by stem; up to 3000 labelled pixels of each are drawn at random. The features of a pixel are
those of the library's FilterFeatures on the image at the scale. Probabilities at the scale are brought to the image's
size bilinearly. A mask's values are those of the label files. Needs NumPy, SciPy, scikit-learn and Pillow.
"""
import argparse
from pathlib import Path

import numpy as np
from PIL import Image
from scipy.ndimage import correlate1d
from sklearn.ensemble import RandomForestClassifier

from measuring import image_files
from pictures import read_labels, read_scaled

SIGMAS = (1, 2, 4)
TREES = 100
PIXELS_OF_AN_IMAGE = 3000
IGNORED = 255


def smoothed(plane, sigma):
    radius = int(np.ceil(3 * sigma))
    kernel = np.exp(-(np.arange(-radius, radius + 1) ** 2) / (2 * sigma**2))
    kernel /= kernel.sum()
    for axis in (0, 1):
        plane = correlate1d(plane, kernel, axis=axis, mode="nearest")
    return plane


def slopes(plane):
    """Half the difference of the two neighbours, along x and along y."""
    return [correlate1d(plane, (-0.5, 0, 0.5), axis=axis, mode="nearest") for axis in (1, 0)]


def eigenvalues(xx, xy, yy):
    """The greater and the smaller eigenvalue of a symmetric matrix at each place."""
    middle, half = (xx + yy) / 2, np.hypot((xx - yy) / 2, xy)
    return middle + half, middle - half


def filters(plane, sigma):
    mean = smoothed(plane, sigma)
    dx, dy = slopes(mean)
    (dxx, dxy), (_, dyy) = slopes(dx), slopes(dy)
    structure = eigenvalues(*(smoothed(product, sigma) for product in (dx * dx, dx * dy, dy * dy)))
    roots = [np.sqrt(np.maximum(value, 0)) for value in structure]
    return [mean, np.hypot(dx, dy), dxx + dyy, *roots, *eigenvalues(dxx, dxy, dyy)]


def features(pixels):
    """[H, W, 66] of an image [H, W, 3]."""
    planes = [pixels[..., channel] for channel in range(pixels.shape[2])]
    for sigma in SIGMAS:
        planes += [filtered for channel in range(pixels.shape[2]) for filtered in filters(pixels[..., channel], sigma)]
    return np.stack(planes, axis=2)


def samples(image, label, scale, random):
    """Features and classes of labelled pixels drawn at random."""
    pixels, _ = read_scaled(image, scale)
    classes = read_labels(label)
    y, x = np.nonzero(classes != IGNORED)
    drawn = random.permutation(len(y))[:PIXELS_OF_AN_IMAGE]
    y, x = y[drawn], x[drawn]
    # The pixel of the scaled image that holds the middle of the label's pixel.
    rows, columns = ((2 * place + 1) * small // (2 * full)
                     for place, small, full in zip((y, x), pixels.shape, classes.shape))
    return features(pixels)[rows, columns], classes[y, x]


def mask(forest, image, scale):
    pixels, size = read_scaled(image, scale)
    height, width, _ = pixels.shape
    shares = forest.predict_proba(features(pixels).reshape(height * width, -1)).reshape(height, width, -1)
    planes = [Image.fromarray(shares[..., index].astype(np.float32)) for index in range(shares.shape[2])]
    if size != (width, height):
        planes = [plane.resize(size, Image.Resampling.BILINEAR) for plane in planes]
    return forest.classes_[np.argmax([np.asarray(plane) for plane in planes], axis=0)]


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("images", type=Path)
    parser.add_argument("labels", type=Path)
    parser.add_argument("--ids", type=Path, required=True)
    parser.add_argument("--output", type=Path, required=True)
    parser.add_argument("--scale", type=float, default=1)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--threads", type=int, default=1)
    arguments = parser.parse_args()
    images = {path.stem: path for path in image_files(arguments.images)}
    random = np.random.default_rng(arguments.seed)
    parts = [samples(images[label.stem], label, arguments.scale, random) for label in image_files(arguments.labels)]
    forest = RandomForestClassifier(TREES, random_state=arguments.seed, n_jobs=arguments.threads)
    forest.fit(*(np.concatenate(part) for part in zip(*parts)))
    arguments.output.mkdir(parents=True, exist_ok=True)
    for stem in arguments.ids.read_text().splitlines():
        result = mask(forest, images[stem], arguments.scale)
        Image.fromarray(result.astype(np.uint8)).save(arguments.output / f"{stem}.png")


if __name__ == "__main__":
    main()
