"""Rows of texts that spreadsheets and readers take as texts."""

import logging
from dataclasses import asdict, dataclass
from pathlib import Path

import pytest

from chromacel.files.csv_rows import csv_text, read_rows
from chromacel.jobs.announcement import announce, show_escapes


@dataclass(frozen=True)
class Row:
    name: str
    other: str


NAMES = ["=1+1", "+1", "-x", "@SUM(A1)", "\tx", "'=1", "''", "plain", "", 'a "b", c', "two\nlines"]


def test_no_cell_is_a_formula_and_all_are_read_as_they_were(tmp_path: Path) -> None:
    rows = [Row(name, name) for name in NAMES]
    path = tmp_path / "rows.csv"
    path.write_text(csv_text(Row, rows), encoding="utf-8", newline="")
    for line in path.read_text(encoding="utf-8").splitlines()[1:]:
        assert not line.lstrip('"').startswith(("=", "+", "-", "@", "\t"))
    assert read_rows(path) == [asdict(row) for row in rows]


def test_an_escape_sequence_is_shown_and_not_obeyed(capfd: pytest.CaptureFixture[str]) -> None:
    announce("Bad episode: \x1b[2J\x1b]0;owned\x07\u202e絵.mp4")
    assert capfd.readouterr().out == "Bad episode: \\x1b[2J\\x1b]0;owned\\x07\\u202e絵.mp4\n"


def test_snakemake_shows_the_escape_sequences_in_names(caplog: pytest.LogCaptureFixture) -> None:
    logger = logging.getLogger("of escapes")
    show_escapes(logger)
    fields = {"event": "job_info", "input": ["\x1b[2J.mp4", "b.mp4"], "jobid": 3}
    logger.warning("rule a:\n    input: \x1b[2J.mp4", extra=fields)
    (record,) = caplog.records
    assert record.getMessage() == "rule a:\n    input: \\x1b[2J.mp4"
    assert (record.input, record.jobid) == (["\\x1b[2J.mp4", "b.mp4"], 3)  # type: ignore[attr-defined]
