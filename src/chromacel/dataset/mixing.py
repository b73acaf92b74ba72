"""Examples made of others: some of them, or two sets mixed."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import torch
from torch import Tensor

from chromacel.dataset.batches import Examples


@dataclass(frozen=True)
class SomeExamples:
    """Those of `numbers`, int64 (n,), in that order."""

    examples: Examples
    numbers: Tensor

    def __len__(self) -> int:
        return len(self.numbers)

    @property
    def size(self) -> tuple[int, int]:
        return self.examples.size

    @property
    def device(self) -> torch.device:
        return self.examples.device

    def batches(self, numbers: Iterable[Tensor]) -> Iterator[tuple[Tensor, Tensor]]:
        return self.examples.batches(self.numbers[batch] for batch in numbers)


@dataclass(frozen=True)
class MixedExamples:
    """A show's pictures, each once, and behind them a few others, each `repeats` times."""

    show: Examples
    others: Examples
    repeats: int

    def __len__(self) -> int:
        return len(self.show) + self.repeats * len(self.others)

    @property
    def size(self) -> tuple[int, int]:
        return self.show.size

    @property
    def device(self) -> torch.device:
        return self.show.device

    def batches(self, numbers: Iterable[Tensor]) -> Iterator[tuple[Tensor, Tensor]]:
        every = list(numbers)
        length = len(self.show)
        shown = self.show.batches(batch[batch < length] for batch in every)
        added = self.others.batches(
            (batch[batch >= length] - length) % len(self.others) for batch in every
        )
        for batch, *parts in zip(every, shown, added, strict=True):
            order = torch.argsort((batch >= length).to(torch.uint8), stable=True)
            places = torch.argsort(order).to(self.device)  # back to the order asked for
            condition, colors = (torch.cat(both)[places] for both in zip(*parts, strict=True))
            yield condition, colors


def repeats_for(share: float, show: int, others: int) -> int:
    """How often each of so many others comes, so that they are about this share of all."""
    return max(round(share / (1 - share) * show / others), 1)
