"""Rule plot_errors: each model's error by the luma and by the hue of the truth."""

from pathlib import Path

from chromacel.evaluation.labels import pair_name
from chromacel.figures.errors import error_bars
from chromacel.files.csv_tables import read_table
from chromacel.jobs.command import run

COLUMNS = ("model", "condition", "scale", "start", "end", "pixels")


def main(figure: Path, *, errors: list[Path]) -> None:
    """Plot how each model's error depends on the luma and on the hue of the truth.

    Args:
        figure: PNG file to write
        errors: errors by luma and hue, of `evaluate_model`, one table for each model
    """
    tables = [read_table(path, COLUMNS) for path in errors]
    names = [pair_name(table["model"][0], table["condition"][0]) for table in tables]
    error_bars(figure, dict(zip(names, tables, strict=True)))


if __name__ == "__main__":
    run(main)
