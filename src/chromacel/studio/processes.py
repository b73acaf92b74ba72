"""A long command that runs beside the server: its start, progress and end."""

import asyncio
import contextlib
import os
import sys
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Literal

from chromacel.jobs.lifetime import ENDED, PARENT, STARTED_ON
from chromacel.studio.job_progress import JobProgress
from chromacel.studio.refusal import RefusedError

ERROR = "Error: "  # before the sentences of a command that fails
MOST_LINE = 2**16  # bytes
GRACE = 5.0  # seconds to end in
State = Literal["idle", "running", "done", "failed", "stopped"]
Finished = Callable[[], Awaitable[None]]


@dataclass
class Job:
    """A command of Chromacel, at most one at a time.

    Attributes:
        name: what it is called in messages, such as "Exporting"
        last: the last line that it printed
        error: its own sentence, if it failed with one
        changing: held while one starts or ends
    """

    name: str
    state: State = "idle"
    progress: JobProgress = field(default_factory=JobProgress)
    last: str = ""
    error: str = ""
    process: asyncio.subprocess.Process | None = None
    watching: set[asyncio.Task[None]] = field(default_factory=set)
    changing: asyncio.Lock = field(default_factory=asyncio.Lock)

    @property
    def status(self) -> dict[str, object]:
        share = 1.0 if self.state == "done" else self.progress.share
        said = {"running": self.progress.said, "failed": self.error or self.last}
        return {"state": self.state, "share": round(share, 4), "said": said.get(self.state, "")}

    async def start(
        self, words: Sequence[str], steps: Sequence[str], finished: Finished | None = None
    ) -> None:
        """Run `python -m` with these words, and `finished` once it has succeeded. `steps` are what
        it works on, one after the other.

        Raises:
            RefusedError: one runs already, or is just ending.
        """
        self.check_idle()
        async with self.changing:
            await self._start(words, steps, finished)

    def check_idle(self) -> None:
        """Raises RefusedError if one runs, or is just ending."""
        if self.state == "running":
            raise RefusedError(409, f"{self.name} is running: stop it first, or wait for it.")
        if self.changing.locked():
            raise RefusedError(409, f"{self.name} is just ending: try again in some seconds.")

    async def _start(
        self, words: Sequence[str], steps: Sequence[str], finished: Finished | None
    ) -> None:
        self.state, self.progress, self.last, self.error = "running", JobProgress(steps), "", ""
        try:
            self.process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-P",  # the folder that one works in may have files called like modules
                "-m",
                *words,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.STDOUT,
                limit=MOST_LINE,
                env={**os.environ, PARENT: str(os.getpid()), "PYTHONUNBUFFERED": "1"},
            )
        except OSError as error:
            self.state, self.error = "failed", f"It could not be started ({error.strerror})."
            return
        task = asyncio.create_task(self._watch(self.process, finished))
        self.watching.add(task)
        task.add_done_callback(self.watching.discard)

    async def _watch(self, process: asyncio.subprocess.Process, finished: Finished | None) -> None:
        assert process.stdout
        while line := await _line(process.stdout):
            if process is self.process:
                self._read(line.decode(errors="replace").strip())
        status = await process.wait()
        if self.state != "running" or process is not self.process:
            return
        if status:
            self.state = "failed"
            return
        try:
            if finished:
                await finished()
            self.state = "done"
        except Exception as error:
            self.state, self.error = "failed", str(error)

    def _read(self, line: str) -> None:
        self.progress.read(line)
        if line.startswith(ERROR) and not self.error:
            self.error = line.removeprefix(ERROR)
        if line and line != ENDED and not line.startswith(STARTED_ON):
            self.last = line.removeprefix("progress: ")

    async def stop(self) -> None:
        """End it, if it runs."""
        async with self.changing:
            if self.state == "running" and self.process:
                self.state = "stopped"
                await _end(self.process)


async def _end(process: asyncio.subprocess.Process) -> None:
    with contextlib.suppress(ProcessLookupError):
        process.terminate()
    try:
        await asyncio.wait_for(process.wait(), GRACE)
    except TimeoutError:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()


async def _line(stream: asyncio.StreamReader) -> bytes:
    """The next line; of one that is too long, what fits."""
    try:
        return await stream.readline()
    except ValueError:
        return b"\n"
