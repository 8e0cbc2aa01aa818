#!/usr/bin/env python3
"""The work of `tessera benchmark` in PyTorch on the CPU, for comparison.

    peer.py train --preset potsdam-3 --pairs 4 --steps 3 --threads 2
    peer.py kernels --pairs 4 --steps 5 --threads 2
    peer.py segment --preset compact --threads 2 input.png output.png

Prints JSON with the keys of `tessera benchmark --json`, and PyTorch's version. Of the ways that PyTorch offers, those
that were fastest here are used: channels-last memory, the fused Adam, convolutions joined with their batch norms for
segmentation, crops prepared on another thread while a step trains. The loss is one convolution whose layout, of the
two that PyTorch knows, is the one that proves faster for its sizes before the measurement begins.
"""
import argparse
import json
import math
import statistics
import sys
import time
from concurrent.futures import ThreadPoolExecutor

try:
    import numpy
    import torch
    import torch.nn.functional as F
    from PIL import Image
    from torch import nn
except ImportError as error:
    sys.exit(f"peer.py needs PyTorch (the CPU build will do), NumPy and Pillow: {error}")

PAPER = [(64, 1), (128, 1), "pool", (256, 1), (256, 1), (512, 2), (512, 2)]
COMPACT = [(16, 1), (32, 1), "pool", (64, 1), (64, 1), (128, 2), (128, 2)]
PRESETS = {
    "potsdam-3": dict(
        trunk=PAPER, channels=4, crop=200, classes=3, overclusters=24, radius=10, entropy_weight=1.5, flip=0.5,
        jitter=(0.1, 0.1, 0.1, 0.1), rate=1e-5),
    "compact": dict(
        trunk=COMPACT, channels=3, crop=128, classes=4, overclusters=15, radius=10, entropy_weight=1.5, flip=0.5,
        jitter=(0.3, 0.3, 0.3, 0.1), rate=1e-3),
}
KERNELS = [(64, 128, 200, 1), (128, 256, 100, 1), (256, 256, 100, 1), (256, 512, 100, 2), (512, 512, 100, 2)]
LOSSES = [(24, 200), (3, 200), (15, 128), (4, 128)]
SMALLEST = sys.float_info.epsilon


class Network(nn.Module):
    """Trunk and two heads; maps keep their size but for the pooling."""

    def __init__(self, settings):
        super().__init__()
        layers, channels = [], settings["channels"]
        for stage in settings["trunk"]:
            if stage == "pool":
                layers.append(nn.MaxPool2d(2, 2))
                continue
            outputs, dilation = stage
            layers += [
                nn.Conv2d(channels, outputs, 3, padding=dilation, dilation=dilation, bias=False),
                nn.BatchNorm2d(outputs), nn.ReLU(inplace=True)]
            channels = outputs
        self.trunk = nn.Sequential(*layers)
        self.heads = nn.ModuleDict({
            "main": nn.Conv2d(channels, settings["classes"], 1, bias=False),
            "overclustering": nn.Conv2d(channels, settings["overclusters"], 1, bias=False)})
        for module in self.modules():
            if isinstance(module, nn.Conv2d):
                nn.init.kaiming_normal_(module.weight, nonlinearity="relu")
        self.to(memory_format=torch.channels_last)

    def probabilities(self, features, head, size):
        maps = torch.softmax(self.heads[head](features), dim=1)
        return F.interpolate(maps, size=size, mode="bilinear", align_corners=False)


def mutual_information_loss(first, second, radius, entropy_weight, layout):
    """Minus the mutual information at each displacement, meaned: equation 5 of the paper, as its code computes it."""
    joint = F.conv2d(
        first.permute(1, 0, 2, 3).contiguous(memory_format=layout),
        second.permute(1, 0, 2, 3).contiguous(memory_format=layout), padding=radius)
    joint = joint.permute(2, 3, 0, 1)
    joint = joint / joint.sum(dim=(2, 3), keepdim=True)
    joint = (joint + joint.transpose(2, 3)) / 2
    rows = joint.sum(dim=3, keepdim=True).clamp(min=SMALLEST)
    columns = joint.sum(dim=2, keepdim=True).clamp(min=SMALLEST)
    joint = joint.clamp(min=SMALLEST)
    terms = joint * (joint.log() - entropy_weight * rows.log() - entropy_weight * columns.log())
    return -terms.sum() / (joint.shape[0] * joint.shape[1])


