"""The splits by name, and how frames may be dealt out to them."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import pandas as pd

SPLITS = ("training", "validation", "test")
DROPPED = "dropped"
Grouping = Literal["frame", "scene", "episode"]
GROUPINGS: tuple[Grouping, ...] = ("frame", "scene", "episode")


@dataclass(frozen=True)
class SplitSettings:
    """How frames are dealt out to splits and shards.

    Attributes:
        by: what stays together in one split: nothing (frame), a scene, or an episode
        repeats: keep, or drop: leave out stretches that recur in several episodes
        seed: seed of the shuffle
        training: proportion of the training split
        validation: proportion of the validation split
        test: proportion of the test split
        training_shards: files that the training split is written to
        validation_shards: files that the validation split is written to
        test_shards: files that the test split is written to
    """

    by: Grouping
    repeats: Literal["keep", "drop"]
    seed: int
    training: float
    validation: float
    test: float
    training_shards: int
    validation_shards: int
    test_shards: int


def frame_counts(splits: "pd.Series") -> dict[str, int]:
    """How many frames each split has, given that of each frame."""
    return {split: int((splits == split).sum()) for split in SPLITS}
