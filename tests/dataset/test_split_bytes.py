"""A dataset's split stays as it is: a frame once dealt out never moves."""

import dataclasses
import hashlib

import numpy as np
import pandas as pd
import pytest

from chromacel.dataset.split import disproportion, split_frames
from chromacel.dataset.split_settings import SplitSettings

SETTINGS = SplitSettings(
    by="frame",
    repeats="drop",
    seed=1,
    training=8,
    validation=1,
    test=1,
    training_shards=3,
    validation_shards=1,
    test_shards=1,
)
SCENES = {"a": [3, 9, 4] * 20, "b": [5] * 30, "c": [2, 7] * 25, "d": [8] * 20, "é": [6] * 25}


def five_episodes() -> pd.DataFrame:
    tables = []
    for name, lengths in SCENES.items():
        scene = np.repeat(np.arange(len(lengths)), lengths)
        index = np.arange(len(scene)) * 50
        columns = {"index": index, "time": index / 24, "scene": scene, "repeat": index < 150}
        tables.append(pd.DataFrame({"episode": name, **columns}))
    return pd.concat(tables, ignore_index=True)


# Hashes of the split, shard and row of each frame, as the code before its packages made them.
@pytest.mark.parametrize(
    ("by", "repeats", "expected"),
    [
        ("frame", "drop", "0d3b1b9d61ff5bc9"),
        ("frame", "keep", "c02f268b8ea891bc"),
        ("scene", "drop", "b420229740d51547"),
        ("scene", "keep", "40cb01ed2c631b5f"),
        ("episode", "drop", "7edaea640a5043ab"),
        ("episode", "keep", "baec4547b2d2d30d"),
    ],
)
def test_each_frame_is_where_it_was(by: str, repeats: str, expected: str) -> None:
    table = split_frames(five_episodes(), dataclasses.replace(SETTINGS, by=by, repeats=repeats))
    places = table[["episode", "index", "split", "shard", "row"]].to_csv(index=False)
    assert hashlib.sha256(places.encode()).hexdigest()[:16] == expected


@pytest.mark.parametrize(("more", "is_said"), [(19, False), (21, True)])
def test_more_than_two_percent_from_the_proportion_is_said(more: int, is_said: bool) -> None:
    numbers = {"training": 800 + more, "validation": 100, "test": 100 - more}
    table = pd.DataFrame({"split": np.repeat(list(numbers), list(numbers.values()))})
    assert bool(disproportion(table, SETTINGS)) == is_said
