"""A project is open in one server at a time."""

import fcntl
import os
from pathlib import Path
from typing import IO

from chromacel.errors import InputError
from chromacel.files.whole import REMEDIES


def locked(folder: Path) -> IO[str]:
    """The project's lock, which is let go when the process ends.

    Raises:
        InputError: another process has it, or the folder cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        file = (folder / ".lock").open("w")
    except OSError as error:
        remedy = REMEDIES.get(error.errno or 0, "name another folder")
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
