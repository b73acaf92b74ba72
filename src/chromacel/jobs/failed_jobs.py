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

from chromacel.jobs.announcement import printable

ERROR = "Error: "
DIED = re.compile(r"died with <Signals\.(\w+): \d+>\.\s*$")
EXITED = re.compile(r"returned non-zero exit status (\d+)\.\s*$")
TERMINATING = "Terminating processes on user request"  # Snakemake's, at Ctrl-C
INTERRUPTED = "Interrupted: the same command goes on where it was."
TRACEBACK = re.compile(r"Traceback \(most recent call last\)")
ROOM = 1 << 20  # bytes; a disk with less is full
SLACK = 60.0  # seconds that clocks of a file server and of this machine may differ
LOGS_SHOWN = 3


@dataclasses.dataclass(frozen=True)
class FailedJob:
    """A job that has failed.

    Attributes:
        logs: its log, and what a batch system kept of its output.
        sentences: what its log says is wrong, or else what is to be said.
        bystander: whether it may be one of a group that a batch system calls failed as a whole, and
            not the one that has failed.
    """

    logs: tuple[str, ...]
    sentences: tuple[str, ...]
    bystander: bool


class FailedJobs(logging.Handler):
    """Collects failed jobs from the records of Snakemake's logger.

    An error that Snakemake met comes in a record of its own, from the same thread, before that of
    the job. A job that is tried again has the same number. Jobs that Ctrl-C ended did not fail, and
    what Snakemake says of them is not shown.
    """

    def __init__(self, logger: logging.Logger) -> None:
        super().__init__()
        self.logger = logger
        self.started = time.time()
        self.reasons: dict[int, str] = {}  # of each thread
        self.jobs: dict[int, FailedJob] = {}
        self.is_interrupted = False

    def is_shown(self, record: logging.LogRecord) -> bool:
        """Whether the terminal has room for a record: after Ctrl-C, errors are told last or not."""
        event, message = str(record.__dict__.get("event")), record.getMessage()
        if message.startswith(TERMINATING) or (event == "error" and _is_interrupted(message)):
            self.is_interrupted = True
        return not (self.is_interrupted and event.endswith("error"))

    def emit(self, record: logging.LogRecord) -> None:
        fields, thread = record.__dict__, threading.get_ident()
        match str(fields.get("event")):
            case "error":
                self.reasons[thread] = record.getMessage()
            case "job_finished":
                self.jobs.pop(fields["job_id"], None)
            case "job_error":
                reason = self.reasons.pop(thread, "") or fields["rule_msg"] or ""
                if _is_interrupted(reason):
                    return
                logs = tuple(fields["log"])
                lines = [line for log in logs for line in self._lines(log)]
                sentences = tuple(dict.fromkeys(line for line in lines if line.startswith(ERROR)))
                for sentence in sentences:
                    self.logger.error(sentence)
                broken = sentences or reason or any(map(TRACEBACK.match, lines))
                otherwise = _otherwise(fields["rule_name"], logs, reason, lines)
                job = FailedJob(logs, sentences or (otherwise,), fields["indent"] and not broken)
                self.jobs[fields["jobid"]] = job

    def _lines(self, log: str) -> list[str]:
        """What this run has written into a log."""
        try:
            if Path(log).stat().st_mtime < self.started - SLACK:
                return []
            text = Path(log).read_text(encoding="utf-8", errors="replace")
        except OSError:
            return []
        return [printable(line) for line in text.splitlines() if line.strip()]

    def say(self) -> None:
        """Print the summary, if a job has failed, and that the run was interrupted, if it was."""
        if self.jobs:
            print("\n" + summary(self.jobs.values()), file=sys.stderr, flush=True)
        if self.is_interrupted:
            print("\n" + INTERRUPTED, file=sys.stderr, flush=True)


def say_last(logger: logging.Logger) -> None:
    """Have failed jobs told when this process ends; `logger` is Snakemake's."""
    if not any(isinstance(handler, FailedJobs) for handler in logger.handlers):
        failed_jobs = FailedJobs(logger)
        for handler in logger.handlers:
            if not isinstance(handler, logging.FileHandler):
                handler.addFilter(failed_jobs.is_shown)
        logger.addHandler(failed_jobs)
        atexit.register(failed_jobs.say)


def summary(jobs: Iterable[FailedJob]) -> str:
    """The number of failed jobs, and each distinct error with the logs that have it."""
    every = list(jobs)
    told = [job for job in every if not job.bystander] or every
    logs: dict[str, list[str]] = {}
    for job in told:
        for sentence in job.sentences:
            logs.setdefault(sentence, []).extend(job.logs)
    lines = ["1 job failed:" if len(told) == 1 else f"{len(told)} jobs failed:"]
    for sentence, names in logs.items():
        more = f" and {len(names) - LOGS_SHOWN} more" if len(names) > LOGS_SHOWN else ""
        where = f"  (in {', '.join(names[:LOGS_SHOWN])}{more})" if names else ""
        lines += ["", sentence, *([where] if where else [])]
    return "\n".join(lines)


def _otherwise(rule: str, logs: tuple[str, ...], reason: str, lines: list[str]) -> str:
    """What to say of a job without a sentence, from Snakemake's reason and the log's lines."""
    if died := DIED.search(reason):
        return _of_signal(rule, died[1])
    if (exited := EXITED.search(reason)) and int(exited[1]) == 137:  # as a shell says SIGKILL
        return _of_signal(rule, "SIGKILL")
    if any(map(TRACEBACK.match, lines)):
        return f"{ERROR}{rule} broke off with `{lines[-1]}`: its log shows where."
    if logs and _is_full(Path(logs[0])):
        return f"{ERROR}{rule} had no room on the disk of {logs[0]}: make room for it."
    if reason and not exited:
        return ERROR + rule + ": " + " ".join(printable(line) for line in reason.splitlines())
    if lines:
        return f"{ERROR}{rule} failed, and the last line of its log is: {lines[-1]}"
    return f"{ERROR}{rule} failed without a word in its log."


def _is_interrupted(reason: str) -> bool:
    died = DIED.search(reason)
    return died is not None and died[1] == "SIGINT"


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
