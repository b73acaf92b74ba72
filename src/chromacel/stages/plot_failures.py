"""Rule plot_failures: Figures 12 to 14 and the worst frames, as `find_failures` found them."""

from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np
import pandas as pd

from chromacel.colored_frames import ColoredFrames, open_colored
from chromacel.command import run
from chromacel.csv_tables import read_table
from chromacel.figures import frame_names, message, picture_rows
from chromacel.frames import Frames
from chromacel.names import FAILURES, INPUTS, MODELS
from chromacel.shards import Split, open_split, read_origins

SHOWN = 6
BOX = (255, 0, 255)


def main(failures: Path, *, figures: list[Path], colored: list[Path], test: list[Path]) -> None:
    """A figure for each kind of failure, which is its name."""
    split, origins = open_split(test), pd.DataFrame(read_origins(test))
    models = [open_colored(path, origins) for path in colored]
    found = read_table(failures, ("kind", "episode", "index", "score"))
    for figure in figures:
        kind = figure.stem
        worst = found[found["kind"] == kind].drop_duplicates(["episode", "index"]).head(SHOWN)
        if worst.empty:
            message(figure, FAILURES[kind], "The rule finds none in the test split.")
        else:
            plot(figure, FAILURES[kind], worst, split, origins, models)


def plot(
    figure: Path,
    title: str,
    found: pd.DataFrame,
    split: Split,
    origins: pd.DataFrame,
    models: Sequence[ColoredFrames],
) -> None:
    places = pd.MultiIndex.from_frame(origins[["episode", "index"]])
    numbers = places.get_indexer(pd.MultiIndex.from_frame(found[["episode", "index"]]))
    chosen, order = np.unique(numbers, return_inverse=True)
    truth = split.pictures("rgb", chosen)[order]
    rows: dict[str, Frames] = {"Truth": boxed(truth, found["boxes"])}
    for model in models:
        name = f"{MODELS[model.names['model']]} from\n{INPUTS[model.names['condition']]}"
        rows[name] = model.pictures(chosen.tolist())[order]
    names = frame_names(origins, numbers.tolist())
    if found["model"].any():
        names = [
            f"{name}\n{MODELS[model]} from {INPUTS[condition]}"
            for name, model, condition in zip(
                names, found["model"], found["condition"], strict=True
            )
        ]
    picture_rows(figure, title, rows, names)


def boxed(pictures: Frames, boxes: pd.Series) -> Frames:
    """The pictures with the boxes of each, `x y width height; ...`, drawn in."""
    marked = pictures.copy()
    for picture, text in zip(marked, boxes, strict=True):
        for box in filter(None, text.split("; ")):
            cv2.rectangle(picture, [int(number) for number in box.split()], BOX, 2)
    return marked


if __name__ == "__main__":
    run(main)
