#!/usr/bin/env python3
"""Makes the convolutional networks of fixtures/backbones: NAME.safetensors with weights, NAME.expected.safetensors with inputs
and maps.

The networks are tiny ones of the families that are read, with random weights of a fixed seed: residual networks of
torchvision's blocks, and EfficientNet-Lites written out in the names of `efficientnet_lite_pytorch` and of `timm`. Their
batch norms have the statistics of other random images, changed a little. Maps are computed in double precision. Inputs
and maps are written [N, H, W, C], inputs in half precision. Needs PyTorch, torchvision and safetensors.
"""
from pathlib import Path

import torch
import torch.nn.functional as F
from safetensors.torch import save_file
from torch import nn
from torchvision.models.resnet import BasicBlock, Bottleneck

FOLDER = Path(__file__).parents[2] / "fixtures/backbones"


def maps(tensor):
    return tensor.permute(0, 2, 3, 1).contiguous()


def drawn_images(*shape):
    """Values that half precision holds."""
    return torch.randn(*shape).half().double()


def changed(statistics):
    """Statistics that are not quite those of the images, as single precision holds them."""
    return (statistics * (0.8 + 0.4 * torch.rand_like(statistics))).float().double()


def drawn(*shape, spread=1.0):
    return (torch.randn(*shape) * spread).float().double()


class ResNet(nn.Module):
    """As `torchvision.models.ResNet`, of any widths."""

    def __init__(self, block, bands, stem, planes, depths, classes):
        super().__init__()
        self.conv1 = nn.Conv2d(bands, stem, 7, stride=2, padding=3, bias=False)
        self.bn1 = nn.BatchNorm2d(stem)
        channels = stem
        for index, (width, depth) in enumerate(zip(planes, depths)):
            blocks = []
            for place in range(depth):
                stride = 2 if index > 0 and place == 0 else 1
                downsample = None
                if stride > 1 or channels != width * block.expansion:
                    downsample = nn.Sequential(
                        nn.Conv2d(channels, width * block.expansion, 1, stride=stride, bias=False),
                        nn.BatchNorm2d(width * block.expansion))
                blocks.append(block(channels, width, stride, downsample))
                channels = width * block.expansion
            self.add_module(f"layer{index + 1}", nn.Sequential(*blocks))
        if classes:
            self.fc = nn.Linear(channels, classes)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.bn1(self.conv1(x))), 3, stride=2, padding=1)
        results = {}
        for index in range(1, 5):
            x = getattr(self, f"layer{index}")(x)
            results[f"layer{index}"] = maps(x)
        results["image"] = maps(x.mean((2, 3), keepdim=True))
        if hasattr(self, "fc"):
            results["logits"] = self.fc(x.mean((2, 3)))[:, None, None, :]
        return results


def randomize(module, bands):
    norms = [part for part in module.modules() if isinstance(part, nn.BatchNorm2d)]
    with torch.no_grad():
        for parameter in module.parameters():
            parameter.copy_(parameter.float())
        for norm in norms:
            norm.weight.copy_((0.5 + torch.rand(norm.num_features)).float())
            norm.bias.copy_(drawn(norm.num_features, spread=0.2))
            norm.momentum = 1.0
        module.train()(drawn_images(4, bands, 128, 128))
        for norm in norms:
            norm.running_mean.copy_(changed(norm.running_mean))
            norm.running_var.copy_(changed(norm.running_var))
    module.eval()


def resnet(name, block, bands, stem, planes, depths, classes=None, prefix="", size=(64, 32), batch=2):
    module = ResNet(block, bands, stem, planes, depths, classes).double()
    randomize(module, bands)
    x = drawn_images(batch, bands, *size)
    with torch.no_grad():
        write(name, {prefix + key: value for key, value in module.state_dict().items()}, x, module(x))


# Kernel, stride of the first block, and depth of each group of an EfficientNet-Lite.
GROUPS = [(3, 1, 1), (3, 2, 2), (5, 2, 1), (3, 2, 1), (5, 1, 1), (5, 2, 1), (3, 1, 1)]


def efficientnet_names(kind, blocks):
    """Of each convolution and its batch norm: those of the stem, of the blocks, and of the head."""
    if kind == "timm":
        def block(group, place, expands):
            start = f"blocks.{group}.{place}."
            pairs = [("conv_pw", "bn1"), ("conv_dw", "bn2"), ("conv_pwl", "bn3")] if expands else [
                ("conv_dw", "bn1"), ("conv_pw", "bn2")]
            return [(start + convolution, start + norm) for convolution, norm in pairs]
        return ("conv_stem", "bn1"), [block(*one) for one in blocks], ("conv_head", "bn2"), "classifier"
    names = []
    for index, (_, _, expands) in enumerate(blocks):
        pairs = [("_depthwise_conv", "_bn1"), ("_project_conv", "_bn2")]
        names.append([(f"_blocks.{index}.{convolution}", f"_blocks.{index}.{norm}") for convolution, norm in (
            [("_expand_conv", "_bn0")] if expands else []) + pairs])
    return ("_conv_stem", "_bn0"), names, ("_conv_head", "_bn1"), "_fc"


