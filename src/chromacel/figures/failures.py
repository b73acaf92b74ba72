"""Figures 12 to 14: failures, with boxes around them."""

from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np
import pandas as pd

from chromacel.dataset.shards import Split
from chromacel.evaluation.labels import INPUTS, MODELS
from chromacel.evaluation.prediction_files import Predictions
from chromacel.figures.grids import frame_names, picture_rows
from chromacel.pictures.pixels import Frames

BOX = (255, 0, 255)


def plot(
    figure: Path,
    title: str,
    found: pd.DataFrame,
    split: Split,
    origins: pd.DataFrame,
    models: Sequence[Predictions],
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
