"""Whole shots beside the truth: flicker, wrong color and recurrence, as one table.

docs/metrics.md says in plain words what each column is, and where it comes from.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Protocol, TypeVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from chromacel.evaluation.color_consistency import cdc
from chromacel.evaluation.decomposition import decompose
from chromacel.evaluation.flicker import held_flicker
from chromacel.evaluation.recurrence import recurrence_differences, recurrences
from chromacel.evaluation.shot_summary import COLUMNS, COUNTS, FIRST, RATIOS, true_name
from chromacel.evaluation.warp_error import Motion, find_motions, mean_warp_error
from chromacel.machine.progress import counted
from chromacel.pictures.chroma import Chroma, chromas, quantized_chroma, saturation
from chromacel.pictures.pixels import Frames

Version = TypeVar("Version")


@dataclass(frozen=True)
class Shots:
    """Frames of several shots, one shot after the other: `truth` (n, h, w, 3) and `gray`, the
    input's luma (n, h, w), both uint8, and the number of each frame's shot (n,)."""

    truth: Frames
    gray: Frames
    numbers: NDArray[np.int64]


class StoredFrames(Protocol):
    """Frames, (n, h, w, 3) uint8, in memory or in a file, from which parts are read."""

    def __getitem__(self, selection: Any, /) -> Any: ...


def measure_shots(shots: Shots, colored: Mapping[Version, StoredFrames]) -> pd.DataFrame:
    """A row for each shot and version: columns version, shot, frames, `COLUMNS`, the truth's own
    `true_` ones of `RATIOS`, and `held_pixels` and `recurring`, which say of how many pixels and
    frames these are.

    `colored` are versions of all frames, whatever they are called. What a shot does not have, such
    as a recurrence, is NaN.
    """
    pairs = recurrences(shots.gray, shots.numbers)
    of_shot = shots.numbers[pairs.some]
    again = {
        version: recurrence_differences(frames, shots.truth, pairs)
        for version, frames in colored.items()
    }
    rows = []
    for shot in np.unique(shots.numbers):
        places = np.flatnonzero(shots.numbers == shot)
        part = slice(int(places[0]), int(places[-1]) + 1)
        reference = Reference.of(shots.truth[part], shots.gray[part])
        recurring = int((of_shot == shot).sum())
        for version, frames in counted(colored.items(), len(colored), "versions"):
            mean = float(again[version][of_shot == shot].mean()) if recurring else float("nan")
            names: dict[str, Any] = {"version": version, "shot": int(shot), "frames": len(places)}
            measured = measure_shot(frames[part], reference)
            again_here = {"recurrence": mean, "recurring": recurring}
            rows.append({**names, **measured, **again_here})
    return pd.DataFrame(rows, columns=[*FIRST, *COLUMNS, *map(true_name, RATIOS), *COUNTS])


@dataclass(frozen=True)
class Reference:
    """What all versions of one shot are measured by: the input's luma, the motion in it, the
    truth's chroma, and what of `RATIOS` is measured of the truth."""

    gray: Frames
    motions: Sequence[Motion]
    chromas: Chroma
    measured: Mapping[str, float]

    @classmethod
    def of(cls, truth: Frames, gray: Frames) -> "Reference":
        motions, color = list(find_motions(gray)), chromas(truth)
        return cls(gray, motions, color, _steadiness(truth, color, motions))


def measure_shot(colored: Frames, reference: Reference) -> dict[str, float]:
    """One version of one shot, (n, h, w, 3) uint8, without its recurrences."""
    color = chromas(colored)
    flicker, pixels = held_flicker(color, reference.chromas, reference.gray)
    return {
        **_steadiness(colored, color, reference.motions),
        **{true_name(name): value for name, value in reference.measured.items()},
        "held_flicker": flicker,
        "held_pixels": pixels,
        **asdict(decompose(color, reference.chromas)),
    }


def _steadiness(frames: Frames, color: Chroma, motions: Sequence[Motion]) -> dict[str, float]:
    """The `RATIOS` before they are any."""
    quantized = quantized_chroma(frames)
    return {
        "cdc": cdc(frames),
        "cdc_chroma": cdc(quantized),
        "saturation": saturation(quantized),
        "warp_error": mean_warp_error(color, motions),
    }
