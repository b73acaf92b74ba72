"""Rule plot_dataset: Figure 6, samples of the dataset."""

from pathlib import Path

import numpy as np

from chromacel.conditions.kinds import CONDITIONS
from chromacel.dataset.names import named_origins
from chromacel.dataset.selection import spread_positions
from chromacel.dataset.shards import open_split
from chromacel.figures.grids import frame_names, picture_rows
from chromacel.jobs.command import run

SAMPLES = 6
ROWS = {"Color": "rgb", **{kind.label.capitalize(): name for name, kind in CONDITIONS.items()}}


def main(figure: Path, *, shards: list[Path]) -> None:
    """Plot some of the dataset's pictures in color, in gray, and as edges.

    Args:
        figure: PNG file to write
        shards: a shard of the training split, in color and as each condition
    """
    split = open_split(shards)
    chosen = spread_positions(len(split), SAMPLES)
    rows = {title: split.pictures(name, np.array(chosen)) for title, name in ROWS.items()}
    names = frame_names(named_origins(shards), chosen)
    title = "Figure 6: training pictures and what is made from them"
    picture_rows(figure, title, rows, names)


if __name__ == "__main__":
    run(main)
