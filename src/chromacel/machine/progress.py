"""How far a long job is, as lines in its log, all of one form that `jobs/running.py` reads back:

`progress: 120 of 480 images, epoch 2 of 7; 5.4 images/s; 0:01:07 left`
"""

import contextlib
import sys
import time
from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import TypeVar

SOONEST, LATEST = 5.0, 30.0  # seconds between two lines, growing with the time that the job takes
Item = TypeVar("Item")


class Progress:
    """Says on standard error from time to time how far a job is that takes more than some seconds.

    It counts `unit`, a plural, up to `total`; `done` were done before it began, and do not count
    for its speed.
    """

    def __init__(self, total: int, unit: str, done: int = 0) -> None:
        self.total, self.unit, self.before = total, unit, done
        self.begun = self.said = time.monotonic()

    def at(self, done: int, where: str = "") -> None:
        """So many are done; `where` says more. Cheap enough for each batch and each frame."""
        now = time.monotonic()
        seconds = now - self.begun
        if now - self.said < min(max(SOONEST, seconds / 10), LATEST) or done <= self.before:
            return
        self.said = now
        speed = (done - self.before) / seconds
        left = timedelta(seconds=round(max(self.total - done, 0) / speed))
        count = f"{done} of {self.total} {self.unit}" + (f", {where}" if where else "")
        digits = ".0f" if speed >= 100 else ".2g"
        with contextlib.suppress(OSError):  # a full disk ends no job for this line's sake
            line = f"progress: {count}; {speed:{digits}} {self.unit}/s; {left} left"
            print(line, file=sys.stderr, flush=True)


def counted(items: Iterable[Item], total: int, unit: str, each: int = 1) -> Iterator[Item]:
    """The items, with a word from time to time on how many of `total` have been worked on; an item
    counts for `each`."""
    progress = Progress(total, unit)
    for number, item in enumerate(items):
        progress.at(number * each)
        yield item
