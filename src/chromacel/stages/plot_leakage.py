"""Rule plot_leakage: each model's L1 against the distance to the nearest training frame."""

from pathlib import Path

from chromacel.evaluation.labels import INPUTS, MODELS
from chromacel.figures.leakage import distance_curves
from chromacel.files.csv_tables import read_table
from chromacel.jobs.command import run


def main(figure: Path, leakage: Path, *, by: str, metrics: list[Path]) -> None:
    near = read_table(leakage, ("by", "episode", "index", "distance"))
    near = near[near["by"] == by]
    curves = {}
    for path in metrics:
        table = read_table(path, ("model", "condition", "episode", "index", "l1"))
        own = table.merge(near, on=["episode", "index"], validate="1:1")
        name = f"{MODELS[table['model'][0]]} from {INPUTS[table['condition'][0]]}"
        curves[name] = own[["distance", "l1", "twin"]]
    distance_curves(figure, by, curves)


if __name__ == "__main__":
    run(main)
