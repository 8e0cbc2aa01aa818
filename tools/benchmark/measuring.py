"""What the tools that measure share. Needs the standard library alone."""
import json
import pathlib
import shlex
import statistics
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
TESSERA = ROOT / ".build" / "release" / "tessera"
IMAGE_EXTENSIONS = (".png", ".jpg", ".jpeg")


def image_files(folder):
    return sorted(path for path in pathlib.Path(folder).rglob("*") if path.suffix.lower() in IMAGE_EXTENSIONS)


def run(*command, environment=None):
    """What a command prints. If it fails, so does this process."""
    words = [str(word) for word in command]
    done = subprocess.run(words, env=environment, stdout=subprocess.PIPE, text=True)
    if done.returncode != 0:
        sys.exit(f"failed with exit code {done.returncode}: {shlex.join(words)}")
    return done.stdout


def scores(masks, labels, *more, binary=TESSERA):
    return json.loads(run(binary, "evaluate", masks, labels, "--json", "-", *more))


def spread(values):
    mean = f"{statistics.mean(values):.3f}"
    return mean if len(values) == 1 else f"{mean} ({min(values):.3f} to {max(values):.3f})"
