"""Rule tabulate_hints: how near colorings with hints come to the truth, a row for each method."""

from pathlib import Path

import pandas as pd

from chromacel.evaluation.hint_amounts import MEASURED
from chromacel.evaluation.hint_tables import as_markdown, tabulate_hints
from chromacel.files.csv_tables import read_table
from chromacel.files.whole import write_text
from chromacel.jobs.command import run

COLUMNS = ("method", *MEASURED)


def main(csv: Path, markdown: Path, *, metrics: list[Path]) -> None:
    """Tabulate how near colorings with hints come to the truth.

    Args:
        csv: CSV file to write
        markdown: Markdown file to write
        metrics: tables of `measure_hints`, one for each method and condition
    """
    table = tabulate_hints(pd.concat([read_table(path, COLUMNS) for path in metrics]))
    text = as_markdown(table)
    write_text(csv, table.to_csv(index=False, float_format="%.6f"))
    write_text(markdown, text)
    print(text)


if __name__ == "__main__":
    run(main)
