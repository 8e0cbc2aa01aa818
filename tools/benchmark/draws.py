"""Labels of images drawn at random, and results that are kept. Needs the standard library alone."""
import json
import pathlib
import random
import shutil
import time
import typing

from measuring import HERE, image_files, run, scores

SCRIBBLED_IMAGES = 3


class Draw(typing.NamedTuple):
    """A folder with labels of the drawn images alone, the lists of those images and of all others, and the seed."""
    labels: pathlib.Path
    drawn: pathlib.Path
    others: pathlib.Path
    seed: int


class LabelledImages:
    """Two folders whose files match by stem, and a folder for what is measured on them.

    `settings` are texts that results depend on. `options` has `binary`, `threads`, `python` and `afresh`.
    """

    def __init__(self, name, images, labels, settings, options):
        self.name, self.settings, self.options, self.work = name, settings, options, options.work / name
        self.images, self.labels = pathlib.Path(images).resolve(), pathlib.Path(labels).resolve()
        self.made = set()

    def once(self, file, make, *sources):
        """What `make` returns, or what it returned last time if the data and the files it depends on are the same."""
        stamps = [[str(path), path.stat().st_mtime if path.is_file() else None] for path in sources]
        inputs = [str(self.images), str(self.labels), *self.settings, *stamps]
        if file.exists() and (file in self.made or not self.options.afresh):
            stored = json.loads(file.read_text())
            if stored["inputs"] == inputs:
                return stored["result"]
        file.parent.mkdir(parents=True, exist_ok=True)
        start = time.monotonic()
        result = make()
        seconds = round(time.monotonic() - start, 1)
        file.write_text(json.dumps({"inputs": inputs, "seconds": seconds, "result": result}))
        self.made.add(file)
        return result

    def draw(self, count, seed, folder):
        shutil.rmtree(folder / "labels", ignore_errors=True)
        (folder / "labels").mkdir(parents=True)
        files = {path.stem: path for path in image_files(self.labels)}
        names = sorted(path.stem for path in image_files(self.images) if path.stem in files)
        # One order for all counts, so that more images are more labels and not other ones.
        order = random.Random(seed).sample(names, len(names))
        size = SCRIBBLED_IMAGES if count == "scribbles" else int(count)
        for part, stems in (("drawn", order[:size]), ("others", order[size:])):
            (folder / f"{part}.txt").write_text("\n".join(sorted(stems)))
        drawn = [files[stem] for stem in order[:size]]
        if count == "scribbles":
            run(self.options.python, HERE / "scribbles.py", *drawn, "--output", folder / "labels", "--seed", seed)
        else:
            for path in drawn:
                shutil.copy(path, folder / "labels")
        return Draw(folder / "labels", folder / "drawn.txt", folder / "others.txt", seed)

    def tessera(self, verb, *arguments):
        run(self.options.binary, verb, *arguments, "--threads", self.options.threads)

    def scores(self, masks, *more):
        return scores(masks, self.labels, *more, "--threads", self.options.threads, binary=self.options.binary)

    def taught_scores(self, model, draw, folder, *features):
        """Scores of what `tessera teach` learns from a draw, on all other images."""
        self.tessera("teach", self.images, draw.labels, "--model", model, "--output", folder / "taught", "--seed",
                     draw.seed, "--overwrite", *features)
        return self.segmented_scores(folder / "taught", draw, folder)

    def segmented_scores(self, model, draw, folder, *more):
        """Scores of the classes that a model shows, on all images that were not drawn."""
        masks = folder / "masks"
        self.tessera("segment", self.images, "--ids", draw.others, "--model", model, "--output", masks, "--label-ids",
                     "--overwrite", *more)
        return self.scores(masks, "--ids", draw.others, "--match", "identity")


def title(count):
    return {"1": "1 image", "scribbles": f"scribbles on {SCRIBBLED_IMAGES} images"}.get(count, f"{count} images")
