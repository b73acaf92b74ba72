"""`chromacel color` in processes that start at once, since they have its libraries."""

import time
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import NamedTuple

import forked

PATIENCE = 100.0  # seconds


class Done(NamedTuple):
    status: int
    said: str

    @property
    def errors(self) -> list[str]:
        return [line for line in self.said.splitlines() if line.startswith("Error: ")]


def start(words: list[str], said: str) -> ForkServerProcess:
    return forked.start(["chromacel", "color", *words], said)


def color(*words: object, seconds: float = PATIENCE) -> Done:
    """Its exit status and all that it says; after so many seconds, it is killed."""
    done = forked.run(["chromacel", "color", *map(str, words)], seconds=seconds)
    return Done(done.returncode, done.stdout + done.stderr)


def left(out: Path) -> set[str]:
    """All files of a folder."""
    return {str(path.relative_to(out)) for path in out.rglob("*") if path.is_file()}


def wait_for(out: Path, pattern: str) -> None:
    """Until a file of this pattern is there."""
    end = time.monotonic() + PATIENCE
    while not list(out.glob(pattern)):
        assert time.monotonic() < end, f"no {pattern} in {out}"
        time.sleep(0.005)
