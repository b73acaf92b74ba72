"""Whole shots beside the truth: flicker, wrong color and recurrence, as one table.

docs/metrics.md says in plain words what each column is, and where it comes from.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from chromacel.evaluation.chroma import chromas, quantized_chroma, saturation
from chromacel.evaluation.color_consistency import cdc
from chromacel.evaluation.decomposition import decompose
from chromacel.evaluation.flicker import held_flicker
from chromacel.evaluation.recurrence import recurrence_differences, recurrences
from chromacel.evaluation.warp_error import warp_errors
from chromacel.pictures.pixels import Frames

# Measured alike of colored shots and of the truth, of which a summary gives the ratio.
RATIOS = ("cdc", "cdc_chroma", "saturation", "warp_error")
# Means over all frames of all shots, by the column that says how many count.
WEIGHTS = {
    "held_flicker": "held_pixels",
    "wrong": "frames",
    "wobble": "frames",
    "rest": "frames",
    "recurrence": "recurring",
}
COLUMNS = (*RATIOS, *WEIGHTS)


@dataclass(frozen=True)
class Shots:
    """Frames of several shots, one shot after the other: `truth` (n, h, w, 3) and `gray`, the
    input's luma (n, h, w), both uint8, and the number of each frame's shot (n,)."""

    truth: Frames
    gray: Frames
    numbers: NDArray[np.int64]


def measure_shots(shots: Shots, colored: Mapping[str, Frames]) -> pd.DataFrame:
    """A row for each method and shot: columns method, shot, frames, `COLUMNS`, the truth's own
    `true_` ones of `RATIOS`, and `held_pixels` and `recurring`, which say of how many pixels and
    frames these are.

    `colored` is (n, h, w, 3) uint8 by the method's name. What a shot does not have, such as a
    recurrence, is NaN.
    """
    pairs = recurrences(shots.gray, shots.numbers)
    of_shot = shots.numbers[pairs.some]
    again = {
        method: recurrence_differences(frames, shots.truth, pairs)
        for method, frames in colored.items()
    }
    rows = []
    for shot in np.unique(shots.numbers):
        places = np.flatnonzero(shots.numbers == shot)
        inside = {method: frames[places] for method, frames in colored.items()}
        recurring = int((of_shot == shot).sum())
        for row in measure_shot(inside, shots.truth[places], shots.gray[places]):
            differences = again[str(row["method"])][of_shot == shot]
            mean = float(differences.mean()) if recurring else float("nan")
            rows.append({**row, "shot": int(shot), "recurrence": mean, "recurring": recurring})
    return pd.DataFrame(rows)


def measure_shot(
    colored: Mapping[str, Frames], truth: Frames, gray: Frames
) -> list[dict[str, str | int | float]]:
    """Of one shot, a row for each method, without its recurrences."""
    versions = [*colored.values(), truth]
    *all_chroma, true_chroma = (chromas(frames) for frames in versions)
    *warps, true_warp = warp_errors([*all_chroma, true_chroma], gray)
    *spread, true_spread = (_histograms(frames) for frames in versions)
    rows: list[dict[str, str | int | float]] = []
    for method, own, warp, histograms in zip(colored, all_chroma, warps, spread, strict=True):
        flicker, pixels = held_flicker(own, true_chroma, gray)
        measured = {**histograms, "warp_error": warp}
        true = {**true_spread, "warp_error": true_warp}
        rows.append(
            {
                "method": method,
                "frames": len(gray),
                **measured,
                **{f"true_{name}": value for name, value in true.items()},
                "held_flicker": flicker,
                "held_pixels": pixels,
                **asdict(decompose(own, true_chroma)),
            }
        )
    return rows


def _histograms(frames: Frames) -> dict[str, float]:
    quantized = quantized_chroma(frames)
    return {
        "cdc": cdc(frames),
        "cdc_chroma": cdc(quantized),
        "saturation": saturation(quantized),
    }


def summarize(rows: pd.DataFrame, keys: Sequence[str]) -> pd.DataFrame:
    """A row for each value of the `keys`, in the order of appearance: the numbers of shots and
    frames, the `RATIOS` of means over shots to the truth's, and the other `COLUMNS` over frames.

    NaN where no shot has a number, or the truth's is 0: a shot that is held all along has no CDC to
    compare with.
    """
    records = []
    for values, shots in rows.groupby(list(keys), sort=False):
        row = dict(zip(keys, values, strict=True))
        row |= {"shots": len(shots), "frames": int(shots["frames"].sum())}
        row |= {name: _ratio(shots[name], shots[f"true_{name}"]) for name in RATIOS}
        row |= {name: _mean(shots[name], shots[weight]) for name, weight in WEIGHTS.items()}
        records.append(row)
    return pd.DataFrame(records, columns=[*keys, "shots", "frames", *COLUMNS])


def _ratio(own: pd.Series, true: pd.Series) -> float:
    total = true.sum()
    return float(own.sum() / total) if total > 0 else float("nan")


def _mean(values: pd.Series, weights: pd.Series) -> float:
    total = weights.sum()
    return float((values * weights).sum() / total) if total > 0 else float("nan")
