"""Random numbers for the pictures of a batch, the same however many processes share it."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from chromacel.machine.distributed import rank_share


class Draws:
    """Draws for each picture of a batch, of which it gives this process's part, b, on `device`.

    They depend on `seeds` and on the batch's `number` of pictures alone.
    """

    def __init__(self, seeds: Sequence[int], number: int, device: torch.device) -> None:
        self.random, self.number, self.device = np.random.default_rng(seeds), number, device
        self.places = rank_share(torch.arange(number))

    def uniform(self, low: float, high: float, *shape: int) -> Tensor:
        """Float32 from low to high, (b, *shape)."""
        values = self.random.uniform(low, high, (self.number, *shape))
        return self._share(values.astype(np.float32))

    def coins(self, *shape: int) -> Tensor:
        """Bool (b, *shape), each value true in half of cases."""
        return self._share(self.random.integers(0, 2, (self.number, *shape), dtype=bool))

    def some(self, share: float) -> tuple[Tensor, "Draws"]:
        """The places of some pictures, each chosen with this probability, and draws for them."""
        chosen = torch.from_numpy(self.random.random(self.number) < share)[self.places]
        draws = Draws((), self.number, self.device)
        draws.random, draws.places = self.random, self.places[chosen]
        return chosen.nonzero().flatten().to(self.device, non_blocking=True), draws

    def _share(self, values: NDArray[Any]) -> Tensor:
        return torch.from_numpy(values)[self.places].to(self.device, non_blocking=True)
