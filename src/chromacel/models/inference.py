"""Colors from a trained generator."""

from typing import Protocol, runtime_checkable

import torch
from torch import Tensor

from chromacel.errors import InputError
from chromacel.models.networks import Network


@runtime_checkable
class TakesHints(Protocol):
    def color_hinted(self, condition: Tensor, colors: Tensor, given: Tensor) -> Tensor: ...


@torch.inference_mode()
def predict_colors(generator: Network, condition: Tensor) -> Tensor:
    """Colors for a batch of conditions: (n, h, w) uint8 in, (n, h, w, 3) uint8 out.

    A generator in evaluation mode colors each picture alone: no other one of its batch matters,
    and the batch's size only to float rounding.
    """
    return generator.color(condition)


@torch.inference_mode()
def predict_hinted(generator: Network, condition: Tensor, colors: Tensor, given: Tensor) -> Tensor:
    """Colors for conditions (n, h, w) uint8 where a person gave some, (n, h, w, 3) uint8 out.

    `colors` (n, h, w, 3) uint8 count where `given`, (n, h, w) bool: their chroma where the network
    keeps luma, or else all of them. These pixels come out as they are given.

    Raises:
        InputError: the generator takes no hints.
    """
    if not isinstance(generator, TakesHints):
        raise InputError(
            "This model takes no hints: train the hinted U-Net, or color without them."
        )
    return generator.color_hinted(condition, colors, given)