def efficientnet(name, kind, conventions, bands, stem, widths, expansion, head, classes, size=(64, 32), batch=2):
    """Writes the weights, and the maps under each convention: whether padding and batch norms are TensorFlow's."""
    blocks = [(group, place, group > 0) for group, (_, _, depth) in enumerate(GROUPS) for place in range(depth)]
    stem_names, block_names, head_names, classifier = efficientnet_names(kind, blocks)
    state = {}

    def add(pair, outputs, inputs, kernel):
        convolution, norm = pair
        # Small weights give small variances, so that what is added to them shows.
        state[convolution + ".weight"] = drawn(outputs, inputs, kernel, kernel, spread=0.3 / (inputs * kernel**2) ** 0.5)
        state[norm + ".weight"] = (0.5 + torch.rand(outputs)).float().double()
        state[norm + ".bias"] = drawn(outputs, spread=0.3)

    add(stem_names, stem, bands, 3)
    channels = stem
    for (group, _, expands), names in zip(blocks, block_names):
        inner = channels * expansion if expands else channels
        if expands:
            add(names[0], inner, channels, 1)
        add(names[-2], inner, 1, GROUPS[group][0])
        add(names[-1], widths[group], inner, 1)
        channels = widths[group]
    if head:
        add(head_names, head, channels, 1)
        state[classifier + ".weight"], state[classifier + ".bias"] = drawn(classes, head), drawn(classes)

    def convolve(x, pair, tensorflow, stride=1, depthwise=False, activates=True):
        weight = state[pair[0] + ".weight"]
        kernel = weight.shape[-1]
        if tensorflow:
            padding = []
            for extent in (x.shape[3], x.shape[2]):
                total = max(0, (-(-extent // stride) - 1) * stride + kernel - extent)
                padding += [total // 2, total - total // 2]
        else:
            padding = [kernel // 2] * 4
        x = F.conv2d(F.pad(x, padding), weight, stride=stride, groups=x.shape[1] if depthwise else 1)
        if pair[1] + ".running_var" not in state:
            state[pair[1] + ".running_mean"] = changed(x.mean((0, 2, 3)))
            state[pair[1] + ".running_var"] = changed(x.var((0, 2, 3)))
        norm = [state[f"{pair[1]}.{part}"] for part in ("running_mean", "running_var", "weight", "bias")]
        x = F.batch_norm(x, *norm, eps=1e-3 if tensorflow else 1e-5)
        return F.relu6(x) if activates else x

    def run(x, tensorflow):
        results = {}
        x = convolve(x, stem_names, tensorflow, stride=2)
        for (group, place, expands), names in zip(blocks, block_names):
            stride = GROUPS[group][1] if place == 0 else 1
            y = convolve(x, names[0], tensorflow) if expands else x
            y = convolve(y, names[-2], tensorflow, stride=stride, depthwise=True)
            y = convolve(y, names[-1], tensorflow, activates=False)
            x = x + y if stride == 1 and x.shape == y.shape else y
            stage = {0: 2, 1: 4, 2: 8, 4: 16, 6: 32}.get(group)
            if stage:
                results[f"stride{stage}"] = maps(x)
        if head:
            x = convolve(x, head_names, tensorflow)
            results["head"] = maps(x)
            means = x.mean((2, 3))
            results["logits"] = (means @ state[classifier + ".weight"].T + state[classifier + ".bias"])[:, None, None, :]
        results["image"] = maps(x.mean((2, 3), keepdim=True))
        return results

    run(drawn_images(4, bands, 128, 128), tensorflow=True)
    x = drawn_images(batch, bands, *size)
    for suffix, tensorflow in conventions.items():
        results = run(x, tensorflow)
        write(name, state, x, results, suffix)


def write(name, state, x, results, suffix=""):
    FOLDER.mkdir(parents=True, exist_ok=True)
    expected = {key: value.float() for key, value in results.items()} | {"input": maps(x).half()}
    weights = {key: value.float() if value.is_floating_point() else value for key, value in state.items()}
    for file, tensors in ((name, weights), (f"{name}{suffix}.expected", expected)):
        save_file({key: value.contiguous() for key, value in tensors.items()}, FOLDER / f"{file}.safetensors")
        (FOLDER / f"{file}.safetensors").chmod(0o644)


def main():
    torch.manual_seed(20210428)
    torch.set_default_dtype(torch.float64)
    torch.set_num_threads(1)
    # Channels that are multiples of eight, and others.
    resnet("resnet-basic", BasicBlock, 3, 8, [8, 16, 12, 24], [2, 1, 1, 1], classes=5)
    resnet("resnet-bands", Bottleneck, 5, 8, [4, 4, 8, 8], [2, 1, 1, 2], prefix="backbone.", size=(32, 64))
    efficientnet(
        "lite-pytorch", "efficientnet_lite_pytorch", {"": True}, 3, 8, [8, 12, 16, 20, 24, 28, 32], 2, 40, classes=5)
    efficientnet("lite-timm", "timm", {"": False, ".tf": True}, 2, 8, [8, 12, 8, 16, 16, 24, 16], 3, None, None)


if __name__ == "__main__":
    main()
