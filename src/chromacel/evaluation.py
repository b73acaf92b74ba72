"""The paper's distances from colored pictures to the truth, and baselines that learn nothing."""

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from chromacel.coloring import color_pictures
from chromacel.devices import is_out_of_memory
from chromacel.errors import InputError
from chromacel.examples import Examples
from chromacel.frames import Frames, read_frames
from chromacel.networks import Generator
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


@dataclass(frozen=True)
class Evaluation:
    """`l1` and `l2`, (n,) float64, and the sampled pictures, uint8: `condition` (m, h, w),
    `colored` and `truth` (m, h, w, 3)."""

    l1: NDArray[np.float64]
    l2: NDArray[np.float64]
    condition: Frames
    colored: Frames
    truth: Frames


def evaluate(
    generator: Generator, examples: Examples, batch_size: int, samples: Collection[int]
) -> Evaluation:
    """Color all examples, and keep the pictures of those that are numbered in `samples`.

    Raises:
        InputError: a batch does not fit into memory.
    """
    found, kept = [], []
    numbers = torch.split(torch.arange(len(examples)), batch_size)
    try:
        for batch, (condition, truth) in zip(numbers, examples.batches(numbers), strict=True):
            colored = color_pictures(generator, condition)
            found.append(torch.stack(distances(colored, truth)))
            places = [place for place, number in enumerate(batch.tolist()) if number in samples]
            kept.append([part[places].cpu() for part in (condition, colored, truth)])
    except RuntimeError as error:
        if is_out_of_memory(error):
            raise InputError(
                f"A batch of {batch_size} pictures does not fit into the memory of the"
                f" {examples.device}: lower `evaluation.batch_size`."
            ) from error
        raise
    l1, l2 = torch.cat(found, dim=1).cpu().numpy()
    pictures = (torch.cat(parts).numpy() for parts in zip(*kept, strict=True))
    return Evaluation(l1, l2, *pictures)


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
