"""Rule tabulate_metrics: the paper's Table 1 for this dataset, as CSV, Markdown and HTML."""

from pathlib import Path

import pandas as pd

from chromacel.command import run
from chromacel.csv_tables import read_table
from chromacel.storage import write_text
from chromacel.tables import as_html, as_markdown, tabulate


def main(csv: Path, markdown: Path, html: Path, *, models: list[Path], baselines: Path) -> None:
    metrics = pd.concat([read_table(path, ("condition", "seed", "l1", "l2")) for path in models])
    table = tabulate(metrics, read_table(baselines, ("condition", "l1", "l2")))
    write_text(csv, table.to_csv(index=False, float_format="%.4f"))
    write_text(markdown, as_markdown(table))
    write_text(html, as_html(table))
    print(as_markdown(table))


if __name__ == "__main__":
    run(main)
