"""How the golden files write tensors; used by the scripts beside this one."""
import json
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F

FOLDER = Path(__file__).resolve().parents[2] / "fixtures" / "golden"


def short(value: float, digits: int = 8) -> float:
    """`value` with so many significant digits: below the rounding of a Float, and small in a file."""
    return float(f"{value:.{digits}g}")


def plain(tensor: torch.Tensor) -> dict:
    """A tensor in the order it has."""
    return {"shape": list(tensor.shape), "values": [short(v) for v in tensor.detach().double().reshape(-1).tolist()]}


def maps(tensor: torch.Tensor) -> dict:
    """A batch of maps, from PyTorch's [N, C, H, W] to [N, H, W, C]."""
    return plain(tensor.permute(0, 2, 3, 1).contiguous())


def draw(rng: np.random.Generator, *shape: int, digits: int = 2, scale: float = 1.0) -> torch.Tensor:
    """Normal values of a few decimals, so that the file holds exactly what was computed with."""
    return torch.tensor(np.round(rng.normal(0, scale, shape), digits), dtype=torch.float64)


def draw_weights(rng: np.random.Generator, network: torch.nn.Module, head_scale: float) -> None:
    """Gives a network weights of two decimals. A greater scale makes its heads surer of their classes, so that the first losses
    say something."""
    with torch.no_grad():
        for name, parameter in network.named_parameters():
            drawn = draw(rng, *parameter.shape, scale=head_scale if name.startswith("head") else 0.3)
            # Batch norm's factors near 1, so that no channel is dead from the start.
            norm = name.endswith("weight") and parameter.dim() == 1
            parameter.copy_(drawn / 3 + 1 if norm else drawn)
            parameter.mul_(100).round_().div_(100)


def write(name: str, content: dict) -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    path = FOLDER / name
    path.write_text(json.dumps(content, separators=(",", ":")) + "\n")
    print(f"{path}: {path.stat().st_size} bytes")


def moved(images: torch.Tensor, matrices: list) -> torch.Tensor:
    """Images sampled where maps `(a, b, tx, c, d, ty)`, in pixels from the centre, send their pixels."""
    _, _, h, w = images.shape
    theta = torch.tensor(
        [[[a, b * h / w, 2 * tx / w], [c * w / h, d, 2 * ty / h]] for a, b, tx, c, d, ty in matrices],
        dtype=torch.float64)
    grid = F.affine_grid(theta, images.shape, align_corners=False)
    places = torch.stack([((grid[..., 0] + 1) * w - 1) / 2, ((grid[..., 1] + 1) * h - 1) / 2])
    offset = (places - places.round()).abs()
    # Tessera takes a place within a thousandth of a pixel for the pixel itself.
    assert ((offset < 1e-9) | (offset > 1.1e-3)).all(), "choose another map"
    return F.grid_sample(images, grid, mode="bilinear", padding_mode="zeros", align_corners=False)


def validity(matrices: list, n: int, h: int, w: int) -> torch.Tensor:
    """1 where `moved` samples within the images, else 0."""
    return (moved(torch.ones(n, 1, h, w, dtype=torch.float64), matrices)[:, 0] > 1 - 1e-9).double()
