"""How near each test frame is to the training split: what a table's numbers may owe to memory."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from chromacel.dataset.copies import copy_numbers
from chromacel.dataset.split import split_frames
from chromacel.dataset.split_settings import GROUPINGS, SplitSettings
from chromacel.errors import EmptyShardError, EmptySplitError, Wording
from chromacel.files.hdf5 import opened_h5, read
from chromacel.machine.progress import counted
from chromacel.pictures.pixels import Frames
from chromacel.similarity.duplicates import luma_hashes
from chromacel.similarity.thumbnails import SIZE, nearest
from chromacel.similarity.twins import have_near_duplicates

COLUMNS = [
    *("by", "episode", "index", "nearest_episode", "nearest_index", "distance"),
    *("twin", "identical"),
]


def audit(
    frames: pd.DataFrame,
    episodes: Mapping[str, Path],
    settings: SplitSettings,
    wording: Wording = str,
) -> pd.DataFrame:
    """What each test frame has in common with all training frames, for each way to split.

    `frames` has the columns of split.csv before the split; `episodes` gives each one's file with
    thumbnails and pictures. One of them is read at a time. A way that the dataset does not allow is
    said on standard output, in this `wording`.

    Returns:
        Columns by, episode, index, nearest_episode, nearest_index, distance (mean absolute
        difference of thumbnails, 0-255); twin: whether any training frame is a near-duplicate; and
        identical: whether one has the same pixels. A way that the dataset does not allow has no
        rows.
    """
    frames = frames.assign(copy=copy_numbers(frames, episodes))
    splits = {}
    for by in GROUPINGS:
        try:
            splits[by] = split_frames(frames, replace(settings, by=by))
        except (EmptySplitError, EmptyShardError) as error:
            print(f"No audit by {by}: {wording(error)}", flush=True)
    tests = {by: table[table["split"] == "test"] for by, table in splits.items()}
    pictures = {by: _thumbnails(test, episodes) for by, test in tests.items()}
    hashes = {by: luma_hashes(thumbnails) for by, thumbnails in pictures.items()}
    training = {by: table[table["split"] == "training"] for by, table in splits.items()}
    audits = {
        by: test[["episode", "index"]].assign(
            by=by,
            nearest_episode="",
            nearest_index=-1,
            distance=np.inf,
            twin=False,
            identical=test["copy"].isin(training[by]["copy"]),
        )
        for by, test in tests.items()
    }
    places = {by: table.groupby("episode").indices for by, table in training.items()}
    for episode, path in counted(episodes.items(), len(episodes), "episodes"):
        with opened_h5(path) as file:
            index, thumbnails = read(file, "index"), read(file, "thumbnail")
        for by, table in training.items():
            if episode in places[by]:
                rows = table.iloc[places[by][episode]]
                near = thumbnails[np.searchsorted(index, rows["index"].to_numpy())]
                _note_nearer(audits[by], pictures[by], rows, near)
                _note_twins(audits[by], pictures[by], hashes[by], near)
    return pd.concat(audits.values(), ignore_index=True)[COLUMNS]


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
    }
    for name, column in values.items():
        audit.loc[nearer, name] = column


def _note_twins(
    audit: pd.DataFrame, pictures: Frames, hashes: NDArray[np.uint64], thumbnails: Frames
) -> None:
    """Note the test frames, with `pictures` and their `hashes`, that have a near-duplicate among
    some training frames, with `thumbnails`."""
    rest = ~audit["twin"].to_numpy()
    audit.loc[rest, "twin"] = have_near_duplicates(
        pictures[rest], thumbnails, hashes[rest], luma_hashes(thumbnails)
    )


def _thumbnails(frames: pd.DataFrame, episodes: Mapping[str, Path]) -> Frames:
    """Those of `frames` (columns episode and index) in their order: (n, 16, 16, 3) uint8."""
    thumbnails = np.empty((len(frames), SIZE, SIZE, 3), np.uint8)
    for episode, places in frames.groupby("episode").indices.items():
        with opened_h5(episodes[str(episode)]) as file:
            rows = np.searchsorted(read(file, "index"), frames["index"].to_numpy()[places])
            thumbnails[places] = read(file, "thumbnail")[rows]
    return thumbnails
