"""Rule plot_comparison: Figures 10 and 11, test frames colored by all models from one condition."""

from pathlib import Path

import numpy as np
import pandas as pd

from chromacel.conditions.kinds import CONDITIONS, Condition
from chromacel.dataset.selection import spread_positions
from chromacel.dataset.shards import open_split, read_origins
from chromacel.evaluation.labels import MODELS
from chromacel.evaluation.prediction_files import open_predictions
from chromacel.figures.grids import frame_names, picture_rows
from chromacel.jobs.command import run
from chromacel.pictures.pixels import Frames


def main(
    figure: Path, *, condition: Condition, samples: int, colored: list[Path], test: list[Path]
) -> None:
    split, origins = open_split(test), pd.DataFrame(read_origins(test))
    chosen = spread_positions(len(split), samples)
    rows: dict[str, Frames] = {"Input": split.pictures(condition, np.array(chosen))}
    for path in colored:
        model = open_predictions(path, origins)
        rows[MODELS[model.names["model"]]] = model.pictures(chosen)
    rows["Truth"] = split.pictures("rgb", np.array(chosen))
    kind = CONDITIONS[condition]
    number = f"Figure {kind.figure}: " if kind.figure else ""
    title = f"{number}test frames colored from {kind.label}"
    picture_rows(figure, title, rows, frame_names(origins, chosen))


if __name__ == "__main__":
    run(main)
