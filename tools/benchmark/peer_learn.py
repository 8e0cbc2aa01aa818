#!/usr/bin/env python3
"""Learns to segment a folder of images with PyTorch on the CPU, by the paper's method as its code sets it up.

    tools/benchmark/peer_learn.py IMAGES --output MASKS --classes 4 --minutes 10 [--scale 0.5] [--sobel]

Network and loss are those of peer.py, the network the compact one. The heads take turns by epoch, overclustering first,
and the masks are the main head's, as in the paper's code. With --sobel the network sees the two Sobel derivatives of the
grey image beside the colours, with the jitter of the paper's settings for photographs; without it the colours alone,
with that of its settings for aerial images. The learning rate is that of `tessera train`, since the paper's rates are
for days of training. Needs what peer.py needs.

    tools/benchmark/peer_learn.py IMAGES --models MODELS --form RUN/model.safetensors --classes 4 --steps 44 222

In place of masks this writes MODELS/44/model.safetensors and so on: the file of a tessera model of the same network, as
--form is one, with the weights learned after so many steps. Printed are the minutes of each, as JSON.
"""
import argparse
import json
import struct
import time
from pathlib import Path

import numpy
import torch
import torch.nn.functional as F
from PIL import Image

import peer
from measuring import image_files


class FolderBatches(peer.Batches):
    """Pairs from images in memory, prepared a batch ahead."""

    def __init__(self, images, settings, pairs, seed):
        super().__init__(settings, pairs)
        self.pending.result()
        self.images, self.random = images, numpy.random.default_rng(seed)
        self.pending = self.worker.submit(self.prepare)


def read(path, scale, smallest):
    """The image as RGB bytes, continued by reflection to the size of a crop; and its size in the file."""
    with Image.open(path) as image:
        size = image.size
        image = image.convert("RGB").resize(
            [max(1, round(side * scale)) for side in size], Image.Resampling.BOX if scale < 1 else None)
    pixels = numpy.asarray(image)
    missing = [max(0, smallest - side) for side in pixels.shape[:2]]
    return numpy.pad(pixels, [(0, missing[0]), (0, missing[1]), (0, 0)], "symmetric"), size, image.size


def with_derivatives(images):
    """Adds the horizontal and vertical Sobel derivatives of the luma: [N, 3, H, W] to [N, 5, H, W]."""
    luma = (images * torch.tensor([0.299, 0.587, 0.114]).view(1, 3, 1, 1)).sum(1, keepdim=True)
    across = torch.tensor([[1.0, 0, -1], [2, 0, -2], [1, 0, -1]])
    kernels = torch.stack([across, across.T])[:, None]
    slopes = F.conv2d(F.pad(luma, (1, 1, 1, 1), "replicate"), kernels)
    return torch.cat([images, slopes], 1).contiguous(memory_format=torch.channels_last)


def write_model(network, form, path):
    """The file `form` with the weights of the network in place of its own."""
    content = bytearray(form.read_bytes())
    size, = struct.unpack("<Q", content[:8])
    entries = json.loads(content[8:8 + size])
    modules = {"heads.main": "head_B.heads.0.0", "heads.overclustering": "head_A.heads.0.0", "trunk": "trunk.features"}
    for name, value in network.state_dict().items():
        ours = next(new + name[len(module):] for module, new in modules.items() if name.startswith(module + "."))
        if ours not in entries:
            continue
        entry = entries[ours]
        if entry["shape"] != list(value.shape) or entry["dtype"] != "F32":
            raise SystemExit(f"{form}: {ours} is {entry['dtype']} {entry['shape']}, not F32 {list(value.shape)}")
        first, last = (8 + size + offset for offset in entry["data_offsets"])
        content[first:last] = value.contiguous().numpy().astype("<f4").tobytes()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def write_masks(network, prepared, paths, files, arguments):
    network.eval()
    for path, (pixels, original, scaled) in zip(paths, files):
        with torch.inference_mode():
            image = prepared(torch.from_numpy(pixels).permute(2, 0, 1)[None].float() / 255)
            maps = network.probabilities(network.trunk(image), "main", image.shape[2:])
        mask = maps[0].argmax(0).numpy().astype(numpy.uint8)[:scaled[1], :scaled[0]]
        target = (arguments.output / path.relative_to(arguments.images)).with_suffix(".png")
        target.parent.mkdir(parents=True, exist_ok=True)
        Image.fromarray(mask).resize(original, Image.Resampling.NEAREST).save(target)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("images", type=Path)
    parser.add_argument("--output", type=Path)
    parser.add_argument("--models", type=Path)
    parser.add_argument("--form", type=Path)
    parser.add_argument("--classes", type=int, required=True)
    length = parser.add_mutually_exclusive_group(required=True)
    length.add_argument("--minutes", type=float)
    length.add_argument("--steps", type=int, nargs="+")
    parser.add_argument("--overclusters", type=int, default=24)
    parser.add_argument("--scale", type=float, default=1)
    parser.add_argument("--pairs", type=int, default=8)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--sobel", action="store_true")
    arguments = parser.parse_args()
    if bool(arguments.models) != bool(arguments.form) or arguments.models and not arguments.steps:
        parser.error("--models, --form and --steps go together")
    torch.manual_seed(arguments.seed)
    torch.set_num_threads(arguments.threads)
    settings = dict(
        peer.PRESETS["compact"], channels=5 if arguments.sobel else 3, classes=arguments.classes,
        overclusters=arguments.overclusters, jitter=(0.4, 0.4, 0.4, 0.125) if arguments.sobel else (0.1, 0.1, 0.1, 0.1))
    paths = image_files(arguments.images)
    start = time.monotonic()
    files = [read(path, arguments.scale, settings["crop"]) for path in paths]
    network = peer.Network(settings).train()
    optimizer = torch.optim.Adam(network.parameters(), lr=settings["rate"], fused=True)
    batches = FolderBatches([pixels for pixels, _, _ in files], dict(settings, channels=3), arguments.pairs, arguments.seed)
    size = (settings["crop"], settings["crop"])
    prepared = with_derivatives if arguments.sobel else (lambda images: images)
    layouts = {
        head: peer.fastest_layout(arguments.pairs, module.out_channels, settings["crop"], settings["radius"])
        for head, module in network.heads.items()}
    epoch, steps, minutes = max(1, len(paths) // arguments.pairs), 0, {}
    while steps < max(arguments.steps) if arguments.steps else time.monotonic() - start < 60 * arguments.minutes:
        head = "overclustering" if steps // epoch % 2 == 0 else "main"
        first, second, maps = batches.next()
        one = network.probabilities(network.trunk(prepared(first)), head, size)
        two = network.probabilities(network.trunk(prepared(second)), head, size)
        grid = F.affine_grid(maps, list(two.shape), align_corners=False)
        two = F.grid_sample(two, grid, padding_mode="zeros", align_corners=False)
        weight = settings["entropy_weight"] if head == "main" else 1.0
        peer.mutual_information_loss(one, two, settings["radius"], weight, layouts[head]).backward()
        optimizer.step()
        optimizer.zero_grad(set_to_none=True)
        steps += 1
        if arguments.models and steps in arguments.steps:
            minutes[steps] = (time.monotonic() - start) / 60
            write_model(network, arguments.form, arguments.models / str(steps) / "model.safetensors")
    batches.worker.shutdown(cancel_futures=True)
    print(json.dumps(minutes) if arguments.models else f"{steps} steps in {time.monotonic() - start:.0f} s")
    if arguments.output:
        write_masks(network, prepared, paths, files, arguments)


if __name__ == "__main__":
    main()
