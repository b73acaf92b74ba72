"""What is said last of failed jobs, from records as Snakemake logs them."""

import atexit
import logging
import os
import shutil
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from chromacel.jobs.failed_jobs import FailedJobs, say_last

COMMAND = "RuleException:\nCommand 'set -euo pipefail; exec python' "


class Snakemake:
    """Its logger, with what the terminal shows in `said`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.logger = logging.Logger("snakemake")
        self.failed = FailedJobs(self.logger)
        self.logger.addHandler(self.failed)

    def fail(self, number: int, text: str | None, reason: str = "", **fields: Any) -> None:
        """A job that has written `text` into its log, or has none."""
        log = self.folder / f"{number}.log"
        if text is not None:
            log.write_text(text)
        if reason:
            self.logger.error(reason, extra={"event": "error"})
        job = {"event": "job_error", "jobid": number, "rule_name": "detect_edges", "rule_msg": None}
        job["indent"] = False
        self.logger.error("Error in rule", extra={**job, "log": [str(log)], **fields})


@pytest.fixture
def snakemake(tmp_path: Path) -> Snakemake:
    return Snakemake(tmp_path)


def said(snakemake: Snakemake, capsys: pytest.CaptureFixture[str]) -> list[str]:
    """The paragraphs of the summary, without the folder of logs."""
    snakemake.failed.say()
    text = capsys.readouterr().err.replace(f"{snakemake.folder}/", "")
    return text.strip().split("\n\n")


def test_a_run_without_failed_jobs_ends_as_ever(
    snakemake: Snakemake, capsys: pytest.CaptureFixture[str]
) -> None:
    snakemake.failed.say()
    assert capsys.readouterr().err == ""


def test_each_distinct_sentence_is_said_once_with_its_logs(
    snakemake: Snakemake, capsys: pytest.CaptureFixture[str]
) -> None:
    snakemake.fail(200, "table\nError: a.mp4 is bad.\nError: b.mp4 is bad.\n")
    snakemake.fail(201, "Error: b.mp4 is bad.\n")
    for number in range(100):
        snakemake.fail(number, "progress\nError: the disk is full.\n")
    assert said(snakemake, capsys) == [
        "102 jobs failed:",
        "Error: a.mp4 is bad.\n  (in 200.log)",
        "Error: b.mp4 is bad.\n  (in 200.log, 201.log)",
        "Error: the disk is full.\n  (in 0.log, 1.log, 2.log and 97 more)",
    ]


def test_a_sentence_is_logged_when_its_job_fails(snakemake: Snakemake) -> None:
    shown: list[str] = []
    terminal = logging.Handler()
    terminal.emit = lambda record: shown.append(record.getMessage())  # type: ignore[method-assign]
    snakemake.logger.addHandler(terminal)
    snakemake.fail(1, "Error: a.mp4 is bad.\n")
    assert "Error: a.mp4 is bad." in shown


def test_a_job_that_a_second_attempt_finished_did_not_fail(
    snakemake: Snakemake, capsys: pytest.CaptureFixture[str]
) -> None:
    for number in (1, 2):
        snakemake.fail(number, f"Error: {number}.\n")
    snakemake.logger.info("done", extra={"event": "job_finished", "job_id": 1})
    assert said(snakemake, capsys) == ["1 job failed:", "Error: 2.\n  (in 2.log)"]


@pytest.mark.parametrize(
    ("text", "reason", "sentence"),
    [
        (
            "",
            f"{COMMAND}died with <Signals.SIGKILL: 9>.",
            "was killed (SIGKILL), as systems do when",
        ),
        ("", f"{COMMAND}returned non-zero exit status 137.", "was killed (SIGKILL), as systems do"),
        ("", f"{COMMAND}died with <Signals.SIGSEGV: 11>.", "was ended by a signal (SIGSEGV): run"),
        (
            "Traceback (most recent call last):\n  a\nKeyError: 'x'\n",
            COMMAND,
            "broke off with `KeyError: 'x'`: its log",
        ),
        (
            "a\nno flag\n",
            f"{COMMAND}returned non-zero exit status 2.",
            "last line of its log is: no",
        ),
        ("", f"{COMMAND}returned non-zero exit status 1.", "failed without a word in its log."),
        (None, "Missing output:\nx.h5", "detect_edges: Missing output: x.h5"),
    ],
)
def test_a_job_without_a_sentence_gets_one(
    snakemake: Snakemake,
    capsys: pytest.CaptureFixture[str],
    text: str | None,
    reason: str,
    sentence: str,
) -> None:
    snakemake.fail(1, text, reason)
    number, error = said(snakemake, capsys)
    assert number == "1 job failed:"
    assert error.startswith("Error: detect_edges") and sentence in error
    assert error.endswith("\n  (in 1.log)")


def test_a_full_disk_is_told_where_the_log_could_not_be_written(
    snakemake: Snakemake, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda path: SimpleNamespace(free=0))
    snakemake.fail(1, "", f"{COMMAND}returned non-zero exit status 1.")
    assert "had no room on the disk of 1.log: make room for it." in said(snakemake, capsys)[1]


def test_what_a_batch_system_says_stands_for_a_log_without_a_sentence(
    snakemake: Snakemake, capsys: pytest.CaptureFixture[str]
) -> None:
    snakemake.fail(1, "", rule_msg="SLURM status is: 'OUT_OF_MEMORY'")
    assert "detect_edges: SLURM status is: 'OUT_OF_MEMORY'" in said(snakemake, capsys)[1]


def test_of_a_failed_group_those_are_named_that_say_why(
    snakemake: Snakemake, capsys: pytest.CaptureFixture[str]
) -> None:
    for number, text in enumerate(["120 frames\n", None, "Error: b.mp4 is bad.\n"]):
        snakemake.fail(number, text, indent=True)
    assert said(snakemake, capsys) == ["1 job failed:", "Error: b.mp4 is bad.\n  (in 2.log)"]


def test_a_failed_group_that_says_nothing_is_named_whole(
    snakemake: Snakemake, capsys: pytest.CaptureFixture[str]
) -> None:
    for number in range(2):
        snakemake.fail(number, None, indent=True)
    assert said(snakemake, capsys)[0] == "2 jobs failed:"


def test_a_log_of_an_earlier_run_is_not_quoted(
    snakemake: Snakemake, capsys: pytest.CaptureFixture[str]
) -> None:
    log = snakemake.folder / "1.log"
    log.write_text("Error: of yesterday.\n")
    os.utime(log, (snakemake.failed.started - 86400,) * 2)
    snakemake.fail(1, None)
    assert said(snakemake, capsys)[1].startswith("Error: detect_edges failed without a word")


def test_jobs_that_ctrl_c_ended_are_no_errors(
    snakemake: Snakemake, capsys: pytest.CaptureFixture[str]
) -> None:
    snakemake.fail(1, "", f"{COMMAND}died with <Signals.SIGINT: 2>.")
    snakemake.failed.say()
    assert capsys.readouterr().err == ""


def test_after_ctrl_c_the_terminal_shows_no_errors_but_that_it_was_interrupted(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    logger = logging.Logger("snakemake")
    shown: list[str] = []
    terminal = logging.Handler()
    terminal.emit = lambda record: shown.append(record.getMessage())  # type: ignore[method-assign]
    logger.addHandler(terminal)
    say_last(logger)
    failed = next(handler for handler in logger.handlers if isinstance(handler, FailedJobs))
    try:
        logger.info("Terminating processes on user request, this might take some time.")
        logger.error(f"{COMMAND}died with <Signals.SIGINT: 2>.", extra={"event": "error"})
        logger.error("At least one job did not complete successfully.", extra={"event": "error"})
        failed.say()
    finally:
        atexit.unregister(failed.say)
    assert shown == ["Terminating processes on user request, this might take some time."]
    last = capsys.readouterr().err.splitlines()[-1]
    assert last == "Interrupted: the same command goes on where it was."


def test_a_log_cannot_move_the_terminals_cursor(
    snakemake: Snakemake, capsys: pytest.CaptureFixture[str]
) -> None:
    snakemake.fail(1, "Error: \x1b[2J絵.mp4 is bad.\n")
    assert said(snakemake, capsys)[1].startswith("Error: \\x1b[2J絵.mp4 is bad.")
