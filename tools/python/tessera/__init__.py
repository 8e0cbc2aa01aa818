"""Calls of the command tessera with NumPy arrays or paths.

    import tessera
    tessera.train("tiles", "run", preset="aerial", classes=5, minutes=10)
    mask = tessera.segment(array, "run")

Keyword arguments are options of the command, with underscores for hyphens: `max_pixels=10**9` is `--max-pixels 1000000000`,
`overwrite=True` is `--overwrite`, and a list gives the option once for each of its items. None and False leave it out.
"""
import os
import pathlib
import subprocess
import sys
import tempfile

import numpy
from PIL import Image

PROGRAM = pathlib.Path(__file__).resolve().parent / "bin" / "tessera"


class TesseraError(Exception):
    """The command has failed. The text is what it has said; `code` is the status with which it ended."""

    def __init__(self, said, code):
        super().__init__(said)
        self.code = code


def run(*words, **options):
    """Runs the command, such as run("evaluate", "masks", "labels", match="identity"), and returns what it prints.

    Raises TesseraError with what the command says to standard error where it fails.
    """
    process = subprocess.run([PROGRAM, *map(os.fspath, words), *_spelled(options)], stdin=subprocess.DEVNULL,
                             stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8", errors="replace")
    if process.returncode != 0:
        raise TesseraError(process.stderr.strip().removeprefix("Error: "), process.returncode)
    return process.stdout


def train(images, output, **options):
    """Trains on images and returns the path of the model's file, in the folder `output`.

    images: a path, an array of one image, or a list of paths or of arrays. An array is height x width (grey) or
    height x width x 3 (RGB), of uint8.
    """
    with tempfile.TemporaryDirectory() as scratch:
        run("train", *_paths(images, scratch), output=output, **options)
    return pathlib.Path(output) / "model.safetensors"


def segment(images, model, **options):
    """Segments images by a trained model; `model` is the folder of a training or a model's file.

    Returns height x width arrays of cluster numbers: one for an array, a list for a list of arrays, and for paths a
    dictionary by the paths of the masks within the folder that the command would write.
    """
    with tempfile.TemporaryDirectory() as scratch:
        paths, masks = _paths(images, scratch), pathlib.Path(scratch) / "masks"
        run("segment", *paths, model=model, output=masks, **options)
        found = {path.relative_to(masks).as_posix(): _mask(path) for path in sorted(masks.rglob("*.png"))}
    if isinstance(images, numpy.ndarray):
        return next(iter(found.values()))
    return list(found.values()) if paths == [pathlib.Path(scratch) / "images"] else found


def main():
    """The command itself, in place of this process."""
    os.execv(PROGRAM, [PROGRAM, *sys.argv[1:]])


def _spelled(options):
    words = []
    for name, value in options.items():
        option = "--" + name.rstrip("_").replace("_", "-")
        for item in value if isinstance(value, (list, tuple)) else [value]:
            if item is not None and item is not False:
                words += [option] if item is True else [option, str(item)]
    return words


def _paths(images, scratch):
    """The paths themselves, or a folder in `scratch` with the arrays as PNG files whose names keep their order."""
    if isinstance(images, (str, os.PathLike)):
        return [images]
    arrays = [images] if isinstance(images, numpy.ndarray) else list(images)
    if not any(isinstance(array, numpy.ndarray) for array in arrays):
        return arrays
    folder = pathlib.Path(scratch) / "images"
    folder.mkdir()
    for index, array in enumerate(arrays):
        if array.dtype != numpy.uint8:
            raise TypeError(f"Image {index} holds {array.dtype}; images are uint8.")
        Image.fromarray(array).save(folder / f"{index:08}.png")
    return [folder]


def _mask(path):
    with Image.open(path) as image:
        return numpy.asarray(image).copy()
