"""Colors from a trained generator."""

import torch
from torch import Tensor

from chromacel.models.networks import Network


@torch.inference_mode()
def predict_colors(generator: Network, condition: Tensor) -> Tensor:
    """Colors for a batch of conditions: (n, h, w) uint8 in, (n, h, w, 3) uint8 out.

    A generator in evaluation mode colors each picture alone: no other one of its batch matters,
    and the batch's size only to float rounding.
    """
    return generator.color(condition)
