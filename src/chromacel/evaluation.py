"""The paper's distances from colored pictures to the truth, and baselines that learn nothing."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from chromacel.frames import read_frames
from chromacel.storage import opened_h5

BLOCK = 64  # pictures compared at a time


@dataclass(frozen=True)
class EvaluationSettings:
    """The batch size, and how many test pictures go into the sample figures."""

    batch_size: int
    samples: int


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


def gray_as_color(condition: Tensor) -> Tensor:
    """Baseline: the condition itself in all channels, (n, h, w) to (n, h, w, 3)."""
    return condition.unsqueeze(-1).expand(-1, -1, -1, 3)


def mean_picture(shards: list[Path]) -> NDArray[np.float64]:
    """The mean training picture, (h, w, 3) on the 0-255 scale; its mean is the mean color."""
    total, number = np.float64(0), 0
    for path in shards:
        with opened_h5(path) as shard:
            for block in read_frames(shard, "rgb"):
                total = total + block.sum(axis=0, dtype=np.int64)
                number += len(block)
    return np.asarray(total / number)
