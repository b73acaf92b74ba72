"""Files of the test split as a model colored it.

Datasets: `rgb` (n, h, w, 3) uint8 in chunks of one frame; `episode` and `index` (n,), in the order
of the test split. Attributes: model, condition, seed, the hash of the weights.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import h5py
import pandas as pd

from chromacel.errors import DamagedFileError
from chromacel.files.checksums import damaged_file
from chromacel.files.hdf5 import opened_h5, read
from chromacel.files.version import package_version
from chromacel.pictures.pixels import Frames


def write_origins(
    file: h5py.File, origins: Mapping[str, Any], names: Mapping[str, Any], weights: str
) -> None:
    """What the predictions in `file` are of, and by which model; `weights` is the hash of its."""
    for name in ("episode", "index"):
        file[name] = origins[name]
    file.attrs.update({**names, "weights_sha256": weights, "chromacel_version": package_version()})


@dataclass(frozen=True)
class Predictions:
    path: Path
    names: Mapping[str, Any]
    """Model, condition and seed."""

    def pictures(self, numbers: list[int]) -> Frames:
        """Those of these places in the test split, in ascending order: (n, h, w, 3) uint8."""
        with opened_h5(self.path) as file:
            return read(file, "rgb", numbers)


def open_predictions(path: Path, origins: pd.DataFrame) -> Predictions:
    """`origins` is the episode and index of each frame of the test split.

    Raises:
        DamagedFileError: the file is damaged, or of another test split.
    """
    with opened_h5(path) as file:
        episodes = [name.decode() for name in read(file, "episode")]
        frames = pd.DataFrame({"episode": episodes, "index": read(file, "index")})
        try:
            names = {name: file.attrs[name] for name in ("model", "condition")}
            names["seed"] = int(file.attrs["seed"])
        except KeyError as error:
            raise damaged_file(path, error) from error
    if not frames.equals(origins[["episode", "index"]].reset_index(drop=True)):
        raise DamagedFileError(f"{path} holds other frames than the test shards")
    return Predictions(path, names)
