"""Failures that the paper shows, found by rule rather than picked."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
import pandas as pd
from numpy.typing import NDArray
from skimage.color import rgb2lab

from chromacel.dataset.shards import Split
from chromacel.evaluation.labels import FAILURES
from chromacel.evaluation.prediction_files import Predictions
from chromacel.pictures.grayscale import grayscale
from chromacel.pictures.pixels import Picture

DARK = 24  # mean luma, 0-255, below which a frame is near-black
EVEN = 6  # most that neighbours in a region differ in any channel, 0-255
REGION = 0.004  # least share of the picture that a region has
FLAT = 1 / 3  # least share of a region that fills most of a picture, outlines left out
LIGHTNESS_APART = 12.0  # most that look-alikes differ in CIELAB's L*
COLORS_APART = 25.0  # least that they differ in its a*b* plane
LETTER = (4, 14)  # least and most rows of a letter, of 180
LETTERS = 6  # in a row that make a caption
WORST = 6  # frames of each model
COLUMNS = ["kind", "model", "condition", "seed", "episode", "index", "score", "boxes"]

Box = tuple[int, int, int, int]
"""Column, row, width and height in pixels."""


def find_failures(
    split: Split,
    origins: pd.DataFrame,
    models: Sequence[Predictions],
    metrics: Sequence[pd.DataFrame],
) -> pd.DataFrame:
    """The failures on the test split, by kind in the order of the figures, the worst ones first.

    `origins` is the episode and index of each frame; `models` and `metrics` are of the same
    trainings. Columns kind, model, condition, seed, episode, index, score and boxes.
    """
    failures: list[dict[Any, Any]] = []
    for number, origin in enumerate(origins[["episode", "index"]].to_dict("records")):
        [truth] = split.pictures("rgb", np.array([number]))
        failures += [{**origin, **failure} for failure in failures_of(truth, models, number)]
    for table in metrics:
        worst = table.nlargest(WORST, "l1").rename(columns={"l1": "score"}).assign(kind="worst")
        failures += worst.to_dict("records")
    rows = pd.DataFrame(failures, columns=COLUMNS)
    order = rows["kind"].map({kind: place for place, kind in enumerate(FAILURES)})
    rows = rows.assign(order=order, seed=rows["seed"].astype("Int64"))
    return rows.sort_values(["order", "score"], ascending=[True, False], kind="stable")[COLUMNS]


def first_frames(failures: pd.DataFrame, kind: str, number: int) -> pd.DataFrame:
    """The first failures of a kind, of at most so many frames, each once."""
    return failures[failures["kind"] == kind].drop_duplicates(["episode", "index"]).head(number)


@dataclass(frozen=True)
class Regions:
    """Evenly colored parts of a picture: number of each pixel's region, (h, w), from 1 and 0 for
    none; and of each region its `share` of the picture and its `box`."""

    numbers: NDArray[np.int32]
    share: NDArray[np.float64]
    boxes: list[Box]

    def means(self, picture: NDArray[np.float64]) -> NDArray[np.float64]:
        """Of (h, w, 3) values over each region: (regions, 3)."""
        counts = np.bincount(self.numbers.ravel(), minlength=len(self.share) + 1)[1:]
        sums = [
            np.bincount(self.numbers.ravel(), channel.ravel(), len(self.share) + 1)[1:]
            for channel in np.moveaxis(picture, 2, 0)
        ]
        return np.stack(sums, axis=1) / counts[:, None]


def regions(picture: Picture) -> Regions:
    """The even parts of an (h, w, 3) uint8 picture, the small ones left out."""
    kernel = np.ones((3, 3), np.uint8)
    spread = cv2.dilate(picture, kernel).astype(np.int16) - cv2.erode(picture, kernel)
    even = np.asarray(spread.max(axis=2) <= EVEN, np.uint8)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(even, connectivity=4)
    areas = stats[:, cv2.CC_STAT_AREA] / even.size
    kept = [label for label in range(1, len(areas)) if areas[label] >= REGION]
    numbers = np.zeros(len(areas), np.int32)
    numbers[kept] = np.arange(1, len(kept) + 1)
    boxes = [tuple(int(value) for value in stats[label, :4]) for label in kept]
    return Regions(numbers[labels], areas[kept], boxes)  # type: ignore[arg-type]


def is_near_black(picture: Picture) -> bool:
    return bool(grayscale(picture[None]).mean() < DARK)


def caption_letters(picture: Picture) -> int:
    """How many letters an (h, w, 3) uint8 picture has in a row: small, white, on something darker.

    Letters of one line stand at the same height, so the row that most of them cross is taken.
    """
    rows = len(picture)
    white = np.asarray(picture.min(axis=2) > 225, np.uint8)
    _, _, stats, _ = cv2.connectedComponentsWithStats(white, connectivity=8)
    least, most = (size * rows / 180 for size in LETTER)
    crossed = np.zeros(rows + 1, np.int64)
    for _, top, width, height, area in stats[1:]:
        if least <= height <= most and width <= 1.5 * most and area >= least:
            crossed[top] += 1
            crossed[top + height] -= 1
    return int(np.cumsum(crossed).max())


def exchanged(
    regions: Regions, colored: Picture, truth: Picture
) -> Iterator[tuple[float, Box, Box]]:
    """Pairs of regions alike in lightness, each of which has the other's color: score, and boxes.

    Each region's a*b* is nearer to what the other's should be than to its own. The score is the
    smaller one's share of the picture.
    """
    should, given = (regions.means(rgb2lab(picture)) for picture in (truth, colored))
    for one in range(len(should)):
        for other in range(one + 1, len(should)):
            lightness, *colors = np.abs(should[one] - should[other])
            if lightness > LIGHTNESS_APART or np.hypot(*colors) < COLORS_APART:
                continue
            if _nearer(given[one], should[other], should[one]) and _nearer(
                given[other], should[one], should[other]
            ):
                score = float(min(regions.share[one], regions.share[other]))
                yield score, regions.boxes[one], regions.boxes[other]


def patchiness(regions: Regions, colored: Picture) -> tuple[float, Box] | None:
    """How unevenly the largest region is colored, if it fills most of the picture: the standard
    deviation in the a*b* plane, and its box."""
    if not len(regions.share) or regions.share.max() < FLAT:
        return None
    largest = int(regions.share.argmax())
    inside = rgb2lab(colored)[regions.numbers == largest + 1][:, 1:]
    return float(np.linalg.norm(inside.std(axis=0))), regions.boxes[largest]


def _nearer(
    color: NDArray[np.float64], one: NDArray[np.float64], other: NDArray[np.float64]
) -> bool:
    """Whether a color is nearer to one than to the other, in the a*b* plane."""
    return bool(np.hypot(*(color - one)[1:]) < np.hypot(*(color - other)[1:]))


def failures_of(
    truth: Picture, models: Sequence[Predictions], number: int
) -> Iterator[dict[str, Any]]:
    """Those of one frame, and of its colors by each model. Boxes read `x y width height`."""
    if is_near_black(truth):
        yield {"kind": "near_black", "score": 1.0}
    elif (letters := caption_letters(truth)) >= LETTERS:
        yield {"kind": "caption", "score": letters}
    even = regions(truth)
    for model in models:
        [picture] = model.pictures([number])
        names = model.names
        if pair := max(exchanged(even, picture, truth), default=None):
            score, *boxes = pair
            yield {"kind": "exchanged", **names, "score": score, "boxes": _text(boxes)}
        if (patches := patchiness(even, picture)) and not is_near_black(truth):
            score, box = patches
            yield {"kind": "flat", **names, "score": score, "boxes": _text([box])}


def _text(boxes: list[Box]) -> str:
    return "; ".join(" ".join(map(str, box)) for box in boxes)