def fastest_layout(pairs, classes, side, radius):
    """The memory layout in which the loss of such maps is computed fastest here."""
    maps = [random_maps(pairs, classes, side) for _ in range(2)]
    seconds = {}
    for layout in (torch.contiguous_format, torch.channels_last):
        # The second time counts.
        for _ in range(2):
            start = time.perf_counter()
            mutual_information_loss(*maps, radius, 1.0, layout).backward()
            seconds[layout] = time.perf_counter() - start
    return min(seconds, key=seconds.get)


def random_maps(pairs, classes, side):
    maps = torch.rand(pairs, classes, side, side).softmax(1)
    return maps.contiguous(memory_format=torch.channels_last).requires_grad_()


class Batches:
    """Random crops and their second views, prepared a batch ahead on a thread of its own."""

    def __init__(self, settings, pairs):
        self.settings, self.pairs = settings, pairs
        generator = numpy.random.default_rng(0)
        side = 2 * settings["crop"]
        self.images = [
            generator.integers(0, 256, (side, side, settings["channels"]), dtype=numpy.uint8) for _ in range(8)]
        self.random = numpy.random.default_rng(1)
        self.worker = ThreadPoolExecutor(1, initializer=torch.set_num_threads, initargs=(1,))
        self.pending = self.worker.submit(self.prepare)

    def next(self):
        batch = self.pending.result()
        self.pending = self.worker.submit(self.prepare)
        return batch

    def prepare(self):
        size, firsts, seconds, maps = self.settings["crop"], [], [], []
        for _ in range(self.pairs):
            image = self.images[self.random.integers(len(self.images))]
            y, x = self.random.integers(0, image.shape[0] - size + 1, 2)
            crop = torch.from_numpy(image[y:y + size, x:x + size]).permute(2, 0, 1).float() / 255
            second = self.jittered(crop)
            flipped = self.random.random() < self.settings["flip"]
            firsts.append(crop)
            seconds.append(second.flip(2) if flipped else second)
            maps.append([[-1.0 if flipped else 1.0, 0, 0], [0, 1.0, 0]])
        layout = torch.channels_last
        return (
            torch.stack(firsts).contiguous(memory_format=layout),
            torch.stack(seconds).contiguous(memory_format=layout), torch.tensor(maps))

    def jittered(self, image):
        """Brightness, contrast, saturation and hue of the first three channels, in random order."""
        brightness, contrast, saturation, hue = self.settings["jitter"]
        colour, rest = image[:3], image[3:]
        luma = torch.tensor([0.299, 0.587, 0.114]).view(3, 1, 1)

        def factor(strength):
            return float(self.random.uniform(max(0, 1 - strength), 1 + strength))

        def blended(colour, other, strength):
            return torch.lerp(other, colour, factor(strength)).clamp_(0, 1)

        operations = [
            lambda c: (c * factor(brightness)).clamp_(0, 1),
            lambda c: blended(c, (c * luma).sum(0).mean().expand_as(c), contrast),
            lambda c: blended(c, (c * luma).sum(0, keepdim=True).expand_as(c), saturation),
            lambda c: turned(c, float(self.random.uniform(-hue, hue)))]
        for index in self.random.permutation(4):
            colour = operations[index](colour)
        return torch.cat([colour, rest])


def turned(colour, turn):
    """Turns the hue of an image by a part of a full turn."""
    value, low = colour.amax(0), colour.amin(0)
    chroma = value - low
    red, green, blue = colour
    safe = torch.where(chroma > 0, chroma, 1)
    sextant = torch.where(
        value == red, (green - blue) / safe,
        torch.where(value == green, 2 + (blue - red) / safe, 4 + (red - green) / safe)) + 6 * turn
    k = (torch.tensor([5.0, 3.0, 1.0]).view(3, 1, 1) + sextant).remainder(6)
    return value - chroma * torch.minimum(k, 4 - k).clamp_(0, 1)


