"""`chromacel color` in processes that start at once, since they have its libraries."""

import multiprocessing
import os
import sys
import tempfile
import time
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import NamedTuple

SERVER = multiprocessing.get_context("forkserver")
SERVER.set_forkserver_preload(
    [f"chromacel.{name}" for name in ("app.color", "coloring.files", "coloring.best_weights")]
)
PATIENCE = 100.0  # seconds


class Done(NamedTuple):
    status: int | None
    said: str

    @property
    def errors(self) -> list[str]:
        return [line for line in self.said.splitlines() if line.startswith("Error: ")]


def start(words: list[str], said: str) -> ForkServerProcess:
    process = SERVER.Process(target=_run, args=(words, said))
    process.start()
    return process


def color(*words: object, seconds: float = PATIENCE) -> Done:
    """Its exit status and all that it says; after so many seconds, it is killed."""
    with tempfile.NamedTemporaryFile() as said:
        process = start(list(map(str, words)), said.name)
        process.join(seconds)
        if process.is_alive():
            process.kill()
            process.join()
        return Done(process.exitcode, Path(said.name).read_text(errors="replace"))


def left(out: Path) -> set[str]:
    """All files of a folder."""
    return {str(path.relative_to(out)) for path in out.rglob("*") if path.is_file()}


def wait_for(out: Path, pattern: str) -> None:
    """Until a file of this pattern is there."""
    end = time.monotonic() + PATIENCE
    while not list(out.glob(pattern)):
        assert time.monotonic() < end, f"no {pattern} in {out}"
        time.sleep(0.005)


def _run(words: list[str], said: str) -> None:
    from chromacel.app.cli import main

    file = os.open(said, os.O_WRONLY | os.O_APPEND)
    os.dup2(file, 1)
    os.dup2(file, 2)
    sys.stderr = os.fdopen(2, "w", errors="backslashreplace", buffering=1)
    main(["color", *words])
