"""Why jobs have failed, said last: each distinct error once, below all that Snakemake prints.

Standard library only: the Snakefile imports it.
"""

import atexit
import dataclasses
import logging
import re
import shutil
import sys
import threading
import time
from collections.abc import Iterable
from pathlib import Path

ERROR = "Error: "
DIED = re.compile(r"died with <Signals\.(\w+): \d+>\.\s*$")
EXITED = re.compile(r"returned non-zero exit status (\d+)\.\s*$")
ROOM = 1 << 20  # bytes; a disk with less is full
SLACK = 60.0  # seconds that clocks of a file server and of this machine may differ
LOGS_SHOWN = 3


@dataclasses.dataclass(frozen=True)
class FailedJob:
    """A job that has failed.

    Attributes:
        logs: its log, and what a batch system kept of its output.
        sentences: what its log says is wrong; empty if it says nothing.
        otherwise: what to say then.
    """

    logs: tuple[str, ...]
    sentences: tuple[str, ...]
    otherwise: str


class FailedJobs(logging.Handler):
    """Collects failed jobs from the records of Snakemake's logger.

    An error that Snakemake met comes in a record of its own, from the same thread, before that of
    the job. A job that is tried again has the same number. Jobs that Ctrl-C ended did not fail.
    """

    def __init__(self, logger: logging.Logger) -> None:
        super().__init__()
        self.logger = logger
        self.started = time.time()
        self.reasons: dict[int, str] = {}  # of each thread
        self.jobs: dict[int, FailedJob] = {}

    def emit(self, record: logging.LogRecord) -> None:
        fields, thread = record.__dict__, threading.get_ident()
        match str(fields.get("event")):
            case "error":
                self.reasons[thread] = record.getMessage()
            case "job_finished":
                self.jobs.pop(fields["job_id"], None)
            case "job_error":
                reason = self.reasons.pop(thread, "") or fields["rule_msg"] or ""
                if (died := DIED.search(reason)) and died[1] == "SIGINT":
                    return
                job = self._failed(fields["rule_name"], tuple(fields["log"]), reason)
                self.jobs[fields["jobid"]] = job
                for sentence in job.sentences:
                    self.logger.error(sentence)

    def _failed(self, rule: str, logs: tuple[str, ...], reason: str) -> FailedJob:
        text = "\n".join(map(self._written, logs))
        lines = [printable(line) for line in text.splitlines() if line.strip()]
        sentences = dict.fromkeys(line for line in lines if line.startswith(ERROR))
        return FailedJob(logs, tuple(sentences), _otherwise(rule, logs, reason, lines))

    def _written(self, log: str) -> str:
        """What this run has written into a log."""
        try:
            if Path(log).stat().st_mtime < self.started - SLACK:
                return ""
            return Path(log).read_text(encoding="utf-8", errors="replace")
        except OSError:
            return ""

    def say(self) -> None:
        """Print the summary, if a job has failed."""
        if self.jobs:
            print("\n" + summary(self.jobs.values()), file=sys.stderr, flush=True)


def say_last(logger: logging.Logger) -> None:
    """Have failed jobs told when this process ends; `logger` is Snakemake's."""
    if not any(isinstance(handler, FailedJobs) for handler in logger.handlers):
        failed_jobs = FailedJobs(logger)
        logger.addHandler(failed_jobs)
        atexit.register(failed_jobs.say)


def summary(jobs: Iterable[FailedJob]) -> str:
    """The number of failed jobs, and each distinct error with the logs that have it.

    A batch system calls a whole group of jobs failed if one is: those that say nothing are left
    out if others say something.
    """
    logs: dict[str, list[str]] = {}
    silent: dict[str, list[str]] = {}
    number = 0
    for job in jobs:
        number += 1
        for sentence in job.sentences:
            logs.setdefault(sentence, []).extend(job.logs)
        if not job.sentences:
            silent.setdefault(job.otherwise, []).extend(job.logs)
    lines = ["1 job failed:" if number == 1 else f"{number} jobs failed:"]
    for sentence, names in (logs | silent).items():
        more = f" and {len(names) - LOGS_SHOWN} more" if len(names) > LOGS_SHOWN else ""
        where = f"  (in {', '.join(names[:LOGS_SHOWN])}{more})" if names else ""
        lines += ["", sentence, *([where] if where else [])]
    return "\n".join(lines)


def printable(text: str) -> str:
    """The text with escapes in place of what moves a terminal's cursor or sets its colors."""
    return "".join(
        char if char.isprintable() else char.encode("unicode_escape").decode() for char in text
    )


def _otherwise(rule: str, logs: tuple[str, ...], reason: str, lines: list[str]) -> str:
    """What to say of a job without a sentence, from Snakemake's reason and the log's lines."""
    if died := DIED.search(reason):
        return _of_signal(rule, died[1])
    if (exited := EXITED.search(reason)) and int(exited[1]) == 137:  # as a shell says SIGKILL
        return _of_signal(rule, "SIGKILL")
    if any(line.startswith("Traceback") for line in lines):
        return f"{ERROR}{rule} broke off with `{lines[-1]}`: its log shows where."
    if logs and _is_full(Path(logs[0])):
        return f"{ERROR}{rule} had no room on the disk of {logs[0]}: make room for it."
    if reason and not exited:
        return ERROR + rule + ": " + " ".join(printable(line) for line in reason.splitlines())
    if lines:
        return f"{ERROR}{rule} failed, and the last line of its log is: {lines[-1]}"
    return f"{ERROR}{rule} failed without a word in its log."


def _of_signal(rule: str, signal: str) -> str:
    if signal == "SIGKILL":
        return (
            f"{ERROR}{rule} was killed (SIGKILL), as systems do when memory runs out: give it more"
            " memory or run fewer jobs at a time with a lower --cores, and run Snakemake again."
        )
    return f"{ERROR}{rule} was ended by a signal ({signal}): run Snakemake again."


def _is_full(log: Path) -> bool:
    try:
        return shutil.disk_usage(log.parent).free < ROOM
    except OSError:
        return False
