"""`chromacel color` in processes that start at once, since they have its libraries."""

import time
from multiprocessing.context import ForkServerProcess
from pathlib import Path

import forked
from forked import Done

PATIENCE = 100.0  # seconds


def start(words: list[str], said: str) -> ForkServerProcess:
    return forked.start(["chromacel", "color", *words], said)


def color(*words: object, seconds: float = PATIENCE) -> Done:
    """Its exit status and all that it says; after so many seconds, it is killed."""
    return forked.done(["chromacel", "color", *map(str, words)], seconds=seconds)


def left(out: Path) -> set[str]:
    """All files of a folder."""
    return {str(path.relative_to(out)) for path in out.rglob("*") if path.is_file()}


def wait_for(out: Path, pattern: str) -> None:
    """Until a file of this pattern is there."""
    end = time.monotonic() + PATIENCE
    while not list(out.glob(pattern)):
        assert time.monotonic() < end, f"no {pattern} in {out}"
        time.sleep(0.005)
