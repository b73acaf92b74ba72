"""Programs run on a terminal, and what it shows."""

import os
import pty
import re
import subprocess
from pathlib import Path


class Screen:
    """A terminal that knows two sequences, up by n lines and clear from here on, and no colors."""

    def __init__(self, text: str) -> None:
        self.final: list[str] = []
        self.drawn: list[str] = []
        for part in re.split(r"(\x1b\[\d+A)\x1b\[J", re.sub(r"\r|\x1b\[[\d;]*m", "", text)):
            if part.startswith("\x1b"):
                up = int(part[2:-1])
                self.drawn += self.final[-up:]
                del self.final[-up:]
            else:
                self.final += part.splitlines()


def screen_after(words: list[str], folder: Path | None = None) -> Screen:
    """What a terminal of 120 columns shows when a program that writes to it has ended."""
    ours, its = pty.openpty()
    environment = {**os.environ, "TERM": "xterm", "COLUMNS": "120", "LINES": "30"}
    with subprocess.Popen(words, stdin=its, stdout=its, stderr=its, cwd=folder, env=environment):
        os.close(its)
        text = b""
        try:
            while part := os.read(ours, 1024):
                text += part
        except OSError:  # the other end is closed
            pass
    os.close(ours)
    return Screen(text.decode())
