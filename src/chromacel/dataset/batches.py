"""A split's pictures in batches, as uint8 on the device that uses them: loaded once, or streamed.

Shards are shuffled already; each epoch shuffles them again, in the same order either way.
"""

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
import torch
from torch import Tensor

from chromacel.conditions.kinds import Condition
from chromacel.dataset.shards import Split, open_split
from chromacel.machine.devices import free_device_memory
from chromacel.pictures.pixels import COLORS

RUN = 64  # neighbours in a shard, read at one go
POOL = 1024  # examples that are shuffled together, and read ahead together


class Examples(Protocol):
    @property
    def size(self) -> tuple[int, int]:
        """Rows and columns of a picture."""
        ...

    @property
    def device(self) -> torch.device: ...

    def __len__(self) -> int: ...

    def batches(self, numbers: Iterable[Tensor]) -> Iterator[tuple[Tensor, Tensor]]:
        """Conditions (b, h, w) and colors (b, h, w, 3), uint8, for each of the lists of numbers."""
        ...


@dataclass(frozen=True)
class ResidentExamples:
    """`condition` (n, h, w) and `colors` (n, h, w, 3), uint8, on one device."""

    condition: Tensor
    colors: Tensor

    def __len__(self) -> int:
        return len(self.colors)

    @property
    def size(self) -> tuple[int, int]:
        return self.condition.shape[1], self.condition.shape[2]

    @property
    def device(self) -> torch.device:
        return self.colors.device

    def batches(self, numbers: Iterable[Tensor]) -> Iterator[tuple[Tensor, Tensor]]:
        numbers = list(numbers)
        if numbers:  # they go to the device at once, so that no batch waits for its own
            on_device = torch.cat(numbers).to(self.device)
            for chosen in torch.split(on_device, [len(batch) for batch in numbers]):
                yield self.condition[chosen], self.colors[chosen]


@dataclass(frozen=True)
class StreamedExamples:
    """Pictures that stay in their shards: a pool of batches is read while the last one is used."""

    split: Split
    name: Condition
    device: torch.device

    def __len__(self) -> int:
        return len(self.split)

    @property
    def size(self) -> tuple[int, int]:
        return self.split.size

    def batches(self, numbers: Iterable[Tensor]) -> Iterator[tuple[Tensor, Tensor]]:
        if not (pools := _pools(numbers)):
            return
        with ThreadPoolExecutor(1) as reader:
            ahead = reader.submit(self._read, torch.cat(pools[0]))
            for place, pool in enumerate(pools):
                pictures = [frames.to(self.device, non_blocking=True) for frames in ahead.result()]
                if place + 1 < len(pools):
                    ahead = reader.submit(self._read, torch.cat(pools[place + 1]))
                lengths = [len(batch) for batch in pool]
                condition, colors = (torch.split(frames, lengths) for frames in pictures)
                yield from zip(condition, colors, strict=True)

    def _read(self, numbers: Tensor) -> list[Tensor]:
        arrays = [self.split.pictures(name, numbers.numpy()) for name in (self.name, "rgb")]
        tensors = [torch.from_numpy(array) for array in arrays]
        if self.device.type == "cuda":
            return [tensor.pin_memory() for tensor in tensors]
        return tensors


def load_examples(
    shards: list[Path], condition: Condition, device: torch.device, most_gb: float
) -> Examples:
    """On the device if they take no more than `most_gb` and half of its free memory, or streamed.

    Raises:
        DamagedFileError: a shard is truncated or damaged.
    """
    split = open_split(shards)
    streamed = StreamedExamples(split, condition, device)
    size = len(split) * split.size[0] * split.size[1] * 4
    if size > min(most_gb * 1e9, free_device_memory(device) / 2):
        print(f"{len(split)} pictures, {size / 1e9:.1f} GB, are streamed from disk", flush=True)
        return streamed
    condition_of_all, colors_of_all = (
        torch.empty((len(split), *split.size, *channels), dtype=torch.uint8, device=device)
        for channels in ((), (COLORS,))
    )
    order = torch.split(torch.arange(len(split)), RUN)
    place = 0
    for batch in streamed.batches(order):
        for pictures, some in zip((condition_of_all, colors_of_all), batch, strict=True):
            pictures[place : place + len(some)] = some
        place += len(batch[0])
    return ResidentExamples(condition_of_all, colors_of_all)


def shuffled_epoch(number: int, seed: int, epoch: int) -> tuple[Tensor, Tensor]:
    """The order of an epoch's examples, int64 (n,), and which of them may be mirrored, bool (n,).

    It depends on nothing else, so a training can go on in the middle of an epoch. Runs of
    neighbours come in random order, and so do the examples within each pool of runs.
    """
    random = np.random.default_rng((seed, epoch))
    starts = random.permutation(np.arange(0, number, RUN))
    order = np.concatenate([np.arange(start, min(start + RUN, number)) for start in starts])
    for start in range(0, number, POOL):
        random.shuffle(order[start : start + POOL])
    return torch.from_numpy(order), torch.from_numpy(random.random(number) < 0.5)


def _pools(numbers: Iterable[Tensor]) -> list[list[Tensor]]:
    """The batches in groups of about `POOL` examples."""
    pools: list[list[Tensor]] = []
    room = 0
    for batch in numbers:
        if room < len(batch) or not pools:
            pools.append([])
            room = POOL
        pools[-1].append(batch)
        room -= len(batch)
    return pools
