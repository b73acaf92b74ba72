"""Files dated in the future: Snakemake fails every job that reads one.

Standard library only: the Snakefile imports it.
"""

import contextlib
import os
import time
from collections.abc import Iterable
from pathlib import Path

from chromacel.errors import InputError
from chromacel.jobs.lifetime import say


def date_now(results: Path) -> None:
    """Files that a clock ahead of this one has dated get this one's time."""
    late = []
    for folder, _, names in os.walk(results):
        for name in names:
            path = Path(folder, name)
            if is_late(path):
                os.utime(path)
                late.append(path)
    if late:
        say(f"Files that were dated in the future are dated now: {late[0]}, {len(late)} in all.")


def refuse_future(paths: Iterable[Path]) -> None:
    """Raises InputError if one of these files of the user's is dated in the future."""
    for path in paths:
        if is_late(path):
            raise InputError(
                f"{path} is dated in the future: `touch` it, or set this computer's clock right."
            )


def is_late(path: Path) -> bool:
    with contextlib.suppress(FileNotFoundError):  # jobs on a cluster may rename theirs meanwhile
        return path.stat().st_mtime > time.time()
    return False
