#!/usr/bin/env python3
"""Makes fixtures/published-network/: a small network of the form published with the paper, and what it answers.

As there, the last two layers are dilated by 2 and padded by 1, and so are the heads; the class maps are stretched to the
image. tools/convert_checkpoint.py turns the state dictionaries into runs: `tracked` has running statistics, `untracked`
none, so that batch norm takes those of the image. Needs PyTorch and NumPy.
"""
import json
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F

from golden import short

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "fixtures" / "published-network"
WIDTHS, SIZE, HEADS = (4, 6, 8, 8, 10, 10), (22, 26), {"head_A": 5, "head_B": 3}


class Network(torch.nn.Module):
    def __init__(self, tracked):
        super().__init__()
        layers, inputs = [], 3
        for place, width in enumerate(WIDTHS):
            layers += [
                torch.nn.Conv2d(inputs, width, 3, padding=1, dilation=2 if place >= 4 else 1, bias=False),
                torch.nn.BatchNorm2d(width, track_running_stats=tracked), torch.nn.ReLU()]
            layers += [torch.nn.MaxPool2d(2)] if place == 1 else []
            inputs = width
        self.trunk = torch.nn.ModuleDict({"features": torch.nn.Sequential(*layers)})
        for name, clusters in HEADS.items():
            setattr(self, name, torch.nn.ModuleDict({"heads": torch.nn.ModuleList(
                torch.nn.Sequential(torch.nn.Conv2d(inputs, clusters, 1, padding=1, bias=False)) for _ in range(2))}))

    def forward(self, images):
        features = self.trunk["features"](images)
        maps = {name: getattr(self, name)["heads"][0](features).softmax(1) for name in HEADS}
        return {name: (small, F.interpolate(small, size=images.shape[2:], mode="bilinear", align_corners=False))
                for name, small in maps.items()}


def draw(network, generator):
    with torch.no_grad():
        for name, tensor in network.state_dict().items():
            if tensor.is_floating_point():
                tensor.copy_(torch.randn(tensor.shape, generator=generator) * (1 if name.startswith("head") else 0.4))
            if name.endswith(("running_var", "weight")) and tensor.ndim == 1:
                tensor.abs_().add_(0.5)


def answers(network, image):
    """Maps and classes of both heads, and by how much each pixel's class leads."""
    network.double().eval()
    with torch.no_grad():
        maps = network(torch.from_numpy(image).permute(2, 0, 1)[None].double() / 255)
    result, lead = {}, 1
    for head, name in (("main", "head_B"), ("overclustering", "head_A")):
        small, large = maps[name]
        best = large[0].topk(2, 0).values
        leads = best[0] - best[1]
        # The heads' padding makes all classes equal in the corners: 255, as rounding alone decides there.
        is_tied = leads < 1e-12
        lead = min(lead, leads[~is_tied].min().item())
        result[head] = {
            "shape": [1, *small.shape[2:], small.shape[1]],
            "values": [short(v) for v in small.permute(0, 2, 3, 1).reshape(-1).tolist()],
            "classes": large[0].argmax(0).masked_fill(is_tied, 255).reshape(-1).tolist()}
    return result, lead


def main():
    image = np.kron(np.random.default_rng(4).integers(0, 256, (8, 9, 3)), np.ones((3, 3, 1)))
    image = image[:SIZE[0], :SIZE[1]].astype(np.uint8)
    lead, seed = 0, 0
    # Until no pixel lies between two classes, where rounding would decide.
    while lead < 1e-4:
        seed += 1
        networks = {"tracked": Network(True), "untracked": Network(False)}
        draw(networks["tracked"], torch.Generator().manual_seed(seed))
        known = networks["untracked"].state_dict()
        networks["untracked"].load_state_dict(
            {name: value for name, value in networks["tracked"].state_dict().items() if name in known})
        states = {run: {k: v.clone() for k, v in network.state_dict().items()} for run, network in networks.items()}
        found = {run: answers(network, image) for run, network in networks.items()}
        lead = min(lead for _, lead in found.values())
    for run, state in states.items():
        with tempfile.TemporaryDirectory() as folder:
            torch.save(state, Path(folder) / "net.pytorch")
            subprocess.run(
                [sys.executable, ROOT / "tools" / "convert_checkpoint.py", "to-tessera", Path(folder) / "net.pytorch",
                 FOLDER / run, "--channels", "3", "--crop-size", str(min(SIZE))], check=True)
    (FOLDER / "expected.json").write_text(json.dumps({
        "width": SIZE[1], "height": SIZE[0], "pixels": image.reshape(-1).tolist(),
        "runs": {run: result for run, (result, _) in found.items()}}, separators=(",", ":")) + "\n")
    print(f"seed {seed}, least lead {lead:.1e}")


if __name__ == "__main__":
    main()
