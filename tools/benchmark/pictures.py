"""What the tools that read images into NumPy arrays share. Needs NumPy and Pillow."""
import numpy as np
from PIL import Image


def read_scaled(path, scale):
    """The image as RGB from 0 to 1 at the scale, [H, W, 3], and its size in the file, (width, height)."""
    with Image.open(path) as image:
        size = image.size
        image = image.convert("RGB")
        if scale != 1:
            image = image.resize([max(1, round(side * scale)) for side in size], Image.Resampling.BOX)
        return np.asarray(image, np.float32) / 255, size


def read_labels(path):
    """The values of a grey or palette PNG, [H, W]."""
    with Image.open(path) as image:
        if image.mode not in ("L", "P"):
            raise ValueError(f"{path} has pixels of the mode {image.mode}; labels are grey or palette PNGs of 8 bits")
        return np.array(image)
