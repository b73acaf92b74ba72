"""Which jobs of a workflow are running, and how far they are: from their logs and processes.

A log is written to by a process as long as its job runs, which Linux tells on this computer. Of a
job on another one, only the log tells: it begins with that computer's name and ends with an end.
Standard library only: the Snakefile imports it.
"""

import contextlib
import os
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from chromacel.jobs.lifetime import HERE, STARTED_ON, is_end

PROCESSES = Path("/proc")
TAIL = 2**16  # bytes at the end of a log, where its last line of progress is
SILENCE = 600.0  # seconds without a word from another computer after which a job counts as lost
SEPARATOR = "; "
LINE = re.compile(
    r"^progress: (\d+) of (\d+) ([^,]+)(?:, (.+))?; (\S+ .+/s);"
    r" (?:(\d+) days?, )?(\d+):(\d+):(\d+) left$",
    re.M,
)


@dataclass(frozen=True)
class RunningJob:
    """`name` is the rule and its wildcards; `text` how far the job is, in parts that semicolons
    separate and that matter ever less."""

    name: str
    text: str

    def __str__(self) -> str:
        return f"{self.name}: {self.text}"


def running_jobs(logs: Path, elsewhere: bool) -> list[RunningJob]:
    """Jobs that write to the logs in a folder, in the order of their names; those on other
    computers only if asked for, since all logs are looked at for them."""
    jobs = dict(_jobs_here(logs))
    if elsewhere:
        jobs = {**dict(_jobs_elsewhere(logs)), **jobs}
    return [RunningJob(name, text) for name, text in sorted(jobs.items())]


def is_snakemake_running(folder: Path) -> bool:
    """Whether a Snakemake of this computer works in this folder."""
    for process in _processes():
        with contextlib.suppress(OSError):
            words = (process / "cmdline").read_bytes().split(b"\0")[:3]
            is_snakemake = b"snakemake" in map(os.path.basename, words)
            if is_snakemake and (process / "cwd").resolve() == folder.resolve():
                return True
    return False


def _processes() -> Iterator[Path]:
    with contextlib.suppress(OSError):  # not on macOS
        yield from (path for path in PROCESSES.iterdir() if path.name.isdigit())


def _jobs_here(logs: Path) -> Iterator[tuple[str, str]]:
    root = f"{logs.resolve()}/"
    for process in _processes():
        with contextlib.suppress(OSError, ValueError):  # another user's, or ended meanwhile
            log = str((process / "fd/2").readlink())
            if log.startswith(root) and log.endswith(".log"):
                text = progress_in(Path(log)) or f"running for {_clock(_age(process))}"
                yield _job_name(log.removeprefix(root)), text


def _jobs_elsewhere(logs: Path) -> Iterator[tuple[str, str]]:
    for log in logs.rglob("*.log"):
        with contextlib.suppress(OSError):
            if not 0 <= (silent := time.time() - log.stat().st_mtime) < SILENCE:
                continue
            with log.open("rb") as file:
                first = file.readline(TAIL).decode(errors="replace")
            host = first.removeprefix(STARTED_ON).strip()
            if first.startswith(STARTED_ON) and host != HERE and not is_end(_tail(log)):
                text = progress_in(log) or f"last word {_clock(silent)} ago"
                yield _job_name(str(log.relative_to(logs))), f"{text} (on {host})"


def progress_in(log: Path) -> str:
    """How far a log's last line of progress says that its job is; empty if none does."""
    found = None
    for found in LINE.finditer(_tail(log)):  # noqa: B007
        pass
    if found is None:
        return ""
    done, total, noun, stage, speed, *clock = found.groups()
    days, hours, minutes, seconds = (int(number or 0) for number in clock)
    left = timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds).total_seconds()
    left = max(left - max(time.time() - log.stat().st_mtime, 0), 0)
    percent = min(100 * int(done) // max(int(total), 1), 100)
    parts = [f"{percent:2d} %, {_clock(left)} left", stage, speed, f"{done} of {total} {noun}"]
    return SEPARATOR.join(part for part in parts if part)


def _tail(log: Path) -> str:
    with log.open("rb") as file:
        file.seek(max(os.fstat(file.fileno()).st_size - TAIL, 0))
        return file.read().decode(errors="replace")


def _age(process: Path) -> float:
    """Seconds since a process has started."""
    fields = (process / "stat").read_text().rpartition(")")[2].split()
    uptime = float((PROCESSES / "uptime").read_text().split()[0])
    return max(uptime - int(fields[19]) / os.sysconf("SC_CLK_TCK"), 0)


def _clock(seconds: float) -> str:
    return str(timedelta(seconds=int(seconds)))


def _job_name(log: str) -> str:
    """`train_model/gan/gray/1.log` is that of `train_model gan/gray/1`."""
    return log.removesuffix(".log").replace("/", " ", 1)
