#!/usr/bin/env python3
"""Makes fixtures/golden/layers.json: outputs and gradients of every layer and optimizer, by PyTorch in double precision.

Inputs are drawn with a fixed seed and rounded before they are used. Maps are written [N, H, W, C], convolution weights
as PyTorch orders them. Needs PyTorch and NumPy.
"""
import math

import numpy as np
import torch
import torch.nn.functional as F

from golden import draw, maps, moved, plain, validity, write

RNG = np.random.default_rng(20191027)


def leaf(tensor: torch.Tensor) -> torch.Tensor:
    return tensor.clone().requires_grad_()


def convolution(kernel, dilation, padding, shape, outputs, has_bias, stride=1):
    n, h, w, c = shape
    x, weight = leaf(draw(RNG, n, c, h, w)), leaf(draw(RNG, outputs, c, kernel, kernel))
    bias = leaf(draw(RNG, outputs)) if has_bias else None
    y = F.conv2d(x, weight, bias, padding=padding, dilation=dilation, stride=stride)
    g = draw(RNG, *y.shape)
    y.backward(g)
    return {
        "kernel": kernel, "dilation": dilation, "padding": padding, "stride": stride, "input": maps(x), "weight": plain(weight),
        "bias": plain(bias) if has_bias else None, "output": maps(y), "outputGradient": maps(g),
        "inputGradient": maps(x.grad), "weightGradient": plain(weight.grad),
        "biasGradient": plain(bias.grad) if has_bias else None,
    }


def batch_norm(n, h, w, c):
    layer = torch.nn.BatchNorm2d(c).double()
    with torch.no_grad():
        layer.weight.copy_(draw(RNG, c))
        layer.bias.copy_(draw(RNG, c))
        layer.running_mean.copy_(draw(RNG, c))
        layer.running_var.copy_(draw(RNG, c).abs() + 0.5)
    case = {name: plain(value.clone()) for name, value in {
        "weight": layer.weight, "bias": layer.bias, "runningMean": layer.running_mean,
        "runningVariance": layer.running_var}.items()}
    # A mean far from zero, which costs a sum of squares its digits if it is done badly.
    x = leaf(draw(RNG, n, c, h, w) * 2 + 3)
    g = draw(RNG, n, c, h, w)
    case |= {"input": maps(x), "outputGradient": maps(g)}
    for mode in ("training", "inference"):
        layer.train(mode == "training")
        layer.zero_grad()
        x.grad = None
        y = layer(x)
        y.backward(g)
        case[mode] = {
            "output": maps(y), "inputGradient": maps(x.grad), "weightGradient": plain(layer.weight.grad),
            "biasGradient": plain(layer.bias.grad)}
        if mode == "training":
            case |= {"newMean": plain(layer.running_mean), "newVariance": plain(layer.running_var)}
    return case


def pointwise(function, x, **more):
    x = leaf(x)
    y = function(x)
    g = draw(RNG, *y.shape)
    y.backward(g)
    return {**more, "input": maps(x), "output": maps(y), "outputGradient": maps(g), "inputGradient": maps(x.grad)}


def resize(n, h, w, c, height, width):
    return pointwise(
        lambda x: F.interpolate(x, size=(height, width), mode="bilinear", align_corners=False), draw(RNG, n, c, h, w))


def optimizer(make, steps, count=9):
    p = leaf(draw(RNG, count))
    method = make([p])
    case = {"start": plain(p), "steps": []}
    for step in range(steps):
        g = draw(RNG, count, digits=3, scale=10.0 ** (step - 2))
        g[0] = 0  # one parameter that is never moved
        g[1] = 0.5 if step == 0 else 0  # and one that only momentum moves
        rate = [0.1, 0.1, 0.05, 0.2][step % 4]
        method.param_groups[0]["lr"] = rate
        p.grad = g
        method.step()
        case["steps"].append({"rate": rate, "gradient": plain(g), "parameters": plain(p)})
    return case


class BasicBlock(torch.nn.Module):
    """As torchvision's: two 3x3 convolutions with batch norm, and the input added to their output."""

    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.conv1 = torch.nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False)
        self.bn1 = torch.nn.BatchNorm2d(outputs)
        self.conv2 = torch.nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False)
        self.bn2 = torch.nn.BatchNorm2d(outputs)
        self.downsample = None
        if stride != 1 or inputs != outputs:
            self.downsample = torch.nn.Sequential(
                torch.nn.Conv2d(inputs, outputs, 1, stride, bias=False), torch.nn.BatchNorm2d(outputs))

    def forward(self, x):
        inner = F.relu(self.bn1(self.conv1(x)))
        side = x if self.downsample is None else self.downsample(x)
        return F.relu(self.bn2(self.conv2(inner)) + side)


