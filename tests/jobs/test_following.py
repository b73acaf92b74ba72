"""Running jobs below what Snakemake writes, on a terminal and elsewhere."""

import subprocess
import sys
from pathlib import Path

from chromacel.jobs.following import aligned
from chromacel.jobs.running import RunningJob
from terminals import screen_after

SNAKEMAKE = """
import logging, subprocess, sys, time
from pathlib import Path
from chromacel.jobs import following
following.REFRESHED, following.REPEATED = 0.2, 0.5
logger = logging.getLogger("snakemake.logging")
logger.addHandler(logging.StreamHandler(sys.stderr))
following.follow(Path(sys.argv[1]))
with Path(sys.argv[1], "train_model.log").open("wb") as log:
    log.write(b"progress: 1 of 4 images; 0.1 images/s; 0:10:30 left\\n")
    log.flush()
    job = subprocess.Popen(["sleep", "2"], stderr=log)
time.sleep(1)
logger.warning("first message")
logger.warning("second message")
job.wait()
logger.warning("last message")
"""


def test_a_narrow_terminal_shows_the_time_left() -> None:
    text = "42 %, 0:41:10 left; epoch 3 of 7; 5.4 images/s; 9660 of 23000 images"
    jobs = [
        RunningJob("train_model gan/gray/1", text),
        RunningJob("train_model convnet/gray/1", text),
    ]
    assert aligned(jobs, 79) == [
        "train_model gan/gray/1      42 %, 0:41:10 left; epoch 3 of 7; 5.4 images/s",
        "train_model convnet/gray/1  42 %, 0:41:10 left; epoch 3 of 7; 5.4 images/s",
    ]
    assert aligned(jobs, 120)[0] == f"train_model gan/gray/1      {text}"
    assert aligned(jobs, 40) == [
        "train_model gan/gra…  42 %, 0:41:10 left",
        "train_model convnet…  42 %, 0:41:10 left",
    ]


def test_elsewhere_a_line_is_said_now_and_then(tmp_path: Path) -> None:
    words = [sys.executable, "-c", SNAKEMAKE, str(tmp_path)]
    done = subprocess.run(words, stderr=subprocess.PIPE, text=True, check=True)
    lines = done.stderr.splitlines()
    said = [line for line in lines if line.startswith("train_model: 25 %, 0:10:")]
    assert 1 <= len(said) <= 4
    assert [line for line in lines if line not in said] == [
        "first message",
        "second message",
        "last message",
    ]


def test_on_a_terminal_a_line_is_refreshed_below_the_messages(tmp_path: Path) -> None:
    screen = screen_after([sys.executable, "-c", SNAKEMAKE, str(tmp_path)])
    assert screen.final == ["first message", "second message", "last message"]
    assert len(screen.drawn) >= 5
    assert all(line.startswith("train_model  25 %, 0:10:") for line in screen.drawn)
