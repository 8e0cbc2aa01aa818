#!/usr/bin/env python3
"""Makes fixtures/golden/clustering.json: k-means by scikit-learn, whitening by its PCA, cross-entropy by PyTorch.

All in double precision, of values that are drawn with a fixed seed and rounded before they are used. Needs PyTorch, NumPy and
scikit-learn.
"""
import numpy as np
import torch
from sklearn.cluster import KMeans
from sklearn.decomposition import PCA

from golden import draw, plain, write

RNG = np.random.default_rng(20180909)


def k_means():
    """Overlapping groups; the best of 50 starts is taken for the optimum."""
    centres = 2 * RNG.standard_normal((6, 3)) + 10
    points = centres[RNG.integers(0, 6, 240)] + RNG.standard_normal((240, 3))
    points = np.round(points, 3).astype(np.float32).astype(np.float64)
    model = KMeans(6, n_init=50, tol=0, max_iter=1000, random_state=0).fit(points)
    order = np.lexsort(model.cluster_centers_.T[::-1])
    return {
        "points": plain(torch.tensor(points)), "inertia": float(model.inertia_),
        "centroids": plain(torch.tensor(model.cluster_centers_[order]))}


def whitening():
    mixing = RNG.standard_normal((5, 5))
    points = np.round(RNG.standard_normal((60, 5)) @ mixing + 3, 3).astype(np.float32).astype(np.float64)
    # scikit-learn divides by n - 1, whitening here by n.
    values = PCA(3, whiten=True).fit_transform(points) * np.sqrt(60 / 59)
    return {"points": plain(torch.tensor(points)), "values": plain(torch.tensor(values))}


def cross_entropy():
    """Soft targets, a mask, and weights by target."""
    logits, targets = draw(RNG, 2, 3, 4, 5), torch.softmax(draw(RNG, 2, 3, 4, 5), -1)
    probabilities = torch.softmax(logits, -1).float().double().requires_grad_()
    targets = targets.float().double()
    mask = torch.tensor(RNG.random((2, 3, 4)) < 0.7).double()
    weights = torch.tensor([0.5, 1, 2, 1.5, 0.25]).double()
    counted = mask * (targets * weights).sum(-1)
    loss = -(counted * (targets * probabilities.log()).sum(-1)).sum() / counted.sum()
    loss.backward()
    return {
        "probabilities": plain(probabilities), "targets": plain(targets), "mask": plain(mask), "weights": plain(weights),
        "loss": loss.item(), "gradient": plain(probabilities.grad)}


if __name__ == "__main__":
    write("clustering.json", {"kMeans": k_means(), "whitening": whitening(), "crossEntropy": cross_entropy()})
