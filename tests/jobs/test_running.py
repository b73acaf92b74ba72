"""Which jobs run, by their logs and processes."""

import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from chromacel.jobs.lifetime import ENDED, STARTED_ON
from chromacel.jobs.running import running_jobs
from chromacel.machine.progress import SOONEST, Progress

LINE = "progress: 150 of 500 images, epoch 2 of 7; 5 images/s; 1 day, 0:01:10 left"


@contextmanager
def job(log: Path, *lines: str) -> Iterator[subprocess.Popen[bytes]]:
    """A process that has written lines to a log, which is its standard error, and waits."""
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as file:
        file.write("".join(f"{line}\n" for line in lines).encode())
        file.flush()
        process = subprocess.Popen(["sleep", "60"], stdout=file, stderr=file)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def texts(logs: Path, elsewhere: bool = False) -> dict[str, str]:
    return {job.name: job.text for job in running_jobs(logs, elsewhere)}


def test_a_job_runs_while_its_process_does(tmp_path: Path) -> None:
    log = tmp_path / "extract_frames/demo-01.log"
    with job(log) as process:
        assert texts(tmp_path) == {"extract_frames demo-01": "running for 0:00:00"}
        process.kill()
        process.wait()
        assert texts(tmp_path, elsewhere=True) == {}


def test_a_running_job_says_how_far_it_is(tmp_path: Path) -> None:
    with job(tmp_path / "train_model/gan/gray/1.log", "epoch 1/7: …", LINE, "saved in epoch 2"):
        text = "30 %, 1 day, 0:01:10 left; epoch 2 of 7; 5 images/s; 150 of 500 images"
        assert texts(tmp_path)["train_model gan/gray/1"].replace("09 left", "10 left") == text


def test_the_time_left_goes_on_between_two_lines(tmp_path: Path) -> None:
    log = tmp_path / "check_episodes.log"
    with job(log, "progress: 1 of 4 episodes; 0.1 episodes/s; 0:00:30 left"):
        os.utime(log, (time.time(), time.time() - 20))
        assert texts(tmp_path)["check_episodes"].startswith(
            ("25 %, 0:00:10 left", "25 %, 0:00:09 left")
        )


@pytest.mark.parametrize(
    ("last", "runs"),
    [(LINE, True), (ENDED, False), ("Error: it failed.", False), ("KeyError: 'x'", False)],
)
def test_of_another_computers_job_the_log_tells(tmp_path: Path, last: str, runs: bool) -> None:
    log = tmp_path / "train_model/gan/gray/1.log"
    log.parent.mkdir(parents=True)
    log.write_text(f"{STARTED_ON}node7\n{last}\n")
    assert bool(texts(tmp_path, elsewhere=True)) == runs
    assert texts(tmp_path) == {}
    if runs:
        assert texts(tmp_path, elsewhere=True)["train_model gan/gray/1"].endswith(" (on node7)")


def test_another_computers_job_that_is_silent_for_long_is_lost(tmp_path: Path) -> None:
    log = tmp_path / "write_report.log"
    log.write_text(f"{STARTED_ON}node7\n")
    os.utime(log, (time.time(), time.time() - 100))
    assert texts(tmp_path, elsewhere=True) == {"write_report": "last word 0:01:40 ago (on node7)"}
    os.utime(log, (time.time(), time.time() - 3600))
    assert texts(tmp_path, elsewhere=True) == {}


@pytest.mark.parametrize(
    ("seconds", "speed"),
    [(0.5, "2000 pictures/s"), (40, "25 pictures/s"), (1e6, "0.001 pictures/s")],
)
def test_what_a_job_writes_is_what_is_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], seconds: float, speed: str
) -> None:
    progress = Progress(4000, "test pictures")
    progress.begun -= seconds
    progress.said -= max(seconds, SOONEST)
    progress.at(1000, "epoch 1 of 2")
    with job(tmp_path / "x.log", capsys.readouterr().err.strip()):
        said = texts(tmp_path)["x"]
    first, *rest = said.split("; ")
    assert first.startswith("25 %, ") and first.endswith(" left")
    assert rest == ["epoch 1 of 2", speed.replace(" ", " test "), "1000 of 4000 test pictures"]
