"""Running jobs shown to whoever waits for them: refreshed on a terminal, now and then elsewhere.

Standard library only: the Snakefile imports it.
"""

import atexit
import logging
import shutil
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TextIO, cast

from chromacel.jobs.running import SEPARATOR, RunningJob, running_jobs
from chromacel.jobs.terminal import StatusLines, is_refreshable

REFRESHED = 1.0  # seconds between two looks
REPEATED = 60.0  # between two lines about a job where nothing can be refreshed
GAP = "  "  # between a name and how far its job is
SHARE = 20  # no more than this part of the time is spent on looking


class View:
    """Where running jobs are shown."""

    def __init__(self, stream: TextIO, begun: float) -> None:
        """The first plain lines follow `REPEATED` seconds after `begun`, of `time.monotonic`."""
        self.lines = StatusLines(stream) if is_refreshable(stream) else None
        self.stream, self.said, self.is_closed = stream, begun, False

    def close(self) -> None:
        self.show([])
        self.is_closed = True

    def show(self, jobs: list[RunningJob]) -> None:
        if self.is_closed:
            return
        if self.lines:
            self.lines.show(aligned(jobs, shutil.get_terminal_size().columns - 1))
        elif jobs and time.monotonic() - self.said >= REPEATED:
            self.said = time.monotonic()
            self.stream.write("".join(f"{job}\n" for job in jobs))
            self.stream.flush()


def aligned(jobs: Sequence[RunningJob], columns: int) -> list[str]:
    """A line of at most so many letters for each job, the names in a column.

    What matters least of its text is left out, and then a name is cut.
    """
    texts = [job.text.split(SEPARATOR) for job in jobs]
    room = columns - len(GAP) - max((len(first) for first, *_ in texts), default=0)
    width = min(max((len(job.name) for job in jobs), default=0), max(room, 1))
    lines = []
    for job, parts in zip(jobs, texts, strict=True):
        name = job.name if len(job.name) <= width else f"{job.name[: width - 1]}…"
        while len(parts) > 1 and width + len(GAP) + len(SEPARATOR.join(parts)) > columns:
            parts.pop()
        lines.append(f"{name:{width}}{GAP}{SEPARATOR.join(parts)}")
    return lines


def looks(look: Callable[[], list[RunningJob]]) -> Iterator[list[RunningJob]]:
    """What each look sees, one about every second."""
    while True:
        begun = time.monotonic()
        yield look()
        time.sleep(max(REFRESHED, SHARE * (time.monotonic() - begun)))


def follow(logs: Path) -> None:
    """Show this computer's jobs on standard error while the process lives that calls it, Snakemake:
    in a thread, which ends with it in whatever way it ends. What Snakemake writes goes above."""
    view = View(sys.stderr, time.monotonic())
    if view.lines:
        instead = cast(TextIO, view.lines)
        for handler in logging.getLogger("snakemake.logging").handlers:
            if isinstance(handler, logging.StreamHandler) and handler.stream is sys.stderr:
                handler.setStream(instead)
        sys.stderr = instead

    def show_jobs() -> None:
        for jobs in looks(lambda: running_jobs(logs, elsewhere=False)):
            view.show(jobs)

    threading.Thread(target=show_jobs, daemon=True).start()
    atexit.register(view.close)
