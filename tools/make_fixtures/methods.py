#!/usr/bin/env python3
"""Makes fixtures/golden/methods.json: the first twenty steps of DeepCluster and of a student with its teacher, by PyTorch in
double precision.

Both learn on pixels, and on whole images. Weights, batches and maps are given, for DeepCluster also the clusters to tell and
the network that they were found with. Needs PyTorch and NumPy.
"""
import copy

import numpy as np
import torch
import torch.nn.functional as F

from golden import draw, draw_weights, maps, moved, plain, short, validity, write

STEPS, RATE = 20, 0.01
SIZE, PAIRS, FEATURES = 12, 6, 6
CLUSTERS, COMPONENTS = 5, 4
PROTOTYPES, TEMPERATURE, MOMENTUM, CENTRE_MOMENTUM = 7, 0.5, 0.9, 0.8
# Below this a probability counts as this in a logarithm.
FLOOR = 1e-6


class Network(torch.nn.Module):
    def __init__(self, module, outputs, is_whole):
        super().__init__()
        conv = lambda i, o, d: torch.nn.Conv2d(i, o, 3, padding=d, dilation=d, bias=False)
        self.is_whole, self.head = is_whole, module
        self.trunk = torch.nn.ModuleDict({"features": torch.nn.Sequential(
            conv(3, 4, 1), torch.nn.BatchNorm2d(4), torch.nn.ReLU(), torch.nn.MaxPool2d(2),
            conv(4, FEATURES, 2), torch.nn.BatchNorm2d(FEATURES), torch.nn.ReLU())})
        setattr(self, module, torch.nn.ModuleDict({"heads": torch.nn.ModuleList(
            [torch.nn.Sequential(torch.nn.Conv2d(FEATURES, outputs, 1, bias=is_whole))])}))

    def features(self, x):
        features = self.trunk["features"](x)
        return features.mean((2, 3), keepdim=True) if self.is_whole else features

    def scores(self, x):
        return getattr(self, self.head)["heads"][0](self.features(x))


def network(rng, module, outputs, is_whole):
    made = Network(module, outputs, is_whole).double()
    draw_weights(rng, made, head_scale=1)
    return made


def tensors(network):
    return {k: plain(v) for k, v in network.state_dict().items() if not k.endswith("num_batches_tracked")}


def batch(rng, index, is_whole):
    """Two views of some crops, where the maps send the places of the first, and which places the second has seen."""
    matrices = [[(-1.0, 0, 0, 0, 1.0, 0), (0.9, -0.3 - 0.05 * index, 0, 0.25, 1.05, 0)][n % 2] for n in range(PAIRS)]
    smooth = F.interpolate(torch.tensor(rng.normal(0, 1, (PAIRS, 3, 4, 4))), size=(SIZE, SIZE), mode="bilinear")
    first = (smooth + draw(rng, PAIRS, 3, SIZE, SIZE, scale=0.3)).mul(100).round() / 100
    second = (first.flip(-1) + draw(rng, PAIRS, 3, SIZE, SIZE, scale=0.2)).mul(100).round() / 100
    mask = torch.ones(PAIRS, 1, 1, dtype=torch.float64) if is_whole else validity(matrices, PAIRS, SIZE, SIZE)
    return first, second, matrices, mask


def resized(maps, is_whole):
    return maps if is_whole else F.interpolate(maps, size=(SIZE, SIZE), mode="bilinear", align_corners=False)


def predicted_loss(network, second, matrices, mask, targets, weights=None):
    """The cross-entropy of what the network says of the second views, in the frame of the first, and the targets."""
    predicted = resized(network.scores(second).softmax(1), network.is_whole)
    if not network.is_whole:
        predicted = moved(predicted, matrices)
    wanted = resized(targets, network.is_whole)
    counts = mask if weights is None else mask * (wanted * weights[:, None, None]).sum(1)
    return -(counts * (wanted * predicted.clamp_min(FLOOR).log()).sum(1)).sum() / counts.sum()


