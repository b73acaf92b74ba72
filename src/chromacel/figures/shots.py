"""Whole shots as models color them: a strip of frames, and the lines of a film."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from chromacel.conditions.kinds import CONDITIONS
from chromacel.dataset.selection import spread_positions
from chromacel.evaluation.colored_shots import ColoredShots
from chromacel.evaluation.labels import INPUTS, MODELS
from chromacel.evaluation.shot_files import TakenShots
from chromacel.evaluation.shot_tables import METHODS
from chromacel.figures.grids import Grid, frame_names, message, picture_rows
from chromacel.pictures.pixels import Frames

TITLE = "Whole shots of test episodes"
NONE = "The test split has no frame of a video."
SHOTS = 4  # in the strip, and so many frames of each
FRAMES = 3
GRID = Grid(cell=1.8)  # of many rows: they tell colors from each other, and details little


def strip_figure(path: Path, shots: TakenShots, models: Sequence[ColoredShots]) -> None:
    """A few frames of some shots, equally spaced: a row for each input, model and method, and for
    the truth."""
    chosen = strip_places(shots.numbers)
    if not len(chosen):
        message(path, TITLE, NONE)
        return
    rows = {name: frames[chosen] for name, frames in versions(shots, models).items()}
    picture_rows(path, TITLE, rows, frame_names(shots.frames, chosen), GRID)


def strip_places(numbers: NDArray[np.int64]) -> list[int]:
    """The frames that the strip shows, given the shot of each."""
    every = np.unique(numbers)
    some = every[spread_positions(len(every), SHOTS)] if len(every) else every
    places = [np.flatnonzero(numbers == shot) for shot in some]
    return [int(own[place]) for own in places for place in spread_positions(len(own), FRAMES)]


def versions(shots: TakenShots, models: Sequence[ColoredShots]) -> Mapping[str, Frames]:
    """All frames as inputs, as models color them, and in truth, by what the rows are called."""
    rows: dict[str, Frames] = {}
    for condition in CONDITIONS:
        own = [model for model in models if model.names["condition"] == condition]
        if own:
            rows[_capital(INPUTS[condition])] = shots.pictures[condition]
        for model in own:
            for method, frames in model.methods.items():
                how = METHODS[method] if len(model.methods) > 1 else f"from {INPUTS[condition]}"
                rows[f"{MODELS[model.names['model']]},\n{how}"] = frames[:]
    return {**rows, "Truth": shots.pictures["rgb"]}


def film_lines(shots: TakenShots, models: Sequence[ColoredShots]) -> list[Mapping[str, Frames]]:
    """What a film shows side by side: for each input and method, the input, the models and the
    truth."""
    lines: list[Mapping[str, Frames]] = []
    for condition in CONDITIONS:
        own = [model for model in models if model.names["condition"] == condition]
        methods = sorted({method for model in own for method in model.methods})
        for method in methods:
            said = f", {METHODS[method]}" if len(methods) > 1 else ""
            colored = {
                f"{MODELS[model.names['model']]}{said}": model.methods[method][:]
                for model in own
                if method in model.methods
            }
            source = {_capital(INPUTS[condition]): shots.pictures[condition]}
            lines.append({**source, **colored, "Truth": shots.pictures["rgb"]})
    return lines


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]
