#!/usr/bin/env python3
"""Draws label files that hold a few short strokes of each class, as a person might scribble them.

    tools/benchmark/scribbles.py LABELS... --output FOLDER [--pixels 50] [--length 10] [--seed 0]

LABELS are files of one class a pixel, 255 for none. Every class that they show gets as many labelled pixels as
--pixels says over all files together, or all its pixels if it has fewer. A stroke begins at a pixel drawn at random of
those that the class has in any of the files, bends at random, and ends at the border of its class or after --length
pixels. All other pixels are 255. The files written are grey PNGs of the same stems. Needs NumPy and Pillow.
"""
import argparse
import math
from pathlib import Path

import numpy as np
from PIL import Image

from pictures import read_labels

IGNORED = 255
# Standard deviation of the change of a stroke's direction from one pixel to the next.
BEND = 0.3


def stroke(region, start, length, random):
    """The pixels (y, x) of a stroke from a pixel on, all of them in the region."""
    y, x = start
    angle = random.uniform(0, 2 * math.pi)
    pixels = []
    while len(pixels) < length:
        place = (round(y), round(x))
        if not (0 <= place[0] < region.shape[0] and 0 <= place[1] < region.shape[1] and region[place]):
            break
        if place not in pixels:
            pixels.append(place)
        angle += random.normal(0, BEND)
        y, x = y + math.sin(angle), x + math.cos(angle)
    return pixels


def scribbled(labels, pixels, length, random):
    """For each label map, one that holds the strokes alone."""
    results = [np.full_like(label, IGNORED) for label in labels]
    for value in sorted(set().union(*map(np.unique, labels)) - {IGNORED}):
        regions = [label == value for label in labels]
        places = [(index, *place) for index, region in enumerate(regions) for place in np.argwhere(region)]
        missing = min(pixels, len(places))
        while missing > 0:
            index, *start = places[random.integers(len(places))]
            for place in stroke(regions[index], start, min(length, missing), random):
                if results[index][place] == IGNORED:
                    results[index][place] = value
                    missing -= 1
    return results


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("labels", nargs="+", type=Path)
    parser.add_argument("--output", type=Path, required=True)
    parser.add_argument("--pixels", type=int, default=50)
    parser.add_argument("--length", type=int, default=10)
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    labels = [read_labels(path) for path in arguments.labels]
    results = scribbled(labels, arguments.pixels, arguments.length, np.random.default_rng(arguments.seed))
    arguments.output.mkdir(parents=True, exist_ok=True)
    for path, result in zip(arguments.labels, results):
        Image.fromarray(result).save(arguments.output / f"{path.stem}.png")


if __name__ == "__main__":
    main()
