"""Changes to training pictures, drawn at random."""

import torch
from torch import Tensor


def flipped(pictures: Tensor, chosen: Tensor) -> Tensor:
    """(b, h, w) or (b, h, w, 3) with the chosen ones, bool (b,), flipped left to right."""
    return torch.where(chosen.view(-1, *(1,) * (pictures.dim() - 1)), pictures.flip(2), pictures)
