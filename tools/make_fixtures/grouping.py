#!/usr/bin/env python3
"""Makes fixtures/golden/grouping.json: the loss of whole images and the first twenty losses of two small networks that group
them, by PyTorch in double precision.

The networks have the forms of Tessera's: a trunk with a residual block and a global average, and one of 5x5 convolutions
that is flattened; two heads of two sub-heads each, which learn together. Needs PyTorch and NumPy.
"""
import numpy as np
import torch
import torch.nn.functional as F

from golden import draw, draw_weights, maps, plain, short, write
from iic_loss import iic_loss, probabilities
from layers import BasicBlock

STEPS, RATE = 20, 0.01
WEIGHTS = {"main": 1.5, "overclustering": 1.0}
MODULES = {"main": "head_B", "overclustering": "head_A"}
CLUSTERS = {"main": 3, "overclustering": 5}
SIZE, PAIRS = 10, 6


class Rows(torch.nn.Module):
    """All values of an image in the order of Tessera: row by row, the channels of a pixel together."""

    def forward(self, x):
        return x.permute(0, 2, 3, 1).reshape(len(x), -1, 1, 1)


class Average(torch.nn.Module):
    def forward(self, x):
        return x.mean((2, 3), keepdim=True)


def conv(inputs, outputs, kernel):
    return [torch.nn.Conv2d(inputs, outputs, kernel, padding=kernel // 2, bias=False), torch.nn.BatchNorm2d(outputs),
            torch.nn.ReLU()]


TRUNKS = {
    "residual": (lambda: [*conv(3, 4, 3), torch.nn.MaxPool2d(2), torch.nn.Sequential(
        BasicBlock(4, 6, 2), BasicBlock(6, 6, 1)), Average()], 6),
    "flattened": (lambda: [*conv(3, 4, 5), torch.nn.MaxPool2d(2), *conv(4, 2, 5), Rows()], 2 * 5 * 5),
}


class Network(torch.nn.Module):
    def __init__(self, kind):
        super().__init__()
        layers, features = TRUNKS[kind]
        self.trunk = torch.nn.ModuleDict({"features": torch.nn.Sequential(*layers())})
        for head, name in MODULES.items():
            setattr(self, name, torch.nn.ModuleDict({"heads": torch.nn.ModuleList(
                torch.nn.Sequential(torch.nn.Conv2d(features, CLUSTERS[head], 1)) for _ in range(2))}))

    def forward(self, x):
        features = self.trunk["features"](x)
        return {head: [s(features).softmax(1) for s in getattr(self, module)["heads"]]
                for head, module in MODULES.items()}


def batch(rng):
    smooth = F.interpolate(torch.tensor(rng.normal(0, 1, (PAIRS, 3, 4, 4))), size=(SIZE, SIZE), mode="bilinear")
    first = (smooth + draw(rng, PAIRS, 3, SIZE, SIZE, scale=0.3)).mul(100).round() / 100
    second = (first.flip(-1) + draw(rng, PAIRS, 3, SIZE, SIZE, scale=0.2)).mul(100).round() / 100
    return first, second


def run(kind, rng):
    network = Network(kind).double()
    draw_weights(rng, network, head_scale=1)
    tensors = lambda: {
        k: plain(v) for k, v in network.state_dict().items() if not k.endswith("num_batches_tracked")}
    start = tensors()
    batches = [batch(rng) for _ in range(3)]
    optimizer = torch.optim.Adam(network.parameters(), lr=RATE)
    records = []
    mask = torch.ones(PAIRS, 1, 1, dtype=torch.float64)
    for step in range(STEPS):
        first, second = batches[step % 3]
        optimizer.zero_grad()
        a, b = network(first), network(second)
        losses = {head: sum(iic_loss(x, y, mask, 0, WEIGHTS[head], "perDisplacement")
                            for x, y in zip(a[head], b[head])) / 2 for head in MODULES}
        sum(losses.values()).backward()
        optimizer.step()
        records.append({head: short(loss.item(), 10) for head, loss in losses.items()})
    return {"start": start, "end": tensors(), "steps": records,
            "batches": [{"first": maps(a), "second": maps(b)} for a, b in batches]}


def losses(rng):
    """The loss of batches of whole images, and its gradients."""
    cases = []
    for images, clusters, weight in [(8, 3, 1.0), (33, 10, 1.5), (5, 7, 1.2)]:
        logits = rng.normal(0, 2, (images, clusters, 1, 1))
        first = probabilities(torch.tensor(logits + rng.normal(0, 0.5, logits.shape))).requires_grad_()
        second = probabilities(torch.tensor(logits + rng.normal(0, 0.5, logits.shape))).requires_grad_()
        mask = torch.ones(images, 1, 1, dtype=torch.float64)
        loss = iic_loss(first, second, mask, 0, weight, "perDisplacement")
        loss.backward()
        cases.append({
            "weight": weight, "first": maps(first), "second": maps(second), "loss": short(loss.item(), 12),
            "firstGradient": maps(first.grad), "secondGradient": maps(second.grad)})
    return cases


def main() -> None:
    rng = np.random.default_rng(22)
    write("grouping.json", {
        "learningRate": RATE, "losses": losses(rng), "runs": {kind: run(kind, rng) for kind in TRUNKS}})


if __name__ == "__main__":
    main()
