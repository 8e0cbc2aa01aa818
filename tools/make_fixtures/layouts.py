#!/usr/bin/env python3
"""Makes most of fixtures/datasets: folder trees as the makers of data sets and labelling tools hand them out, with small made-up
images.

Names of files and folders, formats, values and colours are those of the data sets. The images are classes in colours with noise.
The three trees copied from elsewhere (cityscapes, loveda, roboflow) are not made here. Needs NumPy, Pillow and SciPy.
"""
import json
import shutil
from pathlib import Path

import numpy as np
from PIL import Image
from scipy.ndimage import gaussian_filter

ROOT = Path(__file__).resolve().parents[2] / "fixtures" / "datasets"
SEEN = np.array([(150, 80, 70), (90, 130, 60), (120, 120, 125), (50, 80, 150), (200, 190, 140)], float)


def scene(rng, classes, size=48):
    """Class numbers in smooth regions."""
    fields = [gaussian_filter(rng.normal(0, 1, (size, size)), 7) for _ in range(classes)]
    return np.argmax(fields, axis=0)


def picture(labels, rng):
    noise = gaussian_filter(rng.normal(0, 1, labels.shape), 1)[..., None]
    return np.clip(SEEN[labels] + 12 * noise / noise.std(), 0, 255).astype(np.uint8)


def save(array, path, palette=None):
    path.parent.mkdir(parents=True, exist_ok=True)
    image = Image.fromarray(np.ascontiguousarray(array, dtype=np.uint8))
    if palette is not None:
        image.putpalette(palette)
    image.save(path, **({"quality": 80} if path.suffix == ".jpg" else {"optimize": True}))


def pair(rng, image, label, table, classes=None, palette=None):
    """An image and its label, whose classes are written as the values or colours of `table`."""
    labels = scene(rng, classes or min(len(table), len(SEEN)))
    save(picture(labels, rng), image)
    save(np.array(table)[labels], label, palette)
    return labels


def voc_palette():
    table = np.zeros((256, 3), int)
    for number in range(256):
        for bit in range(8):
            for channel in range(3):
                table[number, channel] |= (number >> (3 * bit + channel) & 1) << (7 - bit)
    return table.ravel().tolist()


def camvid(rng):
    colours = [(128, 128, 128), (128, 0, 0), (128, 64, 128), (128, 128, 0), (64, 0, 128)]
    for name in ("0001TP_006690", "0016E5_00390"):
        root = ROOT / "camvid"
        pair(rng, root / "701_StillsRaw_full" / f"{name}.png", root / "LabeledApproved_full" / f"{name}_L.png", colours)
    for split, name in (("train", "0001TP_009210"), ("val", "0016E5_07959")):
        root = ROOT / "camvid-segnet"
        pair(rng, root / split / f"{name}.png", root / f"{split}annot" / f"{name}.png", [0, 1, 3, 5, 11])


def voc(rng):
    root = ROOT / "voc" / "VOC2012"
    for name in ("2007_000032", "2007_000039", "2007_000063"):
        labels = scene(rng, 3)
        save(picture(labels, rng), root / "JPEGImages" / f"{name}.jpg")
        if name == "2007_000063":
            continue
        save(np.array([0, 1, 15])[labels], root / "SegmentationClass" / f"{name}.png", voc_palette())
        save(labels + (labels == 2) * (np.arange(48) > 24), root / "SegmentationObject" / f"{name}.png", voc_palette())
    lists = root / "ImageSets" / "Segmentation"
    lists.mkdir(parents=True)
    (lists / "train.txt").write_text("2007_000032\n2007_000039\n")


def dubai(rng):
    root = ROOT / "dubai"
    colours = [(0x3C, 0x10, 0x98), (0x84, 0x29, 0xF6), (0x6E, 0xC1, 0xE4), (0xFE, 0xDD, 0x3A), (0xE2, 0xA9, 0x29)]
    for tile in (1, 2):
        folder = root / f"Tile {tile}"
        pair(rng, folder / "images" / "image_part_001.jpg", folder / "masks" / "image_part_001.png", colours)
    names = ["Building", "Land (unpaved area)", "Road", "Vegetation", "Water"]
    (root / "classes.json").write_text(json.dumps(
        {"classes": [{"title": n, "color": "#%02X%02X%02X" % c} for n, c in zip(names, colours)]}, indent=1) + "\n")


def deepglobe(rng):
    root = ROOT / "deepglobe"
    colours = [(0, 255, 255), (255, 255, 0), (0, 255, 0), (0, 0, 255), (255, 255, 255)]
    for name in (119, 606):
        pair(rng, root / "train" / f"{name}_sat.jpg", root / "train" / f"{name}_mask.png", colours)
    save(picture(scene(rng, 5), rng), root / "valid" / "1011_sat.jpg")


def vaihingen(rng):
    root = ROOT / "vaihingen"
    colours = [(255, 255, 255), (0, 0, 255), (0, 255, 255), (0, 255, 0), (255, 255, 0)]
    for number in (1, 11):
        name = f"top_mosaic_09cm_area{number}.png"
        pair(rng, root / "top" / name, root / "gts_for_participants" / name, colours)


def landcover_ai(rng):
    root = ROOT / "landcover-ai"
    names = ["M-33-20-D-c-4-2_0", "M-33-20-D-c-4-2_1"]
    for name in names:
        pair(rng, root / "output" / f"{name}.jpg", root / "output" / f"{name}_m.png", [0, 1, 2, 3, 4])
    (root / "train.txt").write_text("".join(f"{name}\n" for name in names))


def floodnet(rng):
    for split, name in (("train", 6651), ("val", 6653)):
        root = ROOT / "floodnet" / split
        pair(rng, root / f"{split}-org-img" / f"{name}.jpg", root / f"{split}-label-img" / f"{name}_lab.png", [0, 1, 4, 6, 9])


def tools(rng):
    """Labelme (labelme_json_to_dataset), Supervisely (export as masks) and Segments.ai."""
    for name in ("field one", "über feld"):
        root = ROOT / "labelme"
        labels = pair(rng, root / f"{name}.jpg", root / f"{name}_json" / "label.png", [0, 1, 2], palette=voc_palette())
        save((picture(labels, rng) + SEEN[::-1][labels]) / 2, root / f"{name}_json" / "label_viz.png")
    for name in ("IMG_1", "IMG_2"):
        root = ROOT / "supervisely" / "ds0"
        pair(rng, root / "img" / f"{name}.jpg", root / "masks_machine" / f"{name}.png", [0, 1, 2])
        root = ROOT / "segments-ai"
        pair(rng, root / f"{name}.jpg", root / f"{name}_label_ground-truth.png", [0, 1, 2])


def main():
    for name in ("camvid", "camvid-segnet", "voc", "dubai", "deepglobe", "vaihingen", "landcover-ai", "floodnet", "labelme",
                 "supervisely", "segments-ai"):
        shutil.rmtree(ROOT / name, ignore_errors=True)
    for seed, make in enumerate((camvid, voc, dubai, deepglobe, vaihingen, landcover_ai, floodnet, tools)):
        make(np.random.default_rng(seed))


if __name__ == "__main__":
    main()
