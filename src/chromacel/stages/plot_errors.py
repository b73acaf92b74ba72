"""Rule plot_errors: each model's error by the luma and by the hue of the truth."""

from pathlib import Path

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
    error_bars(figure, [read_table(path, COLUMNS) for path in errors])


if __name__ == "__main__":
    run(main)
