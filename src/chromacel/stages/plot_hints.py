"""Rule plot_hints: how near colorings come to the truth over the hints that they have."""

from pathlib import Path

from chromacel.evaluation.hint_tables import COLUMNS
from chromacel.figures.hints import hint_curves
from chromacel.files.csv_tables import read_table
from chromacel.jobs.command import run


def main(figure: Path, table: Path) -> None:
    """Plot PSNR over the share of regions with a hint, and L1 over the number of points.

    Args:
        figure: PNG file to write
        table: table of `tabulate_hints`
    """
    hint_curves(figure, read_table(table, ("condition", "method", *COLUMNS)))


if __name__ == "__main__":
    run(main)
