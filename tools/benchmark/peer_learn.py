#!/usr/bin/env python3
"""Learns to segment a folder of images with PyTorch on the CPU, by the paper's method as its code sets it up.

    tools/benchmark/peer_learn.py IMAGES --output MASKS --classes 4 --minutes 10 [--scale 0.5] [--sobel]

Network and loss are those of peer.py, the network the compact one. The heads take turns by epoch, overclustering first,
and the masks are the main head's, as in the paper's code. With --sobel the network sees the two Sobel derivatives of the
grey image beside the colours, with the jitter of the paper's settings for photographs; without it the colours alone,
with that of its settings for aerial images. The learning rate is that of `tessera train`, since the paper's rates are
for days of training. Needs what peer.py needs.
"""
import argparse
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


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("images", type=Path)
    parser.add_argument("--output", type=Path, required=True)
    parser.add_argument("--classes", type=int, required=True)
    length = parser.add_mutually_exclusive_group(required=True)
    length.add_argument("--minutes", type=float)
    length.add_argument("--steps", type=int)
    parser.add_argument("--overclusters", type=int, default=24)
    parser.add_argument("--scale", type=float, default=1)
    parser.add_argument("--pairs", type=int, default=8)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--sobel", action="store_true")
    arguments = parser.parse_args()
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
    epoch, steps = max(1, len(paths) // arguments.pairs), 0
    while steps < arguments.steps if arguments.steps else time.monotonic() - start < 60 * arguments.minutes:
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
    batches.worker.shutdown(cancel_futures=True)
    print(f"{steps} steps in {time.monotonic() - start:.0f} s")
    network.eval()
    for path, (pixels, original, scaled) in zip(paths, files):
        with torch.inference_mode():
            image = prepared(torch.from_numpy(pixels).permute(2, 0, 1)[None].float() / 255)
            maps = network.probabilities(network.trunk(image), "main", image.shape[2:])
        mask = maps[0].argmax(0).numpy().astype(numpy.uint8)[:scaled[1], :scaled[0]]
        target = (arguments.output / path.relative_to(arguments.images)).with_suffix(".png")
        target.parent.mkdir(parents=True, exist_ok=True)
        Image.fromarray(mask).resize(original, Image.Resampling.NEAREST).save(target)


if __name__ == "__main__":
    main()
