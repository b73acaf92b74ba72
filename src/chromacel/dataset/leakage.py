"""How near each test frame is to the training split: what a table's numbers may owe to memory."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

from chromacel.dataset.split import split_frames
from chromacel.dataset.split_settings import GROUPINGS, SplitSettings
from chromacel.errors import EmptyShardError, EmptySplitError, Wording
from chromacel.files.hdf5 import opened_h5, read
from chromacel.machine.progress import counted
from chromacel.pictures.pixels import Frames
from chromacel.similarity.duplicates import near_duplicates
from chromacel.similarity.thumbnails import SIZE, nearest


def audit(
    frames: pd.DataFrame,
    episodes: Mapping[str, Path],
    settings: SplitSettings,
    wording: Wording = str,
) -> pd.DataFrame:
    """The nearest training frame of each test frame, for each way to split.

    `frames` has the columns of split.csv before the split; `episodes` gives each one's file with
    thumbnails. One of them is read at a time. A way that the dataset does not allow is said on
    standard output, in this `wording`.

    Returns:
        Columns by, episode, index, nearest_episode, nearest_index, distance (mean absolute
        difference of thumbnails, 0-255), and twin: whether the two are near-duplicates. A way that
        the dataset does not allow has no rows.
    """
    splits = {}
    for by in GROUPINGS:
        try:
            splits[by] = split_frames(frames, replace(settings, by=by))
        except (EmptySplitError, EmptyShardError) as error:
            print(f"No audit by {by}: {wording(error)}", flush=True)
    tests = {by: table[table["split"] == "test"] for by, table in splits.items()}
    pictures = {by: _thumbnails(test, episodes) for by, test in tests.items()}
    audits = {
        by: test[["episode", "index"]].assign(
            by=by, nearest_episode="", nearest_index=-1, distance=np.inf, twin=False
        )
        for by, test in tests.items()
    }
    training = {by: table[table["split"] == "training"] for by, table in splits.items()}
    places = {by: table.groupby("episode").indices for by, table in training.items()}
    for episode, path in counted(episodes.items(), len(episodes), "episodes"):
        with opened_h5(path) as file:
            index, thumbnails = read(file, "index"), read(file, "thumbnail")
        for by, table in training.items():
            if episode in places[by]:
                rows = table.iloc[places[by][episode]]
                near = thumbnails[np.searchsorted(index, rows["index"].to_numpy())]
                _note_nearer(audits[by], pictures[by], rows, near)
    columns = ["by", "episode", "index", "nearest_episode", "nearest_index", "distance", "twin"]
    return pd.concat(audits.values(), ignore_index=True)[columns]


def _note_nearer(
    audit: pd.DataFrame, pictures: Frames, training: pd.DataFrame, thumbnails: Frames
) -> None:
    """Note the test frames, with `pictures`, that some training frames, with `thumbnails`, are
    nearer to than those noted so far."""
    places, distances = nearest(pictures, thumbnails)
    nearer = distances < audit["distance"].to_numpy()
    if not nearer.any():
        return
    frames = training.iloc[places[nearer]]
    values = {
        "nearest_episode": frames["episode"].to_numpy(),
        "nearest_index": frames["index"].to_numpy(),
        "distance": distances[nearer],
        "twin": near_duplicates(pictures[nearer], thumbnails[places[nearer]]),
    }
    for name, column in values.items():
        audit.loc[nearer, name] = column


def _thumbnails(frames: pd.DataFrame, episodes: Mapping[str, Path]) -> Frames:
    """Those of `frames` (columns episode and index) in their order: (n, 16, 16, 3) uint8."""
    thumbnails = np.empty((len(frames), SIZE, SIZE, 3), np.uint8)
    for episode, places in frames.groupby("episode").indices.items():
        with opened_h5(episodes[str(episode)]) as file:
            rows = np.searchsorted(read(file, "index"), frames["index"].to_numpy()[places])
            thumbnails[places] = read(file, "thumbnail")[rows]
    return thumbnails
