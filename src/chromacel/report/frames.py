"""The test frames that the viewer shows: which, in whose colors, and what is known of each."""

import base64
import io
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from PIL import Image

from chromacel.conditions.kinds import CONDITIONS
from chromacel.dataset.selection import spread_positions
from chromacel.dataset.shards import Split
from chromacel.errors import DamagedFileError
from chromacel.evaluation.labels import INPUTS, pair_name
from chromacel.evaluation.prediction_files import Predictions
from chromacel.files.checksums import damaged_file
from chromacel.files.csv_tables import read_table
from chromacel.machine.processors import processors
from chromacel.pictures.pixels import Picture

PLACE = ["episode", "index"]

# Of test frames, as AVIF, which keeps colors at the full resolution: in as many bytes of WebP, they
# are a quarter further off (a*b* of the demo's frames). The number of threads changes its bytes.
FRAME = {"quality": 70, "subsampling": "4:4:4", "speed": 8, "max_threads": 1}
FIGURE = {"quality": 75, "method": 4}  # as WebP
SAYS = "Description"  # key of a PNG's text
DRAWING = 256 * 1024  # bytes of a PNG with lines and text: without loss, it is no larger


@dataclass(frozen=True)
class Evidence:
    """What is known of the test frames: their failures, and `by_frame` leakage and each model's
    metrics, by its key."""

    failures: pd.DataFrame
    leakage: pd.DataFrame
    metrics: dict[str, pd.DataFrame] = field(default_factory=dict)


def read_evidence(
    failures: Path, leakage: Path, by: str, metrics: Mapping[str, Path], origins: pd.DataFrame
) -> Evidence:
    """`by` is the way that the dataset is split; `metrics` are files, by the model's key.

    Raises:
        DamagedFileError: a file is damaged, or of another test split than `origins`.
    """
    distances = read_table(leakage, ("by", "episode", "index", "distance", "twin", "identical"))
    evidence = Evidence(
        read_table(failures, ("kind", "episode", "index")),
        by_frame(leakage, distances[distances["by"] == by], origins),
        {
            key: by_frame(path, read_table(path, ("episode", "index", "l1")), origins)
            for key, path in metrics.items()
        },
    )
    check_failures(failures, evidence.failures, origins)
    return evidence


def by_frame(path: Path, table: pd.DataFrame, origins: pd.DataFrame) -> pd.DataFrame:
    """The rows of a CSV file by episode and index, one for each frame of the test split.

    Raises:
        DamagedFileError: it is of another test split.
    """
    rows = table.set_index(PLACE)
    if not rows.index.sort_values().equals(_places(origins).sort_values()):
        raise _foreign(path)
    return rows


def check_failures(path: Path, failures: pd.DataFrame, origins: pd.DataFrame) -> None:
    """Raises DamagedFileError if some are of no frame of the test split."""
    if not _places(failures).isin(_places(origins)).all():
        raise _foreign(path)


def _places(table: pd.DataFrame) -> pd.MultiIndex:
    return pd.MultiIndex.from_frame(table[PLACE])


def _foreign(path: Path) -> DamagedFileError:
    return DamagedFileError(f"{path} holds other frames than the test shards")


def chosen_frames(origins: pd.DataFrame, failures: pd.DataFrame, most: int) -> list[int]:
    """At most `most` places in the test split, ascending: the first failures of each kind in turn
    for half of them, and the rest spread evenly."""
    numbers = pd.Series(_places(origins).get_indexer(_places(failures)), failures.index)
    rank = failures.groupby("kind").cumcount()
    in_turn = numbers[rank.sort_values(kind="stable").index].unique()[: most // 2]
    rest = np.setdiff1d(np.arange(len(origins)), in_turn)
    spread = rest[spread_positions(len(rest), most - len(in_turn))] if len(rest) else rest
    return sorted(int(number) for number in {*in_turn, *spread})


def choices(models: Sequence[Predictions]) -> dict[str, str]:
    """What can be laid over each other: key to name."""
    inputs = {str(name): f"input: {INPUTS[name]}" for name in CONDITIONS}
    return {**inputs, **{model_key(model): model_name(model) for model in models}, "truth": "truth"}


def model_key(model: Predictions) -> str:
    return f"{model.names['model']}-{model.names['condition']}"


def model_name(model: Predictions) -> str:
    return pair_name(model.names["model"], model.names["condition"])


def viewer_data(
    origins: pd.DataFrame,
    chosen: Sequence[int],
    split: Split,
    models: Sequence[Predictions],
    evidence: Evidence,
) -> list[dict[str, Any]]:
    """For each chosen frame its names, failures, distance, L1 by model, and pictures as URIs.

    `origins` has columns episode, index and name, the episode's.
    """
    near = evidence.leakage
    kinds = evidence.failures.groupby(PLACE)["kind"].unique()

    def shown(number: int) -> dict[str, Any]:
        one = np.array([number])
        pictures = {str(name): split.pictures(name, one)[0] for name in CONDITIONS}
        pictures |= {model_key(model): model.pictures([number])[0] for model in models}
        pictures["truth"] = split.pictures("rgb", one)[0]
        origin = origins.iloc[number]
        place = (origin["episode"], origin["index"])
        return {
            "episode": origin["name"],
            "index": int(origin["index"]),
            "kinds": sorted(kinds.get(place, [])),
            "distance": round(float(near.loc[place, "distance"]), 1),
            "twin": bool(near.loc[place, "twin"]),
            "copy": "The same picture" if near.loc[place, "identical"] else "A near-duplicate",
            "l1": {
                name: round(float(table.loc[place, "l1"]), 1)
                for name, table in evidence.metrics.items()
            },
            "pictures": {name: avif_uri(picture) for name, picture in pictures.items()},
        }

    with ThreadPoolExecutor(processors()) as threads:
        return list(threads.map(shown, chosen))


def avif_uri(picture: Picture) -> str:
    """(h, w) or (h, w, 3) uint8 as an AVIF in a URI."""
    return _uri(Image.fromarray(picture), "AVIF", **FRAME)


def webp_uri(path: Path) -> tuple[str, int, int]:
    """A PNG as a WebP in a URI, at a tenth to a third of its size, with its width and height in
    pixels.

    Raises:
        DamagedFileError: the picture is damaged.
    """
    lossless = path.stat().st_size < DRAWING
    try:
        with Image.open(path) as picture:
            uri = _uri(picture.convert("RGB"), "WEBP", lossless=lossless, **FIGURE)
            return uri, picture.width, picture.height
    except (OSError, SyntaxError) as error:
        raise damaged_file(path, error) from error


def film_uri(path: Path) -> str:
    """An MP4 in a URI."""
    return f"data:video/mp4;base64,{base64.b64encode(path.read_bytes()).decode()}"


def figure_says(path: Path) -> str:
    """The text of a figure that says no more than this, or ""."""
    with Image.open(path) as picture:
        return str(picture.info.get(SAYS, ""))


def _uri(picture: Image.Image, form: str, **settings: Any) -> str:
    content = io.BytesIO()
    picture.save(content, form, **settings)
    return f"data:image/{form.lower()};base64,{base64.b64encode(content.getvalue()).decode()}"
