"""Files that appear whole or not at all, and HDF5 files whose damage is named."""

import contextlib
import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

import h5py

from chromacel.errors import InputError


@contextlib.contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """A temporary path beside `path`, renamed to it if the block succeeds and removed if not."""
    path.parent.mkdir(parents=True, exist_ok=True)
    # Not made from the name, which may be as long as the file system allows.
    temporary = path.with_name(
        f".{hashlib.sha256(path.name.encode()).hexdigest()[:16]}.{os.getpid()}"
    )
    try:
        yield temporary
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def write_text(path: Path, text: str) -> None:
    with whole_file(path) as temporary:
        temporary.write_text(text, encoding="utf-8")


@contextlib.contextmanager
def created_h5(path: Path) -> Iterator[h5py.File]:
    with whole_file(path) as temporary, h5py.File(temporary, "w") as file:
        yield file


@contextlib.contextmanager
def opened_h5(path: Path) -> Iterator[h5py.File]:
    """An HDF5 file for reading.

    Raises:
        InputError: it cannot be opened, or reading from it fails or misses a dataset: it is
            truncated, damaged, or no file of ours.
    """
    try:
        with h5py.File(path, "r") as file:
            yield file
    except FileNotFoundError:
        raise InputError(f"{path} does not exist: run Snakemake to make it.") from None
    except (OSError, KeyError) as error:
        raise InputError(
            f"{path} is truncated or damaged ({error}): delete it and run Snakemake again."
        ) from error


def sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
