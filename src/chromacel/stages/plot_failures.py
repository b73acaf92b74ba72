"""Rule plot_failures: Figures 12 to 14 and the worst frames, as `find_failures` found them."""

from pathlib import Path

from chromacel.dataset.names import named_origins
from chromacel.dataset.shards import open_split
from chromacel.evaluation.failures import first_frames
from chromacel.evaluation.labels import FAILURES
from chromacel.evaluation.prediction_files import open_predictions
from chromacel.figures.failures import plot
from chromacel.figures.grids import message
from chromacel.files.csv_tables import read_table
from chromacel.jobs.command import run

SHOWN = 4


def main(failures: Path, *, figures: list[Path], colored: list[Path], test: list[Path]) -> None:
    """Plot the failures of each kind.

    Args:
        failures: table of `find_failures`
        figures: PNG files to write, each with a kind of failure as its name
        colored: test frames as colored by `evaluate_model`, of one training of each model
        test: shards of the test split in color
    """
    split, origins = open_split(test), named_origins(test)
    models = [open_predictions(path, origins) for path in colored]
    table = read_table(failures, ("kind", "episode", "index", "score"))
    for figure in figures:
        rows, title = first_frames(table, figure.stem, SHOWN), FAILURES[figure.stem]
        if rows.empty:
            message(figure, title, "The rule finds none in the test split.")
        else:
            plot(figure, title, rows, split, origins, models)


if __name__ == "__main__":
    run(main)
