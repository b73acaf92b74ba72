"""A file of the user's that must not change while it is read."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

from chromacel.errors import ChangedFileError, InputError


@contextlib.contextmanager
def unchanged(path: Path) -> Iterator[None]:
    """Whatever is found wrong with a file that changes meanwhile is not its fault.

    Raises:
        ChangedFileError: the file has been written to, replaced or removed.
    """
    before = _stamp(path)
    try:
        yield
    except InputError as error:
        _check(path, before, error)
        raise
    _check(path, before, None)


def _check(path: Path, before: tuple[int, ...], error: InputError | None) -> None:
    if _stamp(path) != before:
        problem = f"{path} was changed or replaced while it was read"
        raise ChangedFileError(problem, "wait until it is written, and read it again") from error


def _stamp(path: Path) -> tuple[int, ...]:
    try:
        status = path.stat()
    except OSError:
        return ()
    return status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns
