"""Files of the user's that must not change while they are read."""

import contextlib
from collections.abc import Iterator, Mapping
from pathlib import Path

from chromacel.errors import ChangedFileError, InputError


@contextlib.contextmanager
def unchanged(*paths: Path) -> Iterator[None]:
    """Whatever is found wrong with files that change meanwhile is not their fault.

    Raises:
        ChangedFileError: a file has been written to, replaced or removed.
    """
    before = {path: _stamp(path) for path in paths}
    try:
        yield
    except InputError as error:
        _check(before, error)
        raise
    _check(before, None)


def _check(before: Mapping[Path, tuple[int, ...]], error: InputError | None) -> None:
    for path, stamp in before.items():
        if _stamp(path) != stamp:
            problem = f"{path} was changed or replaced while it was read"
            remedy = "wait until it is written, and read it again"
            raise ChangedFileError(problem, remedy) from error


def _stamp(path: Path) -> tuple[int, ...]:
    try:
        status = path.stat()
    except OSError:
        return ()
    return status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns
