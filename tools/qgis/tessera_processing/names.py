"""The names and colours that a QGIS style beside a mask gives to its values."""
import json
import pathlib
import shutil
import xml.etree.ElementTree

from qgis.core import QgsProcessingUtils


def with_names(mask):
    """The path of a mask for the command, which reads names from a names.json in the folder of the mask.

    A mosaic has its names in its style alone. A temporary folder then gets links to the mask and the files that belong to
    it, and the names.
    """
    mask = pathlib.Path(mask)
    style = mask.with_suffix(".qml")
    if mask.is_dir() or any((mask.parent / name).exists() for name in ("names.json", "classes.csv")):
        return mask
    entries = palette(style) if style.exists() else []
    if not entries:
        return mask
    folder = pathlib.Path(QgsProcessingUtils.generateTempFilename("mask"))
    folder.mkdir(parents=True)
    try:
        for file in mask.parent.glob(f"{mask.stem}.*"):
            (folder / file.name).symlink_to(file.resolve())
    except OSError:  # Windows lets only some users make links. The mask has its numbers all the same.
        return mask
    classes = [{"name": name, "values": [int(value)], "colours": [colour]} for value, name, colour in entries]
    (folder / "names.json").write_text(json.dumps({"format": "tessera-names-1", "labelValues": True, "classes": classes}))
    # `tessera sieve` gives it to the masks that it writes.
    shutil.copyfile(style, folder / "classes.qml")
    return folder / mask.name


def palette(style):
    """The value, name and colour of each entry of a style with a palette; none of any other style."""
    try:
        root = xml.etree.ElementTree.parse(style)
    except xml.etree.ElementTree.ParseError:
        return []
    return [(one.get("value"), one.get("label"), one.get("color")) for one in root.iter("paletteEntry")]


def is_free(style, element):
    """Whether a style can be written here: there is none, or one with this element, for the same kind of layer."""
    if not style.exists():
        return True
    try:
        return next(xml.etree.ElementTree.parse(style).iter(element), None) is not None
    except xml.etree.ElementTree.ParseError:
        return False
