"""Files of whole shots as a model colored them.

Datasets: for each method of coloring, (n, h, w, 3) uint8 of the frames of `take_shots`, in chunks
of one. Attributes: model, condition, seed, the hash of the weights.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from chromacel.dataset.episode_files import append, create_frames
from chromacel.files.checksums import damaged_file
from chromacel.files.hdf5 import created_h5, opened_h5, read
from chromacel.files.version import package_version
from chromacel.pictures.pixels import Frames


def write_colored(
    path: Path, colored: Mapping[str, Frames], names: Mapping[str, Any], weights: str
) -> None:
    """`colored` by the method; `names` are model, condition and seed, `weights` the hash of its."""
    with created_h5(path) as file:
        for method, frames in colored.items():
            append(create_frames(file, method, (0, *frames.shape[1:])), frames)
        file.attrs.update(
            {**names, "weights_sha256": weights, "chromacel_version": package_version()}
        )


@dataclass(frozen=True)
class StoredShots:
    """The frames of one method in a file, (n, h, w, 3) uint8, of which parts are read."""

    path: Path
    method: str

    def __getitem__(self, selection: Any) -> Frames:
        with opened_h5(self.path) as file:
            return read(file, self.method, selection)


@dataclass(frozen=True)
class ColoredShots:
    """`methods` are the frames of each; `names` model, condition and seed."""

    names: Mapping[str, Any]
    methods: Mapping[str, StoredShots]


def open_colored(path: Path, number: int) -> ColoredShots:
    """Raises DamagedFileError if the file is damaged, or of another number of frames."""
    with opened_h5(path) as file:
        methods = sorted(file)
        if any(len(file[method]) != number for method in methods):
            raise damaged_file(path, ValueError("it holds other shots"))
        try:
            names = {name: file.attrs[name] for name in ("model", "condition")}
            names["seed"] = int(file.attrs["seed"])
        except KeyError as error:
            raise damaged_file(path, error) from error
    return ColoredShots(names, {method: StoredShots(path, method) for method in methods})
