"""Running jobs below what Snakemake writes, on a terminal and elsewhere."""

import os
import pty
import re
import subprocess
import sys
from pathlib import Path

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


def test_elsewhere_a_line_is_said_now_and_then(tmp_path: Path) -> None:
    words = [sys.executable, "-c", SNAKEMAKE, str(tmp_path)]
    done = subprocess.run(words, stderr=subprocess.PIPE, text=True, check=True)
    lines = done.stderr.splitlines()
    said = [line for line in lines if line.startswith("train_model: 25 %, 1 of 4 images; ")]
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
    assert all(line.startswith("train_model  25 %, 1 of 4 images; ") for line in screen.drawn)


class Screen:
    """A terminal that knows two sequences: up by n lines, and clear from here on."""

    def __init__(self, text: str) -> None:
        self.final: list[str] = []
        self.drawn: list[str] = []
        for part in re.split(r"(\x1b\[\d+A)\x1b\[J", text.replace("\r", "")):
            if part.startswith("\x1b"):
                up = int(part[2:-1])
                self.drawn += self.final[-up:]
                del self.final[-up:]
            else:
                self.final += part.splitlines()


def screen_after(words: list[str]) -> Screen:
    """What a terminal of 80 columns shows when a program that writes to it has ended."""
    ours, its = pty.openpty()
    environment = {**os.environ, "TERM": "xterm", "COLUMNS": "120", "LINES": "30"}
    with subprocess.Popen(words, stdin=its, stdout=its, stderr=its, env=environment):
        os.close(its)
        text = b""
        try:
            while part := os.read(ours, 1024):
                text += part
        except OSError:  # the other end is closed
            pass
    os.close(ours)
    return Screen(text.decode())
