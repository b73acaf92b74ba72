"""Random numbers for the pictures of a batch, the same however many processes share it."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from chromacel.machine.distributed import rank_share


class Draws:
    """Draws for each picture of a batch, of which it gives this process's part, (b,) on `device`.

    They depend on `seeds` and on the batch's `number` of pictures alone.
    """

    def __init__(self, seeds: Sequence[int], number: int, device: torch.device) -> None:
        self.random, self.number, self.device = np.random.default_rng(seeds), number, device

    def uniform(self, low: float, high: float) -> Tensor:
        """Float32, from low to high."""
        values = self.random.uniform(low, high, self.number).astype(np.float32)
        return self._share(values)

    def chosen(self, share: float) -> Tensor:
        """Bool, true in this share of cases."""
        return self.uniform(0, 1) < share

    def coins(self, *shape: int) -> Tensor:
        """Bool (b, *shape), each value true in half of cases."""
        return self._share(self.random.integers(0, 2, (self.number, *shape), dtype=bool))

    def _share(self, values: NDArray[Any]) -> Tensor:
        return rank_share(torch.from_numpy(values)).to(self.device, non_blocking=True)
