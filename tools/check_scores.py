#!/usr/bin/env python3
"""Holds the scores of `tessera evaluate` against scikit-learn, SciPy and TorchMetrics on random and degenerate labels.

    tools/check_scores.py [path/to/tessera] [--cases 60] [--golden fixtures/golden/scores.json]

Needs NumPy, Pillow, SciPy and scikit-learn; TorchMetrics is used where it is installed. Prints the greatest difference
of each score and exits with 1 when one is above 1e-9 (1e-5 for TorchMetrics, which counts in single precision).
--golden writes a few small cases with their scores for the Swift tests instead.
"""
import argparse
import csv
import json
import subprocess
import sys
import tempfile
import warnings
from pathlib import Path

import numpy as np
from PIL import Image
from scipy.ndimage import distance_transform_edt
from scipy.optimize import linear_sum_assignment
from sklearn import metrics

try:
    import torch
    import torchmetrics.functional.classification as torchscores
    import torchmetrics.functional.clustering as torchclusters
except ImportError:
    torch = None

IGNORED = 255
ROOT = Path(__file__).resolve().parents[1]


def blobs(rng, height, width, values, size):
    """A map of squares of random values."""
    small = rng.integers(0, len(values), (height // size + 1, width // size + 1))
    return np.asarray(values, np.uint8)[np.kron(small, np.ones((size, size), int))[:height, :width]]


def as_stored(label, rng, kind):
    """The label as a file holds it, and the options that say so. `label` has IGNORED where nothing is scored."""
    if kind == "offset":
        stored = np.where(label == IGNORED, 0, label + 2).astype(np.uint8)
        return stored, ["--label-offset", "2"]
    if kind == "other ignored values":
        stored = np.where(label == IGNORED, 77, label).astype(np.uint8)
        stored[(label == IGNORED) & (rng.random(label.shape) < 0.5)] = 99
        return stored, ["--ignore", "77,99"]
    if kind == "offset and ignored":
        return np.where(label == IGNORED, 200, label + 1).astype(np.uint8), ["--label-offset", "1", "--ignore", "200"]
    return label, []


def case(rng, kind):
    """Pairs of mask and label, the rule, and the tolerance in pixels (None for the default)."""
    count = int(rng.integers(1, 5))
    clusters, classes = int(rng.integers(1, 9)), int(rng.integers(1, 7))
    pairs = []
    for _ in range(count):
        height, width = (int(v) for v in rng.integers(1, 90, 2))
        label = blobs(rng, height, width, np.arange(classes), int(rng.integers(1, 12)))
        mask = (label * 3 + 1) % clusters
        noise = blobs(rng, height, width, np.arange(clusters), int(rng.integers(1, 7)))
        mask = np.where(rng.random((height, width)) < rng.random() * 0.6, noise, mask).astype(np.uint8)
        if kind in ("ignored", "offset", "other ignored values", "offset and ignored"):
            label = np.where(blobs(rng, height, width, [0, 1, 1], 5) == 0, IGNORED, label).astype(np.uint8)
        elif kind == "unassigned":
            mask = np.where(rng.random((height, width)) < 0.2, IGNORED, mask).astype(np.uint8)
        elif kind == "one class":
            label = np.zeros_like(label)
        elif kind == "one cluster":
            mask = np.zeros_like(mask)
        elif kind == "one of each":
            mask, label = np.zeros_like(mask), np.zeros_like(label)
        elif kind == "single pixels":
            mask, label = mask[:1, :1], label[:1, :1]
        elif kind == "independent":
            mask = blobs(rng, height, width, np.arange(clusters), 1)
        elif kind == "equal":
            mask = label.copy()
        elif kind == "gaps":
            mask, label = mask * 25, label * 40
        elif kind == "one row":
            mask, label = mask[:1], label[:1]
        elif kind == "all ignored but one":
            label = np.full_like(label, IGNORED)
            label.flat[rng.integers(label.size)] = 0
        pairs.append((mask, label))
    rule = "many-to-one" if rng.random() < 0.4 else "one-to-one"
    tolerance = None if rng.random() < 0.5 else float(rng.choice([0, 1, 1.5, 2, 3, 7.2]))
    return pairs, rule, tolerance


KINDS = [
    "plain", "ignored", "unassigned", "one class", "one cluster", "one of each", "single pixels", "independent", "equal",
    "gaps", "one row", "all ignored but one",
]
# Labels whose files hold other values than the classes; the golden file has none of them.
STORED_KINDS = ["offset", "other ignored values", "offset and ignored"]


def match(counts, rule):
    """The class of each cluster, -1 for none."""
    matching = np.full(len(counts), -1)
    if rule == "one-to-one":
        rows, columns = linear_sum_assignment(counts, maximize=True)
        matching[rows] = columns
    else:
        met = counts.sum(1) > 0
        matching[met] = counts[met].argmax(1)
    return matching


def boundary(classes, ignored, label):
    """Pixels of `label` with a neighbour that is scored and of another class."""
    inside = (classes == label) & ~ignored
    other = np.pad((classes != label) & ~ignored, 1)
    near = other[:-2, 1:-1] | other[2:, 1:-1] | other[1:-1, :-2] | other[1:-1, 2:]
    return inside & near


def near(edge, others, tolerance):
    if not others.any():
        return 0
    # Distances are roots of whole numbers: the margin is for their rounding alone.
    return int((edge & (distance_transform_edt(~others) <= tolerance + 1e-9)).sum())


def boundary_f(found, label, classes, tolerance):
    """F-score of each class in one image; NaN where it has no boundary."""
    ignored = label == IGNORED
    if tolerance is None:
        tolerance = max(1, 0.0075 * np.hypot(*label.shape))
    scores = np.full(classes, np.nan)
    for c in range(classes):
        p, t = boundary(found, ignored, c), boundary(label.astype(int), ignored, c)
        if p.any() or t.any():
            pn, tn = near(p, t, tolerance), near(t, p, tolerance)
            scores[c] = 0
            if pn and tn:
                precision, recall = pn / p.sum(), tn / t.sum()
                scores[c] = 2 * precision * recall / (precision + recall)
    return scores


def has_borders(pairs):
    """Whether two classes meet in a label."""
    return any(
        boundary(label.astype(int), label == IGNORED, c).any() for _, label in pairs for c in np.unique(label)
        if c != IGNORED
    )


def mean(values):
    values = np.asarray(values, float)
    values = values[~np.isnan(values)]
    return float(values.mean()) if values.size else None


def kappa(truth, found):
    """Cohen's kappa; None where it does not exist."""
    if len(truth) == 0:
        return None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        value = metrics.cohen_kappa_score(truth, found)
    return None if np.isnan(value) else float(value)


def by_class(truth, found, classes):
    """IoU, precision, recall and F1 of each class by scikit-learn; NaN where undefined. `found` is -1 for no class."""
    labels = list(range(classes))
    options = dict(labels=labels, average=None, zero_division=np.nan)
    iou = metrics.jaccard_score(truth, found, labels=labels, average=None, zero_division=0)
    absent = ~(np.isin(labels, truth) | np.isin(labels, found))
    iou[absent] = np.nan
    return {
        "iou": iou, "precision": metrics.precision_score(truth, found, **options),
        "accuracy": metrics.recall_score(truth, found, **options), "f1": metrics.f1_score(truth, found, **options),
    }


def expected(pairs, rule, tolerance, use_torch=True):
    scored = [label != IGNORED for _, label in pairs]
    masks = np.concatenate([mask[s] for (mask, _), s in zip(pairs, scored)]).astype(int)
    truth = np.concatenate([label[s] for (_, label), s in zip(pairs, scored)]).astype(int)
    assigned = masks != IGNORED
    clusters = masks[assigned].max() + 1 if assigned.any() else 0
    # The classes are the values that the labels have.
    values = np.unique(truth)
    number = np.full(256, IGNORED)
    number[values] = np.arange(len(values))
    pairs = [(mask, number[label]) for mask, label in pairs]
    truth = number[truth]
    classes = len(values)
    counts = np.zeros((clusters, classes), int)
    np.add.at(counts, (masks[assigned], truth[assigned]), 1)
    matching = match(counts, rule)
    lookup = np.full(256, -1)
    lookup[:clusters] = matching
    found = lookup[masks]
    per_class = by_class(truth, found, classes)
    frequency = np.bincount(truth, minlength=classes) / len(truth)
    edges = np.array([boundary_f(lookup[mask], label, classes, tolerance) for mask, label in pairs])
    result = {
        "pixelAccuracy": metrics.accuracy_score(truth, found), "kappa": kappa(truth, found),
        "meanAccuracy": mean(per_class["accuracy"]),
        "meanIoU": mean(per_class["iou"]), "meanF1": mean(per_class["f1"]),
        "frequencyWeightedIoU": float(np.nansum(frequency * np.nan_to_num(per_class["iou"]))),
        "adjustedRandIndex": metrics.adjusted_rand_score(truth, masks),
        "normalizedMutualInformation": metrics.normalized_mutual_info_score(truth, masks),
        "boundaryF": mean([np.nan if (m := mean(edges[:, c])) is None else m for c in range(classes)]),
        "pixels": len(truth), "ignored": int(sum(label.size for _, label in pairs) - len(truth)),
        "perClass": [
            {key: None if np.isnan(v[c]) else float(v[c]) for key, v in per_class.items()}
            | {"boundaryF": mean(edges[:, c]), "pixels": int((truth == c).sum())} for c in range(classes)
        ],
        "images": [],
    }
    for (mask, label), s, edge in zip(pairs, scored, edges):
        t, f = label[s].astype(int), lookup[mask[s]]
        result["images"].append({
            "pixelAccuracy": float((t == f).mean()) if len(t) else None, "kappa": kappa(t, f),
            "meanIoU": mean(by_class(t, f, classes)["iou"]) if len(t) else None, "boundaryF": mean(edge),
            "pixels": len(t), "ignored": int(label.size - len(t)),
        })
    if torch and use_torch and (found >= 0).all() and classes > 1:
        p, t = torch.tensor(found), torch.tensor(truth)
        options = dict(num_classes=classes)
        result["torch"] = {
            "iou": torchscores.multiclass_jaccard_index(p, t, average="none", **options).tolist(),
            "f1": torchscores.multiclass_f1_score(p, t, average="none", **options).tolist(),
            "precision": torchscores.multiclass_precision(p, t, average="none", **options).tolist(),
            "pixelAccuracy": float(torchscores.multiclass_accuracy(p, t, average="micro", **options)),
            "adjustedRandIndex": float(torchclusters.adjusted_rand_score(torch.tensor(masks), t)),
        }
    # A one-to-one match may have ties; what any of them must share is the number of pixels it gets right.
    result["tied"] = rule == "one-to-one" and has_ties(counts, matching)
    return result


def has_ties(counts, matching):
    """Whether another one-to-one match is as good: forbid each chosen pair in turn."""
    rows = np.flatnonzero(matching >= 0)
    best = counts[rows, matching[rows]].sum()
    for row in rows:
        other = counts.astype(float)
        other[row, matching[row]] = -1e9
        r, c = linear_sum_assignment(other, maximize=True)
        if np.isclose(other[r, c].sum(), best):
            return True
    return False


def run(binary, pairs, rule, tolerance, folder, rng, kind):
    for name in ("masks", "labels"):
        (folder / name).mkdir()
    for index, (mask, label) in enumerate(pairs):
        Image.fromarray(mask).save(folder / "masks" / f"{index}, {chr(34)}x.png")
        stored, told = as_stored(label, rng, kind)
        Image.fromarray(stored).save(folder / "labels" / f"{index}, {chr(34)}x.png")
    command = [binary, "evaluate", "masks", "labels", "--match", rule, "--json", "scores.json", "--per-image", "i.csv"]
    command += told
    command += ["--boundary"] if tolerance is None else ["--boundary-tolerance", str(tolerance)]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"{' '.join(command)}: exit code {done.returncode}\n{done.stderr}")
    scores = json.loads((folder / "scores.json").read_text())
    with open(folder / "i.csv", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["image"] for row in rows] == sorted(f'{i}, "x.png' for i in range(len(pairs))), rows
    return scores, rows


def compare(actual, wanted, name, worst, limit=1e-9):
    if (actual is None) != (wanted is None):
        worst[name] = float("inf")
        print(f"{name}: {actual} where {wanted} is expected", file=sys.stderr)
        return
    if wanted is None:
        return
    worst[name] = max(worst.get(name, 0), abs(actual - wanted) / (limit / 1e-9))


def check(binary, cases, seed):
    rng = np.random.default_rng(seed)
    worst, ties, torched = {}, 0, 0
    for number in range(cases):
        kinds = KINDS + STORED_KINDS
        kind = kinds[number % len(kinds)]
        pairs, rule, tolerance = case(rng, kind)
        if all((label == IGNORED).all() for _, label in pairs):
            continue
        wanted = expected(pairs, rule, tolerance)
        if not has_borders(pairs):
            # The command scores no boundaries where no two classes meet in any label.
            for scores in [wanted] + wanted["perClass"] + wanted["images"]:
                scores["boundaryF"] = None
        with tempfile.TemporaryDirectory() as folder:
            actual, rows = run(binary, pairs, rule, tolerance, Path(folder), rng, kind)
        always = ["pixelAccuracy", "adjustedRandIndex", "normalizedMutualInformation", "pixels", "ignored"]
        for key in always:
            compare(actual[key], wanted[key], key, worst)
        if wanted["tied"]:
            ties += 1
            continue
        for key in ["kappa", "meanAccuracy", "meanIoU", "meanF1", "frequencyWeightedIoU", "boundaryF"]:
            compare(actual[key], wanted[key], key, worst)
        assert len(actual["perClass"]) == len(wanted["perClass"])
        assert actual["overallAccuracy"] == actual["pixelAccuracy"]
        for mine, theirs in zip(actual["perClass"], wanted["perClass"]):
            assert (mine["usersAccuracy"], mine["producersAccuracy"]) == (mine["precision"], mine["recall"])
            for key, value in theirs.items():
                compare(mine[key], value, f"perClass.{key}", worst)
        for mine, theirs in zip(rows, wanted["images"]):
            for key, value in theirs.items():
                # The file has six decimals.
                compare(float(mine[key]) if mine.get(key) else None, value, f"image.{key}", worst, limit=6e-7)
        if "torch" in wanted:
            torched += 1
            peer = wanted["torch"]
            for key in ["pixelAccuracy", "adjustedRandIndex"]:
                compare(actual[key], peer[key], f"torchmetrics.{key}", worst, limit=1e-5)
            for key in ["iou", "f1", "precision"]:
                for mine, theirs in zip(actual["perClass"], peer[key]):
                    # It gives 0 where there is nothing to divide by.
                    compare(mine[key] or 0.0, theirs, f"torchmetrics.{key}", worst, limit=1e-5)
    for name in sorted(worst):
        print(f"{name:40} {worst[name]:.1e}  {'ok' if worst[name] <= 1e-9 else 'DIFFERS'}")
    print(f"{cases} cases, {ties} of them with tied matches, {torched} also by TorchMetrics; "
          "differences in units of each score's tolerance / 1e-9")
    return 0 if all(value <= 1e-9 for value in worst.values()) else 1


def golden(path, seed):
    rng = np.random.default_rng(seed)
    cases = []
    for kind in KINDS:
        while True:
            pairs, rule, tolerance = case(rng, kind)
            pairs = [(m[:14, :17], l[:14, :17]) for m, l in pairs[:2]]
            if all((label == IGNORED).all() for _, label in pairs):
                continue
            wanted = expected(pairs, rule, tolerance, use_torch=False)
            if not wanted.pop("tied"):
                break
        cases.append({
            "kind": kind, "rule": rule, "tolerance": tolerance,
            "pairs": [{
                "width": m.shape[1], "height": m.shape[0], "mask": m.ravel().tolist(), "label": l.ravel().tolist()
            } for m, l in pairs], "scores": wanted,
        })
    path.write_text(json.dumps(cases, separators=(",", ":")) + "\n")
    print(f"{path}: {path.stat().st_size} bytes")
    return 0


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("binary", nargs="?", default=str(ROOT / ".build/release/tessera"))
    parser.add_argument("--cases", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--golden", type=Path)
    options = parser.parse_args()
    if options.golden:
        return golden(options.golden, options.seed)
    return check(str(Path(options.binary).resolve()), options.cases, options.seed)


if __name__ == "__main__":
    sys.exit(main())
