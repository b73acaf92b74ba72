"""The table of all episodes' frames, with what a split has to know of them."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from chromacel.files.hdf5 import opened_h5, read
from chromacel.similarity.duplicates import duplicate_groups, repeated
from chromacel.similarity.scenes import scene_numbers
from chromacel.similarity.thumbnails import SIZE


def frame_table(episodes: Sequence[Path]) -> pd.DataFrame:
    """The frames of episode files, in the order of files and of display.

    Files of episodes that are left out have none, and one file at least has some.

    Columns episode, the file's name; index; time in seconds; scene, a number in the episode;
    duplicate, a number shared by near-duplicates over all episodes; and repeat, whether the frame
    lies in a stretch that recurs in another episode.

    Raises:
        MissingFileError: a file does not exist.
        DamagedFileError: a file is truncated or damaged.
    """
    tables, pixels = [], bytearray()  # of thumbnails there may be millions, kept once
    for path in episodes:
        with opened_h5(path) as file:
            columns = {name: read(file, name) for name in ("index", "time")}
            thumbnails = read(file, "thumbnail")
        if not len(thumbnails):
            continue  # an episode that is left out
        scenes = scene_numbers(thumbnails)
        tables.append(pd.DataFrame({"episode": path.stem, **columns, "scene": scenes}))
        pixels += thumbnails.tobytes()
    frames = pd.concat(tables, ignore_index=True)
    frames["duplicate"] = duplicate_groups(
        np.frombuffer(pixels, np.uint8).reshape(-1, SIZE, SIZE, 3)
    )
    frames["repeat"] = repeated(frames["episode"].to_numpy(), frames["duplicate"].to_numpy())
    return frames
