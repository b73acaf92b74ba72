"""Rule plot_leakage: each model's L1 against the distance to the nearest training frame."""

from pathlib import Path

from chromacel.dataset.split_settings import Grouping
from chromacel.evaluation.nearness import errors_by_distance
from chromacel.figures.leakage import distance_curves
from chromacel.files.csv_tables import read_table
from chromacel.jobs.command import run


def main(figure: Path, leakage: Path, *, by: Grouping, metrics: list[Path]) -> None:
    """Plot the L1 of each test frame against its distance to the nearest training frame.

    Args:
        figure: PNG file to write
        leakage: table of `audit_leakage`
        by: how the dataset is split
        metrics: tables of `evaluate_model`, one for each model
    """
    distances = read_table(leakage, ("by", "episode", "index", "distance"))
    columns = ("model", "condition", "episode", "index", "l1")
    tables = [read_table(path, columns) for path in metrics]
    distance_curves(figure, by, errors_by_distance(tables, distances, by))


if __name__ == "__main__":
    run(main)
