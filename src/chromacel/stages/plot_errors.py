"""Rule plot_errors: each model's error by the luma and by the hue of the truth."""

from pathlib import Path

from chromacel.command import run
from chromacel.csv_tables import read_table
from chromacel.figures import error_bars
from chromacel.names import INPUTS, MODELS


def main(figure: Path, *, errors: list[Path]) -> None:
    tables = {}
    for path in errors:
        table = read_table(path, ("model", "condition", "scale", "start", "end", "pixels"))
        tables[f"{MODELS[table['model'][0]]} from {INPUTS[table['condition'][0]]}"] = table
    error_bars(figure, tables)


if __name__ == "__main__":
    run(main)
