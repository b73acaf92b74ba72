"""Commands in processes that start at once: each is a copy of one that has loaded the libraries,
which takes longer than most of what tests have commands do."""

import atexit
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

import forked_jobs
from imports import ROOT

STAGES = [path.stem for path in (ROOT / "src/chromacel/stages").glob("[a-z]*.py")]
SERVER = multiprocessing.get_context("forkserver")
SERVER.set_forkserver_preload(
    [
        *(f"chromacel.stages.{name}" for name in STAGES),
        *(f"chromacel.{name}" for name in ("app.color", "coloring.files", "coloring.best_weights")),
        *(f"chromacel.studio.{name}" for name in ("application", "guard", "listening", "studio")),
        *("snakemake.cli", "jsonschema"),
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
    """`python -m` with these words, in a folder, and in the environment as it is now, but for what
    Python itself reads at its start. What it says is added to the files, or all to one; PyTorch has
    so many threads, or as many as usual."""
    files = [Path(file).absolute() for file in (said, errors or said)]
    arguments = (list(words), files, str(folder or Path.cwd()), threads, dict(os.environ))
    process = SERVER.Process(target=_run, args=arguments)
    process.start()
    return process


def run(
    words: Sequence[str], seconds: float = PATIENCE, **options: Any
) -> subprocess.CompletedProcess[str]:
    """What came of it, with the options of `start`; after so many seconds, it is killed."""
    with tempfile.NamedTemporaryFile() as said, tempfile.NamedTemporaryFile() as errors:
        status = _status(start(words, said.name, errors.name, **options), seconds)
        texts = (Path(file.name).read_text(errors="replace") for file in (said, errors))
        return subprocess.CompletedProcess(list(words), status, *texts)


def done(words: Sequence[str], seconds: float = PATIENCE, **options: Any) -> Done:
    """As `run` has it, in short."""
    with tempfile.NamedTemporaryFile() as said:
        status = _status(start(words, said.name, **options), seconds)
        return Done(status, Path(said.name).read_text(errors="replace"))


def _status(process: ForkServerProcess, seconds: float) -> int:
    process.join(seconds)
    if process.is_alive():
        process.kill()
        process.join()
    assert process.exitcode is not None
    return process.exitcode


def _run(
    words: list[str],
    files: list[Path],
    folder: str,
    threads: int | None,
    environment: dict[str, str],
) -> None:
    import torch

    if threads:
        torch.set_num_threads(threads)
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    for number, file in enumerate(files, 1):
        os.dup2(os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT), number)
    sys.stderr = os.fdopen(2, "w", buffering=1, errors="backslashreplace", closefd=False)
    sys.argv = words
    try:
        _main(*words)
    finally:
        atexit._run_exitfuncs()  # which `multiprocessing` leaves out


def _main(name: str, *words: str) -> None:
    if name == "chromacel":
        importlib.import_module("chromacel.app.cli").main(words)
    elif name == "snakemake":
        for module in [one for one in sys.modules if one.partition(".")[0] == "chromacel"]:
            del sys.modules[module]  # a Snakefile has the code beside it
        with forked_jobs.python() as sys.executable:
            importlib.import_module("snakemake.cli").main(list(words))
    else:
        main = importlib.import_module(name).main
        importlib.import_module("chromacel.jobs.command").run(main)
