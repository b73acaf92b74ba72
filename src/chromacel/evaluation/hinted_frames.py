"""Test frames colored with hints, and measured."""

from pathlib import Path

import numpy as np
import pandas as pd

from chromacel.conditions.kinds import Condition
from chromacel.dataset.selection import spread_positions
from chromacel.dataset.shards import open_split, read_origins
from chromacel.evaluation.hint_amounts import MEASURED
from chromacel.evaluation.hint_metrics import Colored, HintSettings, measure_hints
from chromacel.machine.progress import counted


def measure_frames(
    test: list[Path], condition: Condition, color: Colored, settings: HintSettings
) -> pd.DataFrame:
    """A row for each amount of hints and frame, of so many as are set, spread over the test split:
    columns condition and `MEASURED`.

    `test` are its shards, in color and as the condition.

    Raises:
        DamagedFileError: a shard is truncated or damaged.
    """
    split = open_split(test)
    origins = pd.DataFrame(read_origins(test)).sort_values(["episode", "index"])
    chosen = origins.iloc[spread_positions(len(origins), settings.pictures)]
    numbers = chosen.index.to_numpy(np.int64)
    conditions, truths = (split.pictures(name, numbers) for name in (condition, "rgb"))
    pairs = zip(conditions, truths, strict=True)
    rows = measure_hints(counted(pairs, len(numbers), "test frames"), color, settings.marks)
    rows = rows.join(chosen[["episode", "index"]].reset_index(drop=True), on="picture")
    return rows.assign(condition=condition)[["condition", *MEASURED]]
