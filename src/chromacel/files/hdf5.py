"""Files that appear whole or not at all, and HDF5 files whose damage is named."""

import contextlib
import io
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import h5py
import numpy as np
from numpy.typing import NDArray

from chromacel.errors import InputError, MissingFileError
from chromacel.files.checksums import damaged_file
from chromacel.files.whole import whole_file


@contextlib.contextmanager
def created_h5(path: Path) -> Iterator[h5py.File]:
    with whole_file(path) as temporary, _UntellingFile(temporary, "w+") as raw:
        try:
            with h5py.File(raw, "w", libver="v110") as file:  # all metadata with checksums
                yield file
        except (OSError, RuntimeError):  # HDF5 may not find what it has written
            if raw.error is None:
                raise
        if raw.error is not None:
            raise raw.error


class _UntellingFile(io.FileIO):
    """A file that keeps to itself what goes wrong, since HDF5 crashes if it is told."""

    error: OSError | None = None

    def write(self, data: Any) -> int:
        rest = memoryview(data)
        with self._kept():
            while rest:  # a disk that is nearly full takes a part
                rest = rest[super().write(rest) :]
        return len(memoryview(data))

    def readinto(self, buffer: Any) -> int:
        """What was not written is zeros: HDF5 reads places before it fills them."""
        count = super().readinto(buffer) or 0
        memoryview(buffer)[count:] = bytes(len(buffer) - count)
        return len(buffer)

    def truncate(self, size: int | None = None) -> int:
        with self._kept():
            return super().truncate(size)
        return 0

    @contextlib.contextmanager
    def _kept(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            self.error = error


def write_array(file: h5py.File, name: str, values: Any) -> None:
    """A dataset of numbers, uncompressed, with a checksum that HDF5 compares as it is read."""
    file.create_dataset(name, data=values, fletcher32=len(values) > 0)


@contextlib.contextmanager
def opened_h5(path: Path) -> Iterator[h5py.File]:
    """An HDF5 file for reading, without a lock, which some file systems do not know and no file
    needs that appears whole.

    Raises:
        InputError: it is missing, truncated or damaged, or the system does not let it be read.
    """
    try:
        file = h5py.File(path, "r", locking=False)
    except FileNotFoundError:
        raise MissingFileError(f"{path} does not exist") from None
    except OSError as error:
        raise _unreadable(path, error) from error
    with file:
        yield file


def read(file: h5py.File, name: str, selection: Any = ()) -> NDArray[Any]:
    """A dataset or a part of it.

    Raises:
        InputError: it is missing, truncated or damaged, or the system does not let it be read.
    """
    try:
        return np.asarray(file[name][selection])
    except (OSError, KeyError, RuntimeError) as error:
        raise _unreadable(Path(file.filename), error) from error


def _unreadable(path: Path, error: Exception) -> InputError:
    """The system's refusal, which has a number, is no damage."""
    number = re.search(r"errno = (\d+)", str(error))
    code = error.errno if isinstance(error, OSError) and error.errno else number and int(number[1])
    if code:
        return InputError(
            f"{path} cannot be read ({os.strerror(code)}): look after its disk and permissions, and"
            " run again."
        )
    return damaged_file(path, error)
