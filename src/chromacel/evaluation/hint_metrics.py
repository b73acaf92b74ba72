"""How near colorings come to the truth, the more hints they have.

docs/metrics.md says in plain words what is measured, and where it comes from.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import pandas as pd

from chromacel.evaluation.distances import l1, l2
from chromacel.evaluation.hint_amounts import NUMBERS, POINT, SHARES
from chromacel.evaluation.hint_points import random_points
from chromacel.evaluation.hint_regions import Mark, marked_regions
from chromacel.evaluation.psnr import psnr
from chromacel.pictures.hints import Hints
from chromacel.pictures.pixels import Picture

Colored = Callable[[Picture, Hints], Picture]
"""A picture's condition, (h, w) uint8, and hints, to colors, (h, w, 3) uint8."""


@dataclass(frozen=True)
class HintSettings:
    """How colorings with hints are measured.

    Attributes:
        pictures: at most so many test frames
        marks: what a region's hint is, a stroke or a dot
    """

    pictures: int
    marks: Mark


def measure_hints(
    pictures: Iterable[tuple[Picture, Picture]], colored: Colored, mark: Mark
) -> pd.DataFrame:
    """A row for each picture and each of `SHARES` and `NUMBERS`: columns picture (from 0), kind
    (the mark, or point), amount (the share, or the number), l1 and psnr.

    `pictures` are conditions (h, w) and the truth (h, w, 3), uint8; `colored` sees the truth in its
    hints alone.
    """
    rows = []
    for number, (condition, truth) in enumerate(pictures):
        regions = marked_regions(truth, mark)
        hints: list[tuple[str, float, Hints]] = [
            (mark, share, regions.hints(regions.count(share))) for share in SHARES
        ]
        hints += [(POINT, amount, random_points(truth, amount)) for amount in NUMBERS]
        known: dict[bytes, dict[str, float]] = {}
        for kind, amount, given in hints:
            key = given.given.tobytes() + given.colors.tobytes()
            if key not in known:  # a small share of few regions is none
                known[key] = _errors(colored(condition, given), truth)
            rows.append({"picture": number, "kind": kind, "amount": amount, **known[key]})
    return pd.DataFrame(rows, columns=["picture", "kind", "amount", "l1", "psnr"])


def _errors(colors: Picture, truth: Picture) -> dict[str, float]:
    return {"l1": float(l1(colors, truth)), "psnr": psnr(float(l2(colors, truth)))}
