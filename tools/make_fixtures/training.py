#!/usr/bin/env python3
"""Makes fixtures/golden/training.json: the first twenty losses of a small network, by PyTorch in double precision.

The network has the form of Tessera's: a trunk of convolution, batch norm and ReLU with a pooling, two heads of two
sub-heads each. Weights, batches and maps are given; Adam trains the heads in turns. A head's gradient is absent before
its first turn and zero out of turn after that, as in the published code. Needs PyTorch and NumPy.
"""
import numpy as np
import torch
import torch.nn.functional as F

from golden import draw, draw_weights, maps, moved, plain, short, validity, write
from iic_loss import iic_loss

STEPS, RATE, RADIUS = 20, 0.01, 2
WEIGHTS = {"main": 1.5, "overclustering": 1.0}
MODULES = {"main": "head_B", "overclustering": "head_A"}
CLUSTERS = {"main": 3, "overclustering": 5}
SIZE, PAIRS = 12, 2


class Network(torch.nn.Module):
    def __init__(self):
        super().__init__()
        conv = lambda i, o, d: torch.nn.Conv2d(i, o, 3, padding=d, dilation=d, bias=False)
        self.trunk = torch.nn.ModuleDict({"features": torch.nn.Sequential(
            conv(3, 4, 1), torch.nn.BatchNorm2d(4), torch.nn.ReLU(), torch.nn.MaxPool2d(2),
            conv(4, 6, 2), torch.nn.BatchNorm2d(6), torch.nn.ReLU())})
        for head, name in MODULES.items():
            setattr(self, name, torch.nn.ModuleDict({"heads": torch.nn.ModuleList(
                torch.nn.Sequential(torch.nn.Conv2d(6, CLUSTERS[head], 1, bias=False)) for _ in range(2))}))

    def forward(self, x, head):
        features = self.trunk["features"](x)
        return [F.interpolate(s(features).softmax(1), size=x.shape[2:], mode="bilinear", align_corners=False)
                for s in getattr(self, MODULES[head])["heads"]]


def batch(rng, index):
    matrices = [(-1.0, 0, 0, 0, 1.0, 0), (0.9, -0.3 - 0.05 * index, 0, 0.25, 1.05, 0)]
    smooth = F.interpolate(torch.tensor(rng.normal(0, 1, (PAIRS, 3, 4, 4))), size=(SIZE, SIZE), mode="bilinear")
    first = (smooth + draw(rng, PAIRS, 3, SIZE, SIZE, scale=0.3)).mul(100).round() / 100
    second = (first.flip(-1) + draw(rng, PAIRS, 3, SIZE, SIZE, scale=0.2)).mul(100).round() / 100
    return first, second, matrices, validity(matrices, PAIRS, SIZE, SIZE)


def main() -> None:
    rng = np.random.default_rng(12)
    network = Network().double()
    draw_weights(rng, network, head_scale=2)
    tensors = lambda: {
        k: plain(v) for k, v in network.state_dict().items() if not k.endswith("num_batches_tracked")}
    start = tensors()
    batches = [batch(rng, index) for index in range(3)]
    optimizer = torch.optim.Adam(network.parameters(), lr=RATE)
    records = []
    for step in range(STEPS):
        head = ("overclustering", "main")[step % 2]
        first, second, matrices, mask = batches[step % 3]
        optimizer.zero_grad(set_to_none=False)
        outputs = list(zip(network(first, head), network(second, head)))
        losses = {
            weight: sum(iic_loss(a, moved(b, matrices), mask, RADIUS, weight, "perDisplacement") for a, b in outputs) / 2
            for weight in {WEIGHTS[head], 1.0}}
        losses[WEIGHTS[head]].backward()
        optimizer.step()
        records.append({
            "head": head, "loss": short(losses[WEIGHTS[head]].item(), 10),
            "lossWithoutWeight": short(losses[1.0].item(), 10)})
    write("training.json", {
        "learningRate": RATE, "radius": RADIUS, "start": start, "end": tensors(), "steps": records,
        "batches": [{"first": maps(a), "second": maps(b), "maps": m, "mask": plain(k)} for a, b, m, k in batches]})


if __name__ == "__main__":
    main()
