"""What the pictures of a split look like: the levels of their pixels, and a few of them."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from chromacel.dataset.episode_files import read_frames
from chromacel.dataset.shards import by_pictures
from chromacel.files.hdf5 import opened_h5, read
from chromacel.pictures.hue import hues
from chromacel.pictures.pixels import Frames

HUES = 24  # the color circle's parts, of 15 degrees each, the first one around red
TURN = 256  # of a hue
WIDTH = 192  # of a sample
QUALITY = 80


@dataclass(frozen=True)
class Levels:
    """Counts of a split's pixels by gray level, (256,), and of those with a hue, (24,)."""

    gray: NDArray[np.int64]
    hues: NDArray[np.int64]


@dataclass(frozen=True)
class Sample:
    """A picture as a small JPEG, and where it comes from."""

    episode: str
    index: int
    time: float
    width: int
    height: int
    jpeg: bytes


def count_levels(paths: list[Path]) -> Levels:
    """Of all pixels of a split's shards, eight frames in memory at a time.

    Raises:
        InputError: a shard is truncated or damaged.
    """
    gray, hues = np.zeros(256, np.int64), np.zeros(HUES, np.int64)
    shards = by_pictures(paths)
    for path in shards["gray"]:
        with opened_h5(path) as shard:
            for block in read_frames(shard, "gray"):
                gray += np.bincount(block.ravel(), minlength=256)
    for path in shards["rgb"]:
        with opened_h5(path) as shard:
            for block in read_frames(shard, "rgb"):
                hues += _count_hues(block)
    return Levels(gray, hues)


def _count_hues(rgb: Frames) -> NDArray[np.int64]:
    """How many pixels of (n, h, w, 3) are of each hue, (24,)."""
    hue, is_colored = hues(rgb.reshape(-1, *rgb.shape[2:]))
    seen = hue[is_colored].astype(np.float64)
    return np.bincount(np.rint(seen * HUES / TURN).astype(np.int64) % HUES, minlength=HUES)


def read_samples(paths: list[Path], numbers: Sequence[int]) -> list[Sample]:
    """The pictures of these numbers, counted from 0, shard after shard.

    Raises:
        InputError: a shard is truncated or damaged.
    """
    samples, first = [], 0
    for path in by_pictures(paths)["rgb"]:
        with opened_h5(path) as shard:
            index = read(shard, "index")
            for row in (number - first for number in numbers):
                if 0 <= row < len(index):
                    picture = Image.fromarray(read(shard, "rgb", row))
                    picture.thumbnail((WIDTH, 4 * WIDTH))
                    samples.append(
                        Sample(
                            episode=read(shard, "episode", row).item().decode(),
                            index=int(index[row]),
                            time=float(read(shard, "time", row)),
                            width=picture.width,
                            height=picture.height,
                            jpeg=_jpeg(picture),
                        )
                    )
        first += len(index)
    return samples


def _jpeg(picture: Image.Image) -> bytes:
    content = io.BytesIO()
    picture.save(content, "JPEG", quality=QUALITY)
    return content.getvalue()
