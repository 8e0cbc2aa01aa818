#!/usr/bin/env python3
"""Writes fixtures/golden/area_estimates.json: accuracies and areas estimated from stratified samples.

    tools/make_fixtures/area_estimates.py

Needs NumPy. The formulas are equations 1 to 11 of Olofsson et al., Good practices for estimating area and assessing accuracy
of land change, Remote Sensing of Environment 148, 2014, as they are printed there. The first case is the example of its
tables 8 and 9, whose results on page 54 are checked here: overall accuracy 0.95 +- 0.02, user's accuracies 0.88 +- 0.07,
0.73 +- 0.10, 0.93 +- 0.04, 0.96 +- 0.02, producer's accuracies 0.75 +- 0.21, 0.85 +- 0.25, 0.93 +- 0.03, 0.96 +- 0.02, and
235,086 +- 68,418 pixels of 30 m (21,158 +- 6,158 ha) of deforestation. The other cases are random.
"""
import json
from pathlib import Path

import numpy as np

TARGET = Path(__file__).resolve().parents[2] / "fixtures/golden/area_estimates.json"


def estimate(counts, mapped):
    """Rows are classes of the map, columns those of the reference."""
    n, N = np.asarray(counts, float), np.asarray(mapped, float)
    W, totals, classes = N / N.sum(), n.sum(1), range(len(N))
    p = W[:, None] * n / totals[:, None]  # equation 4
    U = np.array([p[i, i] / p[i].sum() for i in classes])  # equation 2
    P = np.array([p[j, j] / p[:, j].sum() for j in classes])  # equation 3
    overall = sum(p[j, j] for j in classes)  # equation 1
    overall_error = np.sqrt(sum(W[i] ** 2 * U[i] * (1 - U[i]) / (totals[i] - 1) for i in classes))  # equation 5
    U_error = np.sqrt(U * (1 - U) / (totals - 1))  # equation 6
    P_error = []  # equation 7
    for j in classes:
        reference = sum(N[i] / totals[i] * n[i, j] for i in classes)
        own = N[j] ** 2 * (1 - P[j]) ** 2 * U[j] * (1 - U[j]) / (totals[j] - 1)
        others = sum(
            N[i] ** 2 * n[i, j] / totals[i] * (1 - n[i, j] / totals[i]) / (totals[i] - 1) for i in classes if i != j)
        P_error.append(np.sqrt((own + P[j] ** 2 * others) / reference ** 2))
    shares = np.array([sum(W[i] * n[i, k] / totals[i] for i in classes) for k in classes])  # equation 9
    share_errors = np.array([
        np.sqrt(sum((W[i] * p[i, k] - p[i, k] ** 2) / (totals[i] - 1) for i in classes)) for k in classes])  # equation 10
    return {
        "matrix": p.tolist(), "overall": [overall, overall_error], "users": list(zip(U.tolist(), U_error.tolist())),
        "producers": list(zip(P.tolist(), map(float, P_error))),
        "shares": list(zip(shares.tolist(), share_errors.tolist())),
    }


def check_publication(result):
    """Compares the example with the numbers that the article prints."""
    def printed(pairs, values, intervals):
        for (value, error), wanted, interval in zip(pairs, values, intervals):
            assert round(value, 2) == wanted and round(1.96 * error, 2) == interval, (value, 1.96 * error)
    printed([result["overall"]], [0.95], [0.02])
    printed(result["users"], [0.88, 0.73, 0.93, 0.96], [0.07, 0.10, 0.04, 0.02])
    printed(result["producers"], [0.75, 0.85, 0.93, 0.96], [0.21, 0.25, 0.03, 0.02])
    share, error = result["shares"][0]
    assert round(share * 1e7) == 235086 and round(1.96 * error * 1e7) == 68418, (share, error)


def main():
    example = ([[66, 0, 5, 4], [0, 55, 8, 12], [1, 0, 153, 11], [2, 1, 9, 313]], [200000, 150000, 3200000, 6450000])
    cases = [example]
    rng = np.random.default_rng(5)
    for classes in (1, 2, 3, 5, 8):
        counts = rng.integers(0, 12, (classes, classes)) + rng.integers(2, 60) * np.eye(classes, dtype=int)
        cases.append((counts.tolist(), np.round(rng.uniform(10, 1e6, classes), 3).tolist()))
    results = [{"counts": counts, "areas": areas} | estimate(counts, areas) for counts, areas in cases]
    check_publication(results[0])
    TARGET.write_text(json.dumps(results, separators=(",", ":")) + "\n")
    print(f"{TARGET}: {TARGET.stat().st_size} bytes")


if __name__ == "__main__":
    main()
