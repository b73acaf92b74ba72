"""The test frames that the viewer shows: which, in whose colors, and what is known of each."""

import base64
import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from PIL import Image

from chromacel.colored_frames import ColoredFrames
from chromacel.frames import CONDITIONS, Frames, spread_positions
from chromacel.names import INPUTS, MODELS
from chromacel.shards import Split

QUALITY = 85  # of WebP


@dataclass(frozen=True)
class Evidence:
    """What is known of the test frames: the tables of the same names, and L1 by model."""

    failures: pd.DataFrame
    leakage: pd.DataFrame
    l1: dict[str, pd.DataFrame] = field(default_factory=dict)


def chosen_frames(origins: pd.DataFrame, failures: pd.DataFrame, most: int) -> list[int]:
    """At most `most` places in the test split, ascending: the first failures of each kind in turn
    for half of them, and the rest spread evenly."""
    places = pd.MultiIndex.from_frame(origins[["episode", "index"]])
    numbers = pd.Series(
        places.get_indexer(pd.MultiIndex.from_frame(failures[["episode", "index"]])),
        failures.index,
    )
    rank = failures.groupby("kind").cumcount()
    in_turn = numbers[rank.sort_values(kind="stable").index].unique()[: most // 2]
    rest = np.setdiff1d(np.arange(len(origins)), in_turn)
    spread = rest[spread_positions(len(rest), most - len(in_turn))] if len(rest) else rest
    return sorted(int(number) for number in {*in_turn, *spread})


def choices(models: Sequence[ColoredFrames]) -> dict[str, str]:
    """What can be laid over each other: key to name."""
    inputs = {str(name): f"input: {INPUTS[name]}" for name in CONDITIONS}
    return {**inputs, **{model_key(model): model_name(model) for model in models}, "truth": "truth"}


def model_key(model: ColoredFrames) -> str:
    return f"{model.names['model']}-{model.names['condition']}"


def model_name(model: ColoredFrames) -> str:
    return f"{MODELS[model.names['model']]} from {INPUTS[model.names['condition']]}"


def viewer_data(
    origins: pd.DataFrame,
    chosen: Sequence[int],
    split: Split,
    models: Sequence[ColoredFrames],
    evidence: Evidence,
) -> list[dict[str, Any]]:
    """For each chosen frame its names, failures, distance, L1 by model, and pictures as URIs."""
    found = []
    near = evidence.leakage.set_index(["episode", "index"])
    kinds = evidence.failures.groupby(["episode", "index"])["kind"].unique()
    for number in chosen:
        one = np.array([number])
        pictures = {str(name): split.pictures(name, one)[0] for name in CONDITIONS}
        pictures |= {model_key(model): model.pictures([number])[0] for model in models}
        pictures["truth"] = split.pictures("rgb", one)[0]
        origin = origins.iloc[number]
        place = (origin["episode"], origin["index"])
        found.append(
            {
                "episode": origin["episode"],
                "index": int(origin["index"]),
                "kinds": sorted(kinds.get(place, [])),
                "distance": round(float(near.loc[place, "distance"]), 1),
                "twin": bool(near.loc[place, "twin"]),
                "l1": {
                    name: round(float(table.loc[place, "l1"]), 1)
                    for name, table in evidence.l1.items()
                },
                "pictures": {name: data_uri(picture) for name, picture in pictures.items()},
            }
        )
    return found


def data_uri(picture: Frames) -> str:
    """(h, w) or (h, w, 3) uint8 as a WebP in a URI."""
    return _uri(Image.fromarray(picture))


def figure_uri(path: Path) -> tuple[str, int, int]:
    """A PNG as a WebP in a URI, a tenth of its size, with its width and height in pixels."""
    with Image.open(path) as picture:
        return _uri(picture.convert("RGB")), picture.width, picture.height


def _uri(picture: Image.Image) -> str:
    content = io.BytesIO()
    picture.save(content, "WEBP", quality=QUALITY, method=4)
    return f"data:image/webp;base64,{base64.b64encode(content.getvalue()).decode()}"
