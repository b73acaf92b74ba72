"""Baselines without hints: methods that take their colors from the nearest training picture."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np

from chromacel.coloring import ironi, welsh
from chromacel.coloring.lifting import on_luma
from chromacel.dataset.episode_files import BLOCK
from chromacel.dataset.shards import open_split
from chromacel.evaluation.hint_metrics import Colored
from chromacel.evaluation.untrained import TransferMethod
from chromacel.pictures.chroma import Chroma
from chromacel.pictures.hints import Hints
from chromacel.pictures.pixels import COLORS, Picture
from chromacel.similarity.thumbnails import nearest, thumbnail

# Imported, and not found by their names in `coloring/methods.py`, so that they are in fingerprints.
TRANSFERS: Mapping[TransferMethod, Callable[[Picture, Sequence[Picture]], Chroma]] = {
    "welsh": welsh.transferred,
    "ironi": ironi.transferred,
}


def transfer(method: TransferMethod, training: list[Path]) -> Colored:
    """Colors a gray picture like the nearest one of the training shards, which have it in color and
    in gray: the same as the baseline `nearest` takes, by gray thumbnails. Hints are ignored.

    Raises:
        DamagedFileError: a shard is truncated or damaged.
    """
    split = open_split(training)
    blocks = np.split(np.arange(len(split)), range(BLOCK, len(split), BLOCK))
    known = [thumbnail(picture) for block in blocks for picture in split.pictures("gray", block)]
    thumbnails = np.stack(known)
    last: dict[bytes, Picture] = {}  # one picture comes many times in a row, with other hints

    def color(gray: Picture, hints: Hints) -> Picture:
        key = gray.tobytes()
        if key not in last:
            last.clear()
            place, _ = nearest(thumbnail(gray)[None], thumbnails)
            chroma = TRANSFERS[method](gray, [*split.pictures("rgb", place)])
            last[key] = on_luma(np.stack([gray] * COLORS, axis=-1), chroma, is_neutral=True)
        return last[key]

    return color
