"""An end for a reader or decoder that makes no progress."""

import os
import sys
import threading
from pathlib import Path
from types import TracebackType

from chromacel.errors import StalledVideoError, Wording

PATIENCE = 120.0  # seconds; one packet takes milliseconds, a disk that wakes up some ten seconds
LOOKS = 10  # in that time


class Watchdog:
    """While it is entered, ends the process with one sentence if `alive` is not called in time.

    A thread can, where Python's own signal handlers wait for FFmpeg's code to return. Nobody can
    catch the error, so `wording` is how its StalledVideoError is put. The thread counts its looks
    and not the time, which goes on while the whole process is suspended.
    """

    def __init__(self, path: Path, patience: float = PATIENCE, wording: Wording = str) -> None:
        self.path, self.patience, self.wording = path, patience, wording
        self.finished = threading.Event()

    def alive(self) -> None:
        self.looks = 0
        self.is_idle = False

    def idle(self) -> None:
        """Until `alive` is called again, nothing is read on, since nothing is asked for."""
        self.is_idle = True

    def __enter__(self) -> "Watchdog":
        self.alive()
        threading.Thread(target=self._watch, daemon=True).start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.finished.set()

    def _watch(self) -> None:
        while not self.finished.wait(self.patience / LOOKS):
            self.looks += not self.is_idle
            if self.looks > LOOKS:
                error = StalledVideoError(
                    f"{self.path} has not been read on for {self.patience:.0f} s",
                    "replace it or look after its disk",
                )
                print(f"Error: {self.wording(error)}", file=sys.stderr, flush=True)
                os._exit(1)
