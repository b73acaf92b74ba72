"""Episode files: one HDF5 file per episode and step, holding its sampled frames in display order.

Datasets: `index` (n,) int64, the display index; `time` (n,) float64, seconds, NaN of a comic's;
and one or more of `rgb` (n, h, w, 3), `gray` (n, h, w) and `edge` (n, h, w), uint8, in chunks of
one frame. Those of `extract_frames` also have `thumbnail` (n, 16, 16, 3) uint8, and `damaged`, the
indices lost.
Attributes: the provenance, from the source's name and hash to the settings of every step; of an
episode without frames, since nothing can be taken from its source, `left_out` says why.
"""

import contextlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import h5py
import numpy as np

from chromacel.files.hdf5 import created_h5, read, write_array
from chromacel.files.version import package_version
from chromacel.machine.progress import counted
from chromacel.pictures.pixels import Frames, Picture

if TYPE_CHECKING:
    from _typeshed import DataclassInstance


LEFT_OUT = "left_out"
BLOCK = 8  # frames held in memory at a time


def write_frames(file: h5py.File, name: str, blocks: Iterable[Frames]) -> None:
    """Append all blocks to the dataset `name`, made with the shape of the first."""
    total = len(file["index"]) if "index" in file else 0
    for block in counted(blocks, total, "frames", BLOCK):
        if name not in file:
            create_frames(file, name, (0, *block.shape[1:]))
        append(file[name], block)


def create_frames(file: h5py.File, name: str, shape: tuple[int, ...]) -> h5py.Dataset:
    return file.create_dataset(
        name,
        shape,
        np.uint8,
        maxshape=(None, *shape[1:]),
        chunks=(1, *shape[1:]),
        compression="gzip",  # LZF's bytes depend on what lay in memory before
        compression_opts=1,
    )


def append(dataset: h5py.Dataset, frames: Frames) -> None:
    """Add (n, h, w) or (n, h, w, 3) uint8 frames at the end."""
    end = len(dataset)
    dataset.resize(end + len(frames), axis=0)
    for place, frame in enumerate(frames, start=end):
        write_frame(dataset, place, frame)


def write_frame(dataset: h5py.Dataset, place: int, frame: Picture) -> None:
    """Write one frame, compressed by ISA-L: what gzip would write, in a sixth of the time."""
    from isal import isal_zlib  # here, since those who only read do without it

    packed = isal_zlib.compress(np.ascontiguousarray(frame).data, level=2)
    dataset.id.write_direct_chunk((place, *(0 for _ in frame.shape)), packed)


def read_frames(file: h5py.File, name: str) -> Iterator[Frames]:
    """The dataset `name` in blocks of at most `BLOCK` frames; of none, one block without any."""
    start = 0
    while len(block := read(file, name, slice(start, start + BLOCK))) or start == 0:
        yield block
        start += BLOCK


@contextlib.contextmanager
def derived_file(
    path: Path, source: h5py.File, **settings: "DataclassInstance"
) -> Iterator[h5py.File]:
    """A new episode file with the indices, times and provenance of `source`, plus `settings`."""
    with created_h5(path) as file:
        for name in ("index", "time"):
            write_array(file, name, read(source, name))
        write_provenance(file, {**source.attrs, "chromacel_version": package_version()}, **settings)
        yield file


def write_provenance(
    file: h5py.File, attributes: Mapping[str, Any], **settings: "DataclassInstance"
) -> None:
    """Write attributes, and add the settings of this step to those of the steps before it."""
    earlier = json.loads(attributes.get("settings", "{}"))
    added = {name: asdict(section) for name, section in settings.items()}
    file.attrs.update({**attributes, "settings": json.dumps(earlier | added)})
