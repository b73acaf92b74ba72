"""Tables that stand above the figures of their section: numbers, what they are of, and terms."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from chromacel.evaluation import hint_tables, shot_tables

SHOTS, HINTS = "Whole shots", "Colors with hints"  # the headings


@dataclass(frozen=True)
class OwnTable:
    """`rows` are cells as text, the head first; `baselines` which of the others are one."""

    explanation: str
    rows: Sequence[Sequence[str]]
    baselines: Sequence[bool]
    terms: Mapping[str, str]


def shot_table(table: pd.DataFrame) -> OwnTable:
    rows = list(shot_tables.shot_rows(table))
    terms = {shot_tables.LABELS[name]: text for name, text in shot_tables.DEFINITIONS.items()}
    return OwnTable(shot_tables.explanation(table), rows, [False] * len(rows), terms)


def hint_table(table: pd.DataFrame) -> OwnTable:
    rows = list(hint_tables.hint_rows(table))
    baselines = ["baseline" in row[1] for row in rows[1:]]
    return OwnTable(hint_tables.explanation(table), rows, baselines, hint_tables.DEFINITIONS)
