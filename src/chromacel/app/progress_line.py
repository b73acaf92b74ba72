"""Lines on progress in one place on a terminal, among all others."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

from chromacel.jobs.terminal import StatusLines, is_refreshable

PROGRESS = "progress: "


class ProgressLine(StatusLines):
    """Shows lines on progress in one place, and lets all others through."""

    def __init__(self, stream: TextIO) -> None:
        super().__init__(stream)
        self.begun = ""

    def write(self, text: str) -> int:
        self.begun += text
        *lines, self.begun = self.begun.split("\n")
        for line in lines:
            if line.startswith(PROGRESS):
                self.show([line.removeprefix(PROGRESS)])
            else:
                super().write(f"{line}\n")
                super().flush()
        return len(text)


@contextmanager
def shown_progress(stream: TextIO) -> Iterator[None]:
    """In one line on a terminal; elsewhere line after line."""
    if not is_refreshable(stream):
        yield
        return
    line = ProgressLine(stream)
    sys.stderr = line
    try:
        yield
    finally:
        line.show([])
        sys.stderr = stream
