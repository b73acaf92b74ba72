"""Commands in processes that start at once: each is a copy of one that has loaded the libraries,
which takes longer than most of what tests have commands do."""

import importlib
import multiprocessing
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Any, NamedTuple

from imports import ROOT

STAGES = [path.stem for path in (ROOT / "src/chromacel/stages").glob("[a-z]*.py")]
SERVER = multiprocessing.get_context("forkserver")
SERVER.set_forkserver_preload(
    [
        *(f"chromacel.stages.{name}" for name in STAGES),
        *(f"chromacel.{name}" for name in ("app.color", "coloring.files", "coloring.best_weights")),
    ]
)
PATIENCE = 300.0  # seconds


class Done(NamedTuple):
    """The exit status, and all that was said."""

    status: int
    said: str

    @property
    def errors(self) -> list[str]:
        return [line for line in self.said.splitlines() if line.startswith("Error: ")]


def start(
    words: Sequence[str],
    said: str | Path,
    errors: str | Path | None = None,
    folder: Path | None = None,
    threads: int | None = None,
) -> ForkServerProcess:
    """`python -m` with these words, in a folder. What it says is added to the files, or all to one;
    PyTorch has so many threads, or as many as usual."""
    files = [Path(file).absolute() for file in (said, errors or said)]
    arguments = (list(words), files, str(folder or Path.cwd()), threads)
    process = SERVER.Process(target=_run, args=arguments)
    process.start()
    return process


def run(
    words: Sequence[str],
    folder: Path | None = None,
    seconds: float = PATIENCE,
    threads: int | None = None,
) -> subprocess.CompletedProcess[str]:
    """What came of it; after so many seconds, it is killed."""
    with tempfile.NamedTemporaryFile() as said, tempfile.NamedTemporaryFile() as errors:
        process = start(words, said.name, errors.name, folder, threads)
        process.join(seconds)
        if process.is_alive():
            process.kill()
            process.join()
        texts = (Path(file.name).read_text(errors="replace") for file in (said, errors))
        assert process.exitcode is not None
        return subprocess.CompletedProcess(list(words), process.exitcode, *texts)


def done(words: Sequence[str], **options: Any) -> Done:
    """As `run` has it, in short."""
    ended = run(words, **options)
    return Done(ended.returncode, ended.stdout + ended.stderr)


def _run(words: list[str], files: list[Path], folder: str, threads: int | None) -> None:
    import torch

    if threads:
        torch.set_num_threads(threads)
    os.chdir(folder)
    for number, file in enumerate(files, 1):
        os.dup2(os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT), number)
    sys.stderr = os.fdopen(2, "w", errors="backslashreplace", buffering=1)
    sys.argv = words
    name, *rest = words
    if name == "chromacel":
        importlib.import_module("chromacel.app.cli").main(rest)
    else:
        main = importlib.import_module(name).main
        importlib.import_module("chromacel.jobs.command").run(main)
