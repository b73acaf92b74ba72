"""A split in memory, as uint8 on the device that uses it, and batches of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor

from chromacel.frames import Condition
from chromacel.shards import read_split


@dataclass(frozen=True)
class Examples:
    """`condition` (n, h, w) and `colors` (n, h, w, 3), uint8, on one device."""

    condition: Tensor
    colors: Tensor

    def __len__(self) -> int:
        return len(self.colors)

    @property
    def size(self) -> tuple[int, int]:
        """Rows and columns of a picture."""
        return self.condition.shape[1], self.condition.shape[2]

    def batches(self, batch_size: int, order: Tensor) -> Iterator[tuple[Tensor, Tensor]]:
        """Batches in the order given, as float in [-1, 1]: (b, 1, h, w) and (b, 3, h, w)."""
        for chosen in torch.split(order.to(self.colors.device), batch_size):
            yield scaled_condition(self.condition[chosen]), scaled_colors(self.colors[chosen])


def load_examples(shards: list[Path], condition: Condition, device: torch.device) -> Examples:
    """Raises InputError if a shard is truncated or damaged."""
    arrays = [read_split(shards, name) for name in (condition, "rgb")]
    return Examples(*(torch.from_numpy(array).to(device) for array in arrays))


def scaled_condition(pictures: Tensor) -> Tensor:
    """(n, h, w) uint8 to (n, 1, h, w) float in [-1, 1]."""
    return pictures.unsqueeze(1).float() / 127.5 - 1


def scaled_colors(pictures: Tensor) -> Tensor:
    """(n, h, w, 3) uint8 to (n, 3, h, w) float in [-1, 1]."""
    return pictures.permute(0, 3, 1, 2).float() / 127.5 - 1


def unscaled_colors(colors: Tensor) -> Tensor:
    """The way back: (n, 3, h, w) in [-1, 1] to (n, h, w, 3) uint8, rounded and clipped."""
    return ((colors + 1) * 127.5).round().clamp(0, 255).byte().permute(0, 2, 3, 1)
