"""Test frames as models color them: Figures 10 and 11, and each model's with maps of its error."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from chromacel.conditions.kinds import CONDITIONS, Condition
from chromacel.dataset.selection import spread_positions
from chromacel.dataset.shards import Split
from chromacel.evaluation.distances import pixel_errors
from chromacel.evaluation.labels import MODELS, pair_name
from chromacel.evaluation.prediction_files import Predictions
from chromacel.figures.grids import error_maps, frame_names, picture_rows
from chromacel.pictures.pixels import Frames


def comparison_figure(
    path: Path,
    condition: Condition,
    split: Split,
    origins: pd.DataFrame,
    models: Sequence[Predictions],
    samples: int,
) -> None:
    """The same frames by all models of a condition, a row each, between input and truth.

    `origins` is the episode and index of each frame of the split; so many `samples` are spread
    evenly over it.
    """
    chosen = spread_positions(len(split), samples)
    rows: dict[str, Frames] = {
        "Input": split.pictures(condition, np.array(chosen)),
        **{MODELS[model.names["model"]]: model.pictures(chosen) for model in models},
        "Truth": split.pictures("rgb", np.array(chosen)),
    }
    kind = CONDITIONS[condition]
    number = f"Figure {kind.figure}: " if kind.figure else ""
    title = f"{number}test frames colored from {kind.label}"
    picture_rows(path, title, rows, frame_names(origins, chosen))


def sample_figure(
    path: Path, split: Split, origins: pd.DataFrame, model: Predictions, samples: int
) -> None:
    """One model's colors, between input and truth, with a map of the error and the L1 of each."""
    chosen = spread_positions(len(split), samples)
    condition = str(model.names["condition"])
    truth, colored = split.pictures("rgb", np.array(chosen)), model.pictures(chosen)
    errors = pixel_errors(colored, truth)
    rows: dict[str, Frames] = {
        "Input": split.pictures(condition, np.array(chosen)),
        "Colored": colored,
        "Error": error_maps(errors),
        "Truth": truth,
    }
    names = [
        f"{name}\nL1 {error.mean():.1f}"
        for name, error in zip(frame_names(origins, chosen), errors, strict=True)
    ]
    title = f"Test frames colored by {pair_name(model.names['model'], condition)}"
    picture_rows(path, title, rows, names)
