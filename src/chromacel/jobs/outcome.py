"""What a run that has made a report has to say of its result, in a few lines.

Standard library only: the Snakefile imports it.
"""

import contextlib
import csv
from pathlib import Path

from chromacel.jobs.announcement import printable
from chromacel.jobs.lifetime import say

SHOWN = 3  # episodes that are named


def say_outcome(results: Path, episodes: int) -> None:
    """Say which of so many episodes are left out, which models say little, and what to open."""
    lines = [*_left_out(results, episodes), *_warnings(results)]
    say("\n" + "\n".join([*map(printable, lines), f"Open {results / 'report.html'}."]))


def _left_out(results: Path, episodes: int) -> list[str]:
    table = results / "dataset/left_out.csv"
    files = [row["file"] for row in _rows(table)]
    if not files:
        return []
    verb = "is" if len(files) == 1 else "are"
    more = f" and {len(files) - SHOWN:,} more" if len(files) > SHOWN else ""
    named = ", ".join(files[:SHOWN]) + more
    return [f"{len(files):,} of {episodes:,} episodes {verb} left out: {named}. {table} says why."]


def _warnings(results: Path) -> list[str]:
    models: dict[str, list[str]] = {}
    for row in _rows(results / "warnings.csv"):
        models.setdefault(row["sign"], []).append(row["model"])
    return [f"{sign.capitalize()}: {', '.join(named)}." for sign, named in models.items()]


def _rows(table: Path) -> list[dict[str, str]]:
    with contextlib.suppress(OSError), table.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
    return []
