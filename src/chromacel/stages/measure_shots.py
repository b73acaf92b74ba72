"""Rule measure_shots: how steady and how right whole shots are, a row for each model."""

from pathlib import Path

import pandas as pd

from chromacel.evaluation.colored_shots import open_colored
from chromacel.evaluation.shot_files import read_shots
from chromacel.evaluation.shot_metrics import Shots, measure_shots
from chromacel.evaluation.shot_tables import as_markdown, tabulate_shots
from chromacel.files.whole import write_text
from chromacel.jobs.command import run

NAMES = ("model", "condition", "seed", "method")


def main(
    csv: Path, markdown: Path, shots: Path, *, colored: list[Path], metrics: list[Path]
) -> None:
    """Measure whole shots as all models color them, whose motion is found once, and tabulate them.

    Args:
        csv: CSV file to write, with a row for each model and method of coloring
        markdown: Markdown file to write
        shots: file of `take_shots`
        colored: the shots as colored by `color_shots`, a file for each training
        metrics: CSV files to write, one for each training in the same order, with a row for each
            method and shot
    """
    taken = read_shots(shots)
    versions = {
        (*model.names.values(), method): frames
        for model in (open_colored(path, len(taken.frames)) for path in colored)
        for method, frames in model.methods.items()
    }
    shots_of = Shots(taken.pictures["rgb"], taken.pictures["gray"], taken.numbers)
    measured = measure_shots(shots_of, versions)
    names = pd.DataFrame(measured["version"].tolist(), columns=[*NAMES])
    rows = pd.concat([names, measured.drop(columns="version")], axis=1)
    for path, source in zip(metrics, colored, strict=True):
        model = open_colored(source, len(taken.frames)).names
        own = rows[(rows[list(model)] == list(model.values())).all(axis=1)]
        write_text(path, own.to_csv(index=False, float_format="%.6f"))
    table = tabulate_shots(rows)
    text = as_markdown(table)
    write_text(csv, table.to_csv(index=False))
    write_text(markdown, text)
    print(text)


if __name__ == "__main__":
    run(main)
