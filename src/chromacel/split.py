"""Which frame goes to training, validation or test, and to which shard and row there."""

import hashlib
from dataclasses import dataclass

import numpy as np
import pandas as pd

from chromacel.errors import InputError

SPLITS = ("training", "validation", "test")


@dataclass(frozen=True)
class SplitSettings:
    """The seed of the shuffle, the splits' proportions, and the number of shards of each split."""

    seed: int
    training: float
    validation: float
    test: float
    training_shards: int
    validation_shards: int
    test_shards: int


def split_frames(frames: pd.DataFrame, settings: SplitSettings) -> pd.DataFrame:
    """A shuffled, proportional split of `frames` (columns episode, index, time).

    Every frame has a hash of the seed, its episode's name and its index. Within an episode, frames
    in the order of their hashes go to training, validation and test in turn, so each episode is
    split in proportion and no other episode matters. Within a split, frames in the order of their
    hashes are dealt out to the shards.

    Returns:
        The frames in the given order, with the columns split, shard and row added.

    Raises:
        InputError: a split has no frame, or fewer than shards.
    """
    table = frames.assign(
        order=[
            _uniform(settings.seed, episode, index)
            for episode, index in zip(frames["episode"], frames["index"], strict=True)
        ]
    )
    groups = table.groupby("episode")
    rank = groups["order"].rank(method="first") - 1
    offset = table["episode"].map(lambda episode: _uniform(settings.seed, episode)).astype(float)
    position = (rank + offset) / groups["order"].transform("size")
    parts = np.array([getattr(settings, split) for split in SPLITS], float)
    bounds = parts.cumsum()[:-1] / parts.sum()
    table["split"] = np.array(SPLITS)[np.searchsorted(bounds, position, side="right")]
    place = table.groupby("split")["order"].rank(method="first").astype(int) - 1
    shards = table["split"].map({split: number_of_shards(split, settings) for split in SPLITS})
    table["shard"], table["row"] = place % shards, place // shards
    _check(table, settings)
    return table.drop(columns="order")


def number_of_shards(split: str, settings: SplitSettings) -> int:
    return int(getattr(settings, f"{split}_shards"))


def _uniform(*key: object) -> float:
    """A number in [0, 1) that depends on the key alone."""
    digest = hashlib.sha256(repr(key).encode()).digest()
    return int.from_bytes(digest[:6]) / 2**48


def _check(table: pd.DataFrame, settings: SplitSettings) -> None:
    found = {split: int((table["split"] == split).sum()) for split in SPLITS}
    for split in SPLITS:
        if not found[split]:
            raise InputError(
                f"The {split} split gets none of the {len(table)} frames: add episodes, lower"
                f" `frames.stride` or raise `split.{split}`."
            )
    for split in SPLITS:
        shards = number_of_shards(split, settings)
        if found[split] < shards:
            raise InputError(
                f"The {split} split has {found[split]} frames for {shards} shards: lower"
                f" `split.{split}_shards` to {found[split]} or less."
            )
