"""A trained model on the test split: the paper's distances, and pictures to measure and to keep."""

from collections.abc import Iterator

import torch
from torch import Tensor

from chromacel.coloring import color_pictures
from chromacel.devices import is_out_of_memory
from chromacel.errors import InputError
from chromacel.examples import Examples
from chromacel.frames import Frames
from chromacel.networks import Generator

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


def colored_batches(
    generator: Generator, examples: Examples, batch_size: int
) -> Iterator[tuple[Frames, Frames]]:
    """All examples in their order: colored, and the truth, (b, h, w, 3) uint8 each.

    Raises:
        InputError: a batch does not fit into memory.
    """
    numbers = torch.split(torch.arange(len(examples)), batch_size)
    try:
        for condition, truth in examples.batches(numbers):
            yield color_pictures(generator, condition).cpu().numpy(), truth.cpu().numpy()
    except RuntimeError as error:
        if is_out_of_memory(error):
            raise InputError(
                f"A batch of {batch_size} pictures does not fit into the memory of the"
                f" {examples.device}: lower `evaluation.batch_size`."
            ) from error
        raise
