"""Rule plot_errors: each model's error by the luma and by the hue of the truth."""

from pathlib import Path

from chromacel.evaluation.labels import INPUTS, MODELS
from chromacel.figures.errors import error_bars
from chromacel.files.csv_tables import read_table
from chromacel.jobs.command import run


def main(figure: Path, *, errors: list[Path]) -> None:
    tables = {}
    for path in errors:
        table = read_table(path, ("model", "condition", "scale", "start", "end", "pixels"))
        tables[f"{MODELS[table['model'][0]]} from {INPUTS[table['condition'][0]]}"] = table
    error_bars(figure, tables)


if __name__ == "__main__":
    run(main)