def run(made, batches, targets):
    """The losses of some steps of Adam. `targets` gives those of a batch's first views, and weights of clusters or None."""
    optimizer = torch.optim.Adam(made.parameters(), lr=RATE)
    losses = []
    for step in range(STEPS):
        first, second, matrices, mask = batches[step % 3]
        wanted, weights = targets(first, step)
        optimizer.zero_grad()
        loss = predicted_loss(made, second, matrices, mask, wanted, weights)
        loss.backward()
        optimizer.step()
        losses.append(short(loss.item(), 10))
    return losses


def deep_cluster(rng, batches, is_whole, is_balanced):
    made = network(rng, "head_pseudo-labels", CLUSTERS, is_whole)
    start = tensors(made)
    before = copy.deepcopy(made).eval()
    weight, bias = draw(rng, COMPONENTS, FEATURES), draw(rng, COMPONENTS)

    def projected(first):
        with torch.no_grad():
            values = torch.einsum("dc,nchw->ndhw", weight, before.features(first)) + bias[:, None, None]
            return values / values.norm(dim=1, keepdim=True)

    # Some of the projected features are the centroids, so that each has samples.
    some = torch.cat([projected(b[0]).permute(0, 2, 3, 1).reshape(-1, COMPONENTS) for b in batches])
    centroids = some[torch.tensor(rng.choice(len(some), CLUSTERS, replace=False))].mul(100).round() / 100
    nearest = lambda values: torch.cdist(values, centroids).argmin(-1)
    assignment = nearest(some)
    count = torch.bincount(assignment, minlength=CLUSTERS).double()
    assert count.min() > 0
    weights = len(some) / (CLUSTERS * count) if is_balanced else None
    targets = lambda first, step: (
        F.one_hot(nearest(projected(first).permute(0, 2, 3, 1)), CLUSTERS).permute(0, 3, 1, 2).double(), weights)
    losses = run(made, batches, targets)
    return {
        "start": start, "end": tensors(made), "losses": losses, "isBalanced": is_balanced, "weights": plain(weight),
        "biases": plain(bias), "centroids": plain(centroids), "assignment": assignment.tolist()}


def teacher_student(rng, batches, is_whole):
    made = network(rng, "head_prototypes", PROTOTYPES, is_whole)
    start = tensors(made)
    teacher = copy.deepcopy(made)
    centre = torch.zeros(PROTOTYPES, dtype=torch.float64)

    def targets(first, step):
        nonlocal centre
        with torch.no_grad():
            if step > 0:
                for mine, other in zip(teacher.parameters(), made.parameters()):
                    mine.lerp_(other, 1 - MOMENTUM)
            scores = teacher.scores(first)
            wanted = ((scores - centre[:, None, None]) / TEMPERATURE).softmax(1)
            centre = centre + (1 - CENTRE_MOMENTUM) * (scores.mean((0, 2, 3)) - centre)
            return wanted, None

    losses = run(made, batches, targets)
    return {"start": start, "end": tensors(made), "losses": losses, "teacher": tensors(teacher), "centre": plain(centre)}


def main() -> None:
    rng = np.random.default_rng(31)
    kinds = {}
    for kind in ["pixels", "images"]:
        is_whole = kind == "images"
        batches = [batch(rng, index, is_whole) for index in range(3)]
        kinds[kind] = {
            "batches": [{"first": maps(a), "second": maps(b), "maps": m, "mask": plain(k)} for a, b, m, k in batches],
            "deepCluster": [deep_cluster(rng, batches, is_whole, is_balanced) for is_balanced in (False, True)],
            "teacherStudent": teacher_student(rng, batches, is_whole)}
    write("methods.json", {
        "learningRate": RATE, "temperature": TEMPERATURE, "momentum": MOMENTUM, "centreMomentum": CENTRE_MOMENTUM,
        "kinds": kinds})


if __name__ == "__main__":
    main()
