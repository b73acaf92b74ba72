"""A project is open in one server at a time."""

import errno
import fcntl
import os
from pathlib import Path
from typing import IO

from chromacel.errors import InputError
from chromacel.files.whole import REMEDIES

LOCK = ".lock"


def locked(folder: Path) -> IO[str]:
    """The project's lock, which is let go when the process ends.

    Raises:
        InputError: another process has it, or the folder cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        file = os.fdopen(_opened(folder / LOCK), "a")
    except OSError as error:
        remedy = REMEDIES.get(error.errno or 0, "name a folder")
        if error.errno in (errno.ELOOP, errno.ENXIO):
            remedy = f"remove its {LOCK}, which is no file"
        raise InputError(
            f"{folder} cannot be written ({os.strerror(error.errno or 0)}): {remedy}, or name"
            " another one with --project."
        ) from error
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        file.close()
        raise InputError(
            f"{folder} is open in another studio: go on there, or end that one."
        ) from error
    except OSError:
        pass  # file systems in networks may have no locks
    return file


def _opened(path: Path) -> int:
    """Not through a link, since a folder from others may have one to any file, nor where a pipe
    would be waited at."""
    return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_NOFOLLOW | os.O_NONBLOCK, 0o666)
