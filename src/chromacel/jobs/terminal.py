"""Lines that are refreshed in place below whatever else a program writes to a terminal.

Standard library only: the Snakefile imports it.
"""

import contextlib
import os
import shutil
import threading
from collections.abc import Sequence
from typing import Any, TextIO


class StatusLines:
    """A stream that writes to another one, with lines below, which each text goes above of."""

    def __init__(self, stream: TextIO) -> None:
        self.stream = stream
        self.lines: Sequence[str] = ()
        self.drawn = 0
        self.is_line_begun = False
        self.lock = threading.RLock()  # a signal's handler may write, too

    def show(self, lines: Sequence[str]) -> None:
        """These lines instead of those before, as many as the terminal has room for."""
        columns, rows = shutil.get_terminal_size()
        if len(lines) > rows - 2:
            lines = [*lines[: rows - 3], f"… and {len(lines) - rows + 3} more"]
        with self.lock, contextlib.suppress(OSError):
            self._erase()
            self.lines = [line[: columns - 1] for line in lines]
            self._draw()

    def write(self, text: str) -> int:
        with self.lock:
            self._erase()
            number = self.stream.write(text)
            if text:
                self.is_line_begun = not text.endswith("\n")
            return number

    def flush(self) -> None:
        with self.lock:
            self._draw()

    def _erase(self) -> None:
        if self.drawn:
            self.stream.write(f"\x1b[{self.drawn}A\x1b[J")  # so many lines up, all below cleared
            self.drawn = 0

    def _draw(self) -> None:
        if not self.drawn and not self.is_line_begun:
            self.stream.write("".join(f"{line}\n" for line in self.lines))
            self.drawn = len(self.lines)
        self.stream.flush()

    def __getattr__(self, name: str) -> Any:
        return getattr(self.stream, name)


def is_refreshable(stream: TextIO) -> bool:
    """Whether it is a terminal that can go back to earlier lines."""
    return stream.isatty() and os.environ.get("TERM", "dumb") != "dumb"