def residual(shape, outputs, stride):
    n, h, w, c = shape
    block = BasicBlock(c, outputs, stride).double()
    with torch.no_grad():
        for parameter in block.parameters():
            parameter.copy_(draw(RNG, *parameter.shape))
    state = lambda: {k: plain(v) for k, v in block.state_dict().items() if not k.endswith("num_batches_tracked")}
    case = {"stride": stride, "start": state()}
    case |= pointwise(block, draw(RNG, n, c, h, w))
    case["end"] = state()
    case["gradients"] = {k: plain(v.grad) for k, v in block.named_parameters()}
    block.eval()
    with torch.no_grad():
        case["inference"] = maps(block(torch.tensor(case["input"]["values"]).double().reshape(n, h, w, c).permute(0, 3, 1, 2)))
    return case


def affine(matrix, n=1, h=7, w=9, c=2):
    case = pointwise(lambda x: moved(x, [matrix] * n), draw(RNG, n, c, h, w), map=[float(v) for v in matrix])
    return {**case, "validity": plain(validity([matrix] * n, n, h, w))}


def rotation(degrees, scale, tx=0.0, ty=0.0):
    # Rounded, so that the file's six numbers are the map itself.
    a, b = (round(scale * f(math.radians(degrees)), 4) for f in (math.cos, math.sin))
    return (a, -b, tx, b, a, ty)


def main() -> None:
    coarse = lambda *shape: draw(RNG, *shape, digits=0)
    write("layers.json", {
        "convolutions": [
            convolution(3, 1, 1, (2, 5, 7, 3), 4, True),
            convolution(3, 1, 0, (2, 6, 5, 3), 2, True),
            convolution(3, 1, 2, (1, 4, 3, 2), 3, False),
            convolution(3, 1, 1, (1, 7, 9, 8), 8, True),
            convolution(3, 2, 2, (1, 9, 7, 8), 8, False),
            convolution(3, 2, 1, (1, 8, 9, 4), 3, True),
            convolution(1, 1, 0, (2, 4, 5, 6), 3, True),
            convolution(1, 1, 1, (1, 3, 5, 4), 3, False),
        ],
        "batchNorm": batch_norm(2, 3, 5, 4),
        "rectifier": pointwise(torch.relu, draw(RNG, 2, 3, 3, 5, digits=0)),
        # Whole numbers, so that windows hold equal values.
        "pooling": [pointwise(lambda x: F.max_pool2d(x, 2), coarse(*shape)) for shape in
                    [(2, 3, 5, 7), (1, 2, 4, 6), (1, 1, 3, 2)]],
        "resizing": [resize(*sizes) for sizes in [
            (2, 5, 7, 3, 9, 4), (1, 4, 4, 2, 8, 8), (1, 9, 7, 2, 3, 5), (1, 1, 1, 2, 4, 3), (1, 2, 5, 1, 7, 13)]],
        "softmax": [pointwise(lambda x: x.softmax(1), draw(RNG, 2, k, 3, 5, scale=s))
                    for k, s in [(3, 1), (5, 40), (1, 1)]],
        "adam": optimizer(lambda p: torch.optim.Adam(p), 8),
        "sgd": optimizer(lambda p: torch.optim.SGD(p, lr=1, momentum=0.9), 6),
        "affine": [affine(m) for m in [
            rotation(25, 1.3), rotation(-70, 0.8, 0.37, -1.21), (-1, 0, 0, 0, 1, 0), (1, 0, 1.5, 0, 1, -0.25),
            (1.0213, 0.4127, 0.2, -0.1031, 0.9257, 0.1), rotation(10, 3)]],
        "strided": [
            convolution(3, 1, 1, (2, 5, 7, 3), 4, True, stride=2),
            convolution(1, 1, 0, (2, 6, 5, 8), 8, False, stride=2),
            convolution(3, 1, 1, (1, 8, 9, 8), 8, False, stride=2),
            convolution(5, 1, 2, (2, 7, 6, 2), 3, True),
            convolution(5, 1, 2, (1, 9, 8, 3), 4, True, stride=3),
        ],
        "average": [pointwise(lambda x: x.mean((2, 3), keepdim=True), draw(RNG, 2, 5, 3, 4))],
        "residual": [residual((2, 5, 7, 8), 8, 1), residual((2, 5, 7, 3), 4, 2), residual((3, 4, 6, 8), 16, 1)],
    })


if __name__ == "__main__":
    main()
