#!/usr/bin/env python3
"""Writes an image of soft waves under grain: make_image.py SIDE CHANNELS SEED OUTPUT"""
import sys

import numpy
from PIL import Image

side, channels, seed = map(int, sys.argv[1:4])
random = numpy.random.default_rng(seed)
y, x = numpy.mgrid[0:side, 0:side].astype(numpy.float32)
pixels = numpy.empty((side, side, channels), numpy.uint8)
for channel in range(channels):
    across, down, phase = random.uniform(0.01, 0.2), random.uniform(0.01, 0.2), random.uniform(0, 6.28)
    wave = numpy.sin(across * x + down * y + phase)
    pixels[..., channel] = 96 + 64 * wave + random.integers(0, 64, (side, side))
Image.fromarray(pixels).save(sys.argv[4], **({"quality": 90} if sys.argv[4].endswith(".jpg") else {}))
