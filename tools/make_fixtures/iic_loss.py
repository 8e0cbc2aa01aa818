#!/usr/bin/env python3
"""Makes fixtures/golden/iic_loss.json: the IIC loss of paired maps and its gradients, by PyTorch in double precision.

Both forms of the loss are written from the paper's equations (Ji, Henriques and Vedaldi, ICCV 2019, section 3.3) and
the conventions of the published code. The second map is given in its own frame and brought into the first one's by
`grid_sample`, so that its gradient goes through the resampling. Needs PyTorch and NumPy.
"""
import sys

import numpy as np
import torch
import torch.nn.functional as F

from golden import maps, moved, plain, short, validity, write

FLOOR = sys.float_info.epsilon


def counts(first, second, radius):
    """How often class i of the first map meets class j of the second, `[2R + 1, 2R + 1, K, K]`."""
    height, width = first.shape[2:]
    padded = F.pad(first, (radius,) * 4)
    rows = []
    for y in range(2 * radius + 1):
        for x in range(2 * radius + 1):
            rows.append(torch.einsum("nihw,njhw->ij", padded[:, :, y:y + height, x:x + width], second))
    k = first.shape[1]
    return torch.stack(rows).reshape(2 * radius + 1, 2 * radius + 1, k, k)


def information_loss(joint, weight):
    """Minus the mutual information of each K x K distribution, the marginal entropies weighted."""
    joint = (joint + joint.transpose(-1, -2)) / 2
    marginal = joint.sum(-1).clamp_min(FLOOR).log()
    joint = joint.clamp_min(FLOOR)
    both = marginal[..., :, None] + marginal[..., None, :]
    return (joint * (weight * both - joint.log())).sum((-1, -2))


def iic_loss(first, second, mask, radius, weight, form):
    mask = mask[:, None]
    joint = counts(first * mask, second * mask, radius)
    if form == "collapsed":
        joint = joint.sum((0, 1))
        # The published code divides by a plain number here, so no gradient flows through it.
        return information_loss(joint / joint.sum().detach(), weight)
    return information_loss(joint / joint.sum((-1, -2), keepdim=True), weight).mean()


def probabilities(logits):
    """Softmax in four decimals that sum to 1, so that the file holds exactly what was used."""
    p = logits.softmax(1).mul(1e4).round()
    p[:, 0] += 1e4 - p.sum(1)
    return p / 1e4


SCENES = [
    {"shape": (2, 3, 7, 5), "maps": [(-1.0, 0, 0, 0, 1.0, 0), (0.9, -0.3, 0.4, 0.25, 1.05, -0.3)]},
    {"shape": (1, 5, 6, 8), "maps": [(0.8, 0.55, 0, -0.55, 0.85, 0)]},
]
WEIGHTS = {1: 1.0, 2: 1.5, 3: 1.2}


def inverse(matrix):
    a, b, tx, c, d, ty = matrix
    (a, b, tx), (c, d, ty), _ = np.linalg.inv([[a, b, tx], [c, d, ty], [0, 0, 1]])
    return (a, b, tx, c, d, ty)


def scenes():
    """Both maps, the affine maps between them and the mask; the second shows the same scene, moved, with noise."""
    rng = np.random.default_rng(5)
    for scene in SCENES:
        n, k, h, w = scene["shape"]
        noise = lambda: torch.tensor(rng.normal(0, 0.5, scene["shape"]))
        smooth = F.interpolate(torch.tensor(rng.normal(0, 2, (n, k, 3, 3))), size=(h, w), mode="bilinear")
        first = probabilities(smooth + noise())
        second = probabilities(moved(smooth, [inverse(m) for m in scene["maps"]]) + noise())
        kept = torch.tensor(rng.random((n, h, w)) < 0.9)
        yield first, second, scene["maps"], validity(scene["maps"], n, h, w) * kept


def main() -> None:
    result = []
    for first, second, matrices, mask in scenes():
        cases = []
        for radius, weight in WEIGHTS.items():
            for form in ("perDisplacement", "collapsed"):
                a, b = first.clone().requires_grad_(), second.clone().requires_grad_()
                loss = iic_loss(a, moved(b, matrices), mask, radius, weight, form)
                loss.backward()
                with torch.no_grad():
                    plain_loss = iic_loss(a, moved(b, matrices), mask, radius, 1.0, form)
                cases.append({
                    "radius": radius, "lambda": weight, "form": form, "loss": short(loss.item(), 12),
                    "lossWithoutLambda": short(plain_loss.item(), 12), "firstGradient": maps(a.grad),
                    "secondGradient": maps(b.grad)})
        result.append({
            "first": maps(first), "second": maps(second), "maps": matrices, "mask": plain(mask), "cases": cases})
    write("iic_loss.json", {"scenes": result})


if __name__ == "__main__":
    main()
