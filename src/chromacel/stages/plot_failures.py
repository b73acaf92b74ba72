"""Rule plot_failures: Figures 12 to 14 and the worst frames, as `find_failures` found them."""

from pathlib import Path

import pandas as pd

from chromacel.dataset.shards import open_split, read_origins
from chromacel.evaluation.labels import FAILURES
from chromacel.evaluation.prediction_files import open_predictions
from chromacel.figures.failures import plot
from chromacel.figures.grids import message
from chromacel.files.csv_tables import read_table
from chromacel.jobs.command import run

SHOWN = 6


def main(failures: Path, *, figures: list[Path], colored: list[Path], test: list[Path]) -> None:
    """A figure for each kind of failure, which is its name."""
    split, origins = open_split(test), pd.DataFrame(read_origins(test))
    models = [open_predictions(path, origins) for path in colored]
    found = read_table(failures, ("kind", "episode", "index", "score"))
    for figure in figures:
        kind = figure.stem
        worst = found[found["kind"] == kind].drop_duplicates(["episode", "index"]).head(SHOWN)
        if worst.empty:
            message(figure, FAILURES[kind], "The rule finds none in the test split.")
        else:
            plot(figure, FAILURES[kind], worst, split, origins, models)


if __name__ == "__main__":
    run(main)
