#!/usr/bin/env python3
"""Carries weights between a Tessera run and the network published with the paper (SegmentationNet10aTwoHead).

    tools/convert_checkpoint.py to-tessera best_net.pytorch RUN --channels 4 --crop-size 200
    tools/convert_checkpoint.py to-pytorch RUN best_net.pytorch

The PyTorch file holds a state dictionary: names to tensors. The published network pads its last two layers, which
are dilated, by 1 and its heads by 1, so its maps lose two pixels at each border, gain one back, and are stretched to the
size of the input; the run's config.yaml says so, and `tessera segment` then gives the same classes (for even sizes: an
odd one it continues by a pixel, where PyTorch's pooling drops one). Such a network sees an image whole, not in tiles.
Without running statistics (its --batchnorm_track was off) each image is normalised by its own. With --sobel the first
layer takes Sobel derivatives: alone (two channels), or beside the image's own.

A run can be carried the other way whatever its trunk; PyTorch's network must then be built alike. Needs PyTorch, NumPy.
"""
import argparse
import json
import struct
import sys
from pathlib import Path

import numpy
import torch


def fail(message):
    sys.exit(f"convert_checkpoint.py: {message}")


def write_safetensors(path, tensors, metadata):
    header, data = {"__metadata__": metadata}, b""
    for name in sorted(tensors):
        values = tensors[name].detach().cpu().numpy().astype("<f4")
        header[name] = {"dtype": "F32", "shape": list(values.shape), "data_offsets": [len(data), len(data) + values.nbytes]}
        data += values.tobytes()
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    path.write_bytes(struct.pack("<Q", len(text)) + text + data)


def read_safetensors(path):
    content = path.read_bytes()
    length, = struct.unpack_from("<Q", content)
    header = json.loads(content[8:8 + length])
    tensors = {}
    for name, entry in header.items():
        if name == "__metadata__":
            continue
        first, last = entry["data_offsets"]
        values = numpy.frombuffer(content[8 + length + first:8 + length + last], "<f4").reshape(entry["shape"])
        tensors[name] = torch.from_numpy(values.copy())
    return tensors


def trunk(state):
    """The trunk's convolutions in order: index of the module and output channels."""
    names = [name.split(".") for name in state if name.startswith("trunk.features.")]
    indices = sorted({int(parts[2]) for parts in names if state[".".join(parts)].ndim == 4})
    return [(index, state[f"trunk.features.{index}.weight"].shape[0]) for index in indices]


def to_tessera(arguments):
    state = torch.load(arguments.source, map_location="cpu", weights_only=True)
    state = {name.removeprefix("module."): value for name, value in state.items()}
    state = {name: value for name, value in state.items() if not name.endswith("num_batches_tracked")}
    heads = {head: sorted(name for name in state if name.startswith(f"{head}.heads.")) for head in ("head_A", "head_B")}
    if not heads["head_B"] or not any(name.startswith("trunk.features.0.") for name in state):
        fail(f"{arguments.source}: no trunk.features and head_B.heads in it; is it the published segmentation network?")
    tracked = any(name.endswith("running_mean") for name in state)
    stages, previous, layers = [], None, trunk(state)
    for place, (index, channels) in enumerate(layers):
        if previous is not None and index - previous == 4:
            stages.append("  - pool: 2")
        previous = index
        dilated = place >= len(layers) - 2
        stages.append(f"  - channels: {channels}" + ("\n    dilation: 2\n    padding: 1" if dilated else ""))
    inputs = state["trunk.features.0.weight"].shape[1]
    colour = not arguments.sobel or inputs > 2
    if inputs != (arguments.channels if colour else 0) + (2 if arguments.sobel else 0):
        fail(f"the first layer takes {inputs} channels; --channels {arguments.channels} does not fit, or --sobel is needed")
    count = {head: state[names[0]].shape[0] if names else 0 for head, names in heads.items()}
    run = arguments.target
    run.mkdir(parents=True, exist_ok=True)
    (run / "config.yaml").write_text("\n".join([
        "input:", f"  channels: {arguments.channels}", f"  cropSize: {arguments.crop_size}",
        f"  scale: {arguments.scale}", f"  sobel: {str(arguments.sobel).lower()}", f"  colour: {str(colour).lower()}",
        "network:", f"  classes: {count['head_B']}", f"  overclusters: {count['head_A']}",
        f"  subheads: {len(heads['head_B'])}", "  headPadding: 1",
        f"  tracksStatistics: {str(tracked).lower()}", "  trunk:", *("  " + line.replace("\n", "\n  ") for line in stages),
        ""]))
    write_safetensors(run / "model.safetensors", state, {"format": "tessera-model-1", "step": "0"})


def to_pytorch(arguments):
    torch.save(read_safetensors(arguments.source / "model.safetensors"), arguments.target)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(required=True)
    forth = commands.add_parser("to-tessera")
    forth.set_defaults(action=to_tessera)
    forth.add_argument("source", type=Path, help="state dictionary of the published network")
    forth.add_argument("target", type=Path, help="folder of the run to write")
    forth.add_argument("--channels", type=int, required=True, help="of the images: 1, 3 or 4")
    forth.add_argument("--crop-size", type=int, required=True, help="side of the training crops")
    forth.add_argument("--scale", type=float, default=1, help="by which images are resized first")
    forth.add_argument("--sobel", action="store_true")
    back = commands.add_parser("to-pytorch")
    back.set_defaults(action=to_pytorch)
    back.add_argument("source", type=Path, help="folder of a run")
    back.add_argument("target", type=Path, help="file to write")
    arguments = parser.parse_args()
    arguments.action(arguments)


if __name__ == "__main__":
    main()
