"""What a training looks at between its epochs: validation, and a few watched pictures."""

import torch
from torch import Tensor

from chromacel.dataset.batches import Examples
from chromacel.machine.distributed import rank_share, sum_over_ranks
from chromacel.models.inference import predict_colors
from chromacel.models.networks import Network
from chromacel.models.scaling import scaled_condition, unscaled_colors

BLOCK = 64  # pictures compared at a time


def validate(generator: Network, examples: Examples, batch_size: int) -> tuple[float, float]:
    """Mean L1 and L2 over the examples, with the statistics gathered in training."""
    generator.eval()
    sums = torch.zeros(2, dtype=torch.float64, device=examples.device)
    numbers = torch.split(torch.arange(len(examples)), batch_size)
    for condition, colors in examples.batches(rank_share(batch) for batch in numbers):
        pair = distances_on_device(predict_colors(generator, condition), colors)
        sums += torch.stack([distance.sum() for distance in pair])
    sum_over_ranks([sums])
    l1, l2 = (sums / len(examples)).tolist()
    return l1, l2


def distances_on_device(predictions: Tensor, truth: Tensor) -> tuple[Tensor, Tensor]:
    """L1 and L2 of each picture as `evaluation/distances.py` defines them, where the pictures are:
    (n, h, w, 3) uint8 twice in, (n,) float64 twice out."""
    l1, l2 = [], []
    for one, other in zip(torch.split(predictions, BLOCK), torch.split(truth, BLOCK), strict=True):
        difference = (one.int() - other.int()).flatten(1)
        l1.append(difference.abs().double().mean(1))
        l2.append(difference.square().double().mean(1))
    return torch.cat(l1), torch.cat(l2)


@torch.inference_mode()
def color_watched(generator: Network, conditions: Tensor) -> Tensor:
    """(frames, h, w) uint8 on any device to (frames, h, w, 3) uint8 on the processor.

    One by one, so that it fits wherever a batch does; by `forward`, so that a compiled generator
    is not compiled again for it.
    """
    generator.eval()
    device = next(generator.parameters()).device
    pictures = torch.split(scaled_condition(conditions.to(device)), 1)
    return torch.cat([unscaled_colors(generator.forward(picture)).cpu() for picture in pictures])