def peak_memory():
    """Bytes resident at most, since the interpreter began."""
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) << 10 for line in status if line.startswith("VmHWM:"))


def train(arguments):
    settings = PRESETS[arguments.preset]
    network = Network(settings).train()
    optimizer = torch.optim.Adam(network.parameters(), lr=settings["rate"], fused=True)
    batches = Batches(settings, arguments.pairs)
    size = (settings["crop"], settings["crop"])
    layouts = {
        head: fastest_layout(arguments.pairs, module.out_channels, settings["crop"], settings["radius"])
        for head, module in network.heads.items()}
    parts = dict.fromkeys(["forward", "loss", "backward", "optimizer", "data"], 0.0)
    clock = time.perf_counter()

    def lap(part):
        nonlocal clock
        now = time.perf_counter()
        parts[part] += now - clock
        clock = now

    def step(head):
        first, second, maps = batches.next()
        lap("data")
        one = network.probabilities(network.trunk(first), head, size)
        two = network.probabilities(network.trunk(second), head, size)
        grid = F.affine_grid(maps, list(two.shape), align_corners=False)
        two = F.grid_sample(two, grid, padding_mode="zeros", align_corners=False)
        lap("forward")
        # The gradient stops at the maps, so that the backward pass of the loss is timed with the loss.
        ends = [one.detach().requires_grad_(), two.detach().requires_grad_()]
        weight = settings["entropy_weight"] if head == "main" else 1.0
        loss = mutual_information_loss(*ends, settings["radius"], weight, layouts[head])
        loss.backward()
        lap("loss")
        torch.autograd.backward([one, two], [end.grad for end in ends])
        lap("backward")
        optimizer.step()
        optimizer.zero_grad(set_to_none=True)
        lap("optimizer")
        return float(loss.detach())

    heads = ["main", "overclustering"]
    for head in heads:
        step(head)
    parts.update(dict.fromkeys(parts, 0.0))
    start = clock = time.perf_counter()
    losses = [step(head) for _ in range(arguments.steps) for head in heads]
    seconds = time.perf_counter() - start
    if not all(map(math.isfinite, losses)):
        sys.exit(f"peer.py: a loss is not finite: {losses}")
    peak = peak_memory()
    batches.worker.shutdown(cancel_futures=True)
    per_pair = 1 / (len(losses) * arguments.pairs)
    return dict(
        preset=arguments.preset, pairs=arguments.pairs, secondsPerPair=seconds * per_pair,
        parts={part: value * per_pair for part, value in parts.items()}, peakMemoryBytes=peak,
        segmentMegapixelsPerSecond=segmentation_rate(network, settings))


def segmentation_rate(network, settings, side=1024):
    """Megapixels a second of an image in memory."""
    layers = joined(network)
    pixels = numpy.random.default_rng(2).integers(0, 256, (side, side, settings["channels"]), dtype=numpy.uint8)
    segmented(layers, network, pixels[:settings["crop"], :settings["crop"]])
    start = time.perf_counter()
    segmented(layers, network, pixels)
    return side * side / 1e6 / (time.perf_counter() - start)


def joined(network):
    """The trunk for inference, with each batch norm folded into the convolution before it."""
    network.eval()
    layers, result = list(network.trunk), []
    for layer in layers:
        if isinstance(layer, nn.BatchNorm2d):
            result[-1] = nn.utils.fusion.fuse_conv_bn_eval(result[-1], layer)
        else:
            result.append(layer)
    return nn.Sequential(*result).to(memory_format=torch.channels_last).eval()


