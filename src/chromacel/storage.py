"""Files that appear whole or not at all, and HDF5 files whose damage is named."""

import contextlib
import errno
import hashlib
import io
import os
import platform
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import h5py
import numpy as np
from numpy.typing import NDArray

from chromacel.errors import InputError

NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


@contextlib.contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """A temporary path beside `path`, renamed to it if the block succeeds and removed if not.

    Raises:
        InputError: there is no room for it.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    # Not the name itself, which may be as long as the file system allows. The machine and the
    # process, since a cluster may still run a job that a restarted Snakemake sends again.
    name, machine = (short_hash(text) for text in (path.name, platform.node()))
    for earlier in path.parent.glob(f".{name}.{machine}.*.part"):
        if not _runs(int(earlier.suffixes[-2][1:])):  # what a killed process left
            earlier.unlink(missing_ok=True)
    temporary = path.with_name(f".{name}.{machine}.{os.getpid()}.part")
    try:
        yield temporary
        temporary.replace(path)
    except OSError as error:
        if error.errno in NO_ROOM:
            reason = os.strerror(error.errno)
            raise InputError(f"{path} cannot be written ({reason}): make room for it.") from error
        raise
    finally:
        temporary.unlink(missing_ok=True)


def short_hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _runs(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return True


def write_text(path: Path, text: str) -> None:
    with whole_file(path) as temporary:
        temporary.write_text(text, encoding="utf-8")


@contextlib.contextmanager
def created_h5(path: Path) -> Iterator[h5py.File]:
    with whole_file(path) as temporary, _Closable(temporary, "w+") as raw:
        with h5py.File(raw, "w") as file:
            try:
                yield file
            finally:
                raw.closing = True
        if raw.error is not None:
            raise raw.error


class _Closable(io.FileIO):
    """A file that keeps what goes wrong while HDF5 closes it, since HDF5 crashes if it is told."""

    closing = False
    error: OSError | None = None

    def write(self, data: Any) -> int:
        rest = memoryview(data)
        with self._kept():
            while rest:  # a disk that is nearly full takes a part
                rest = rest[super().write(rest) :]
        return len(memoryview(data))

    def truncate(self, size: int | None = None) -> int:
        with self._kept():
            return super().truncate(size)
        return 0

    @contextlib.contextmanager
    def _kept(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            if not self.closing:
                raise
            self.error = error


@contextlib.contextmanager
def opened_h5(path: Path) -> Iterator[h5py.File]:
    """An HDF5 file for reading. Raises InputError if it is missing, truncated or damaged."""
    try:
        file = h5py.File(path, "r")
    except FileNotFoundError:
        raise InputError(f"{path} does not exist: run Snakemake to make it.") from None
    except OSError as error:
        raise damaged_file(path, error) from error
    with file:
        yield file


def read(file: h5py.File, name: str, selection: Any = ()) -> NDArray[Any]:
    """A dataset or a part of it. Raises InputError if it is missing, truncated or damaged."""
    try:
        return np.asarray(file[name][selection])
    except (OSError, KeyError, RuntimeError) as error:
        raise damaged_file(file.filename, error) from error


def damaged_file(path: Path | str, error: Exception) -> InputError:
    """The error for a file of ours that is not as we wrote it."""
    return InputError(
        f"{path} is truncated or damaged ({error.args[-1]}): delete it and run Snakemake again."
    )


def sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
