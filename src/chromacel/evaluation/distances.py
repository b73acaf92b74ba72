"""The paper's distances between predictions and truth."""

import torch
from torch import Tensor

BLOCK = 64  # pictures compared at a time


def distances(colored: Tensor, truth: Tensor) -> tuple[Tensor, Tensor]:
    """L1 and L2 of each picture: (n, h, w, 3) uint8 twice in, (n,) float64 twice out.

    Averages over pixels and channels on the 0-255 scale, of absolute and of squared differences
    (Table 1).
    """
    l1, l2 = [], []
    for one, other in zip(torch.split(colored, BLOCK), torch.split(truth, BLOCK), strict=True):
        difference = (one.int() - other.int()).flatten(1)
        l1.append(difference.abs().double().mean(1))
        l2.append(difference.square().double().mean(1))
    return torch.cat(l1), torch.cat(l2)
