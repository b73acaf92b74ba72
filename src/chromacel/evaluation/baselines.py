"""Baselines that learn nothing, or little: what a model must beat."""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from chromacel.conditions.kinds import CONDITIONS, Condition
from chromacel.dataset.episode_files import BLOCK, read_frames
from chromacel.dataset.shards import Split, open_split, read_origins
from chromacel.evaluation.hand_made import PixelNetwork, colored, train_network
from chromacel.evaluation.metrics import measure
from chromacel.files.hdf5 import opened_h5
from chromacel.machine.progress import Progress, counted
from chromacel.pictures.pixels import COLORS, Frames, Picture
from chromacel.similarity.thumbnails import nearest, thumbnail

LEVELS = 256


@dataclass(frozen=True)
class Averages:
    """Of the training split: the mean `picture` (h, w, 3); and by condition, the mean color of the
    pixels at each `level` (256, 3) and a `thumbnail` of each picture's condition (n, 16, 16)."""

    picture: Picture
    level: Mapping[str, NDArray[np.uint8]]
    thumbnail: Mapping[str, Frames]


def measure_baselines(training: list[Path], test: list[Path]) -> pd.DataFrame:
    """Each baseline's metrics on each picture of the test shards, having seen the training shards.

    Columns baseline, condition (`none` for a baseline that looks at none), episode, index, time,
    and the metrics.

    Raises:
        DamagedFileError: a shard is truncated or damaged.
    """
    averages, seen, held_out = average(training), open_split(training), open_split(test)
    network = train_network(seen)
    origins = pd.DataFrame(read_origins(test))
    tables = []
    starts = range(0, len(held_out), BLOCK)
    for start in counted(starts, len(held_out), "test pictures", BLOCK):
        numbers = np.arange(start, min(start + BLOCK, len(held_out)))
        truth = held_out.pictures("rgb", numbers)
        conditions = {name: held_out.pictures(name, numbers) for name in CONDITIONS}
        for baseline, condition, colors in predictions(averages, network, seen, conditions):
            rows = origins.iloc[numbers].reset_index(drop=True)
            rows.insert(0, "baseline", baseline)
            rows.insert(1, "condition", condition)
            tables.append(rows.assign(**measure(colors, truth)))
    return pd.concat(tables).sort_values(["baseline", "condition"], kind="stable")


def average(shards: list[Path]) -> Averages:
    """A level that no pixel of training has gets the mean color of all."""
    split = open_split(shards)
    total = np.zeros((*split.size, COLORS))
    sums = {name: np.zeros((LEVELS, COLORS)) for name in CONDITIONS}
    pixels = {name: np.zeros((LEVELS, 1)) for name in CONDITIONS}
    thumbnails: dict[str, list[Picture]] = {name: [] for name in CONDITIONS}
    progress, done = Progress(len(split), "training pictures"), 0
    for paths in zip(*(split.paths[name] for name in ("rgb", *CONDITIONS)), strict=True):
        with ExitStack() as opened:
            files = [opened.enter_context(opened_h5(path)) for path in paths]
            names = ("rgb", *CONDITIONS)
            blocks = (read_frames(file, name) for file, name in zip(files, names, strict=True))
            for rgb, *conditions in zip(*blocks, strict=True):
                progress.at(done)
                done += len(rgb)
                total += rgb.sum(axis=0)
                for name, pictures in zip(CONDITIONS, conditions, strict=True):
                    thumbnails[name] += [thumbnail(picture) for picture in pictures]
                    levels = pictures.ravel()
                    pixels[name][:, 0] += np.bincount(levels, minlength=LEVELS)
                    for channel in range(COLORS):
                        weights = rgb[..., channel].ravel()
                        sums[name][:, channel] += np.bincount(levels, weights, LEVELS)
    color = total.mean(axis=(0, 1)) / len(split)
    means = {
        name: np.where(pixels[name], sums[name] / np.maximum(pixels[name], 1), color)
        for name in CONDITIONS
    }
    return Averages(
        _rounded(total / len(split)),
        {name: _rounded(mean) for name, mean in means.items()},
        {name: np.stack(pictures) for name, pictures in thumbnails.items()},
    )


def predictions(
    averages: Averages,
    network: PixelNetwork,
    training: Split,
    conditions: Mapping[Condition, Frames],
) -> Iterator[tuple[str, str, Frames]]:
    """Baseline, condition, and its colors (n, h, w, 3) for n test pictures' `conditions` (n, h, w).

    The nearest training picture is the one whose condition's thumbnail is, so that it knows no
    more of the truth than a model does.
    """
    number = len(next(iter(conditions.values())))
    for name, pictures in conditions.items():
        yield "condition", name, np.repeat(pictures[..., None], COLORS, axis=-1)
        yield "level_color", name, averages.level[name][pictures]
        if name == "gray":  # whose luma it keeps
            yield "hand_made", name, colored(network, pictures)
        small = np.stack([thumbnail(picture) for picture in pictures])
        places, _ = nearest(small, averages.thumbnail[name])
        yield "nearest", name, training.pictures("rgb", places)
    color = _rounded(averages.picture.mean(axis=(0, 1)))
    yield "mean_color", "none", np.full((number, *averages.picture.shape), color, np.uint8)
    yield "mean_picture", "none", np.repeat(averages.picture[None], number, axis=0)


def _rounded(values: NDArray[np.float64]) -> NDArray[np.uint8]:
    return np.asarray(np.rint(values), np.uint8)
