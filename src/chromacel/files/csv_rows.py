"""Dataclasses as the rows of a CSV file. Standard library only, since pandas takes a second.

A text that a spreadsheet would take for a formula has an apostrophe before it, as OWASP's page on
CSV injection advises, and so has one that begins with an apostrophe: `read_rows` takes it away.
"""

import csv
import io
from collections.abc import Sequence
from dataclasses import asdict, fields
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

MARK = "'"
FORMULA = ("=", "+", "-", "@", "\t", "\r", MARK)


def csv_text(kind: type["DataclassInstance"], rows: Sequence["DataclassInstance"]) -> str:
    """The content of a CSV file with a column for each field of the dataclass `kind`."""
    text = io.StringIO()
    columns = [field.name for field in fields(kind)]
    writer = csv.DictWriter(text, columns, lineterminator="\n")
    writer.writeheader()
    for row in rows:
        writer.writerow({name: _marked(value) for name, value in asdict(row).items()})
    return text.getvalue()


def read_rows(path: Path) -> list[dict[str, str]]:
    """The rows of such a file, by column."""
    with path.open(encoding="utf-8", newline="") as file:
        return [
            {name: (value or "").removeprefix(MARK) for name, value in row.items()}
            for row in csv.DictReader(file)
        ]


def _marked(value: object) -> object:
    return MARK + value if isinstance(value, str) and value.startswith(FORMULA) else value
