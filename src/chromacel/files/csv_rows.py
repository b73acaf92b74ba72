"""Dataclasses as the rows of a CSV file. Standard library only, since pandas takes a second."""

import csv
import io
from collections.abc import Sequence
from dataclasses import asdict, fields
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed import DataclassInstance


def csv_text(kind: type["DataclassInstance"], rows: Sequence["DataclassInstance"]) -> str:
    """The content of a CSV file with a column for each field of the dataclass `kind`."""
    text = io.StringIO()
    columns = [field.name for field in fields(kind)]
    writer = csv.DictWriter(text, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(asdict(row) for row in rows)
    return text.getvalue()