def segmented(trunk, network, pixels, core=512, halo=16):
    """The class of each pixel; tiles of `core` with a margin as wide as the network sees."""
    height, width = pixels.shape[:2]
    labels = numpy.empty((height, width), numpy.uint8)
    with torch.inference_mode():
        for y in range(0, height, core):
            for x in range(0, width, core):
                top, left = max(0, y - halo), max(0, x - halo)
                bottom, right = min(height, y + core), min(width, x + core)
                tile = torch.from_numpy(pixels[top:bottom + halo, left:right + halo])
                tile = tile.permute(2, 0, 1)[None].float().div_(255).contiguous(memory_format=torch.channels_last)
                maps = network.probabilities(trunk(tile), "main", tile.shape[2:])
                found = maps[0, :, y - top:bottom - top, x - left:right - left].argmax(0)
                labels[y:bottom, x:right] = found.numpy()
    return labels


def median_seconds(body, repetitions):
    """The median of what `body` returns, a list of seconds; the first call warms up."""
    laps = [body() for _ in range(repetitions + 1)][1:]
    return [statistics.median(column) for column in zip(*laps)]


def kernels(arguments):
    pairs, results = arguments.pairs, []
    for inputs, outputs, side, dilation in KERNELS:
        layer = nn.Conv2d(inputs, outputs, 3, padding=dilation, dilation=dilation, bias=False)
        layer = layer.to(memory_format=torch.channels_last)
        source = torch.rand(pairs, inputs, side, side).contiguous(memory_format=torch.channels_last)
        source.requires_grad_()
        gradient = torch.rand(pairs, outputs, side, side).contiguous(memory_format=torch.channels_last)

        def once():
            source.grad = layer.weight.grad = None
            start = time.perf_counter()
            output = layer(source)
            middle = time.perf_counter()
            output.backward(gradient)
            return middle - start, time.perf_counter() - middle

        forward, backward = (value / pairs for value in median_seconds(once, arguments.steps))
        dilated = f", dilation {dilation}" if dilation > 1 else ""
        results.append(dict(
            name=f"convolution 3x3, {inputs} to {outputs}{dilated}, {side} x {side}", seconds=forward + backward,
            forward=forward, backward=backward))
    for classes, side in LOSSES:
        maps = [random_maps(pairs, classes, side) for _ in range(2)]
        layout = fastest_layout(pairs, classes, side, 10)

        def once():
            for map in maps:
                map.grad = None
            start = time.perf_counter()
            mutual_information_loss(*maps, 10, 1.0, layout).backward()
            return (time.perf_counter() - start,)

        seconds, = median_seconds(once, arguments.steps)
        results.append(dict(name=f"loss, K {classes}, R 10, {side} x {side}", seconds=seconds / pairs))
    return dict(pairs=pairs, kernels=results)


def segment(arguments):
    """Decodes, segments, encodes; the time to load Python and PyTorch is left out."""
    settings = PRESETS[arguments.preset]
    network = Network(settings)
    trunk = joined(network)
    start = time.perf_counter()
    with Image.open(arguments.input) as image:
        mode = "RGBA" if settings["channels"] == 4 else "RGB"
        pixels = numpy.array(image if image.mode == mode else image.convert(mode))
    mask = Image.fromarray(segmented(trunk, network, pixels))
    mask.putpalette([value for k in range(256) for value in (k * 67 % 256, k * 131 % 256, k * 29 % 256)])
    mask.save(arguments.output)
    return dict(seconds=time.perf_counter() - start, peakMemoryBytes=peak_memory())


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    for name, action in [("train", train), ("kernels", kernels), ("segment", segment)]:
        command = commands.add_parser(name)
        command.set_defaults(action=action)
        command.add_argument("--threads", type=int, default=2)
        if name != "kernels":
            command.add_argument("--preset", choices=PRESETS, default="potsdam-3")
        if name != "segment":
            command.add_argument("--pairs", type=int, default=4)
            command.add_argument("--steps", type=int, default=3)
    command.add_argument("input")
    command.add_argument("output")
    arguments = parser.parse_args()
    torch.manual_seed(0)
    torch.set_num_threads(arguments.threads)
    result = arguments.action(arguments)
    if torch.get_num_threads() != arguments.threads:
        sys.exit(f"peer.py: {torch.get_num_threads()} threads have been used where {arguments.threads} were asked for")
    print(json.dumps(dict(result, threads=arguments.threads, torch=torch.__version__)))


if __name__ == "__main__":
    main()
