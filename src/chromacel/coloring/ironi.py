"""Color from a reference by its parts: pixels that surely look like one become small scribbles.

Irony, Cohen-Or and Lischinski, Colorization by example, EGSR 2005. The reference is segmented, here
by its colors. The texture around a pixel of the picture tells which segment it is like, in a space
where textures of one segment are near each other and those of different ones far apart. Its
neighbors have a say, and what is sure enough spreads by Levin's optimization.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.fft import dctn
from scipy.linalg import eigh
from scipy.spatial import cKDTree
from skimage.segmentation import felzenszwalb

from chromacel.coloring.levin import spread
from chromacel.coloring.references import like_in_luma
from chromacel.coloring.welsh import jittered
from chromacel.pictures.chroma import Chroma, chroma
from chromacel.pictures.pixels import Picture

WINDOW = 7  # pixels of a texture's side, and of the neighborhood that votes
SEGMENTS = 8  # of a reference, at most
REGION = {"scale": 100, "sigma": 0.5, "min_size": 100}  # before regions of like color are joined
SAMPLES = 2000  # pixels of all references that others are compared with
NEAREST = 7  # of them that vote on a pixel
DIFFERENCES = 20_000  # pairs of pixels from which the space is made
DIMENSIONS = 6
LEAST = 1.0  # variance within segments that counts as none, in levels squared
SURE = 0.5  # confidence of a scribble; the source's choice
SEED = 2005

Values = NDArray[np.float32]
Numbers = NDArray[np.intp]


@dataclass(frozen=True)
class Example:
    """Pixels of the references: textures (n, f), segments (n,), in which reference and where each
    lies, (n, 3); and the references' chroma."""

    textures: Values
    segments: Numbers
    places: Numbers
    chroma: list[Chroma]


def transferred(gray: Picture, references: Sequence[Picture]) -> Chroma:
    """Chroma (h, w, 2) for a picture (h, w) uint8 from references (h', w', 3) uint8."""
    example = _example(gray, references)
    space = _space(example)
    known, asked = example.textures @ space, _textures(gray.astype(np.float32)) @ space
    asked = asked.reshape(-1, space.shape[1])
    segments = _segments_of(known, example.segments, asked)
    matches, weights = _matched(known, example.segments, asked, segments)
    values, confidence = _told_by_neighbors(
        segments.reshape(gray.shape),
        matches.reshape(gray.shape),
        weights.reshape(gray.shape),
        example,
    )
    return np.asarray(spread(gray, values, confidence >= min(SURE, float(confidence.max()))))


def _example(gray: Picture, references: Sequence[Picture]) -> Example:
    parts = []
    for number, rgb in enumerate(references):
        rows, columns = jittered(rgb.shape, max(SAMPLES // len(references), 1))
        textures = _textures(like_in_luma(rgb, gray))[rows, columns]
        segments = _segmented(rgb)[rows, columns] + number * SEGMENTS
        places = np.stack((np.full_like(rows, number), rows, columns), axis=1)
        parts.append((textures, segments, places))
    textures, segments, places = (np.concatenate(part) for part in zip(*parts, strict=True))
    return Example(textures, segments, places, [chroma(rgb) for rgb in references])


def _segmented(rgb: Picture) -> Numbers:
    """The segment of each pixel, from 0: regions, of which those of like mean chroma are one."""
    regions = felzenszwalb(rgb, channel_axis=2, **REGION)
    sizes = np.bincount(regions.ravel())
    colors = chroma(rgb).reshape(-1, 2)
    means = np.stack([np.bincount(regions.ravel(), each) / sizes for each in colors.T], axis=1)
    if len(means) == 1:
        return np.zeros(rgb.shape[:2], np.intp)
    joined = fcluster(linkage(means, "average"), SEGMENTS, "maxclust")
    return np.asarray(joined[regions] - 1, np.intp)


def _textures(luma: Values) -> Values:
    """The cosine transform of each pixel's neighborhood: (h, w, WINDOW²)."""
    padded = np.pad(luma, WINDOW // 2, "reflect")
    windows = sliding_window_view(padded, (WINDOW, WINDOW))
    return np.asarray(dctn(windows, axes=(2, 3), norm="ortho").reshape(*luma.shape, -1))


def _space(example: Example) -> Values:
    """(f, d): directions in which textures of different segments differ most, as multiples of how
    much those of one segment do."""
    random = np.random.default_rng(SEED)
    one, other = random.integers(len(example.segments), size=(2, DIFFERENCES))
    differences = (example.textures[one] - example.textures[other]).astype(np.float64)
    same = example.segments[one] == example.segments[other]
    within = _covariance(differences[same])
    between = _covariance(differences if same.all() else differences[~same])
    number = len(within)
    chosen = (number - DIMENSIONS, number - 1)  # the largest eigenvalues come last
    _, directions = eigh(between, within + LEAST * np.eye(number), subset_by_index=chosen)
    return np.asarray(directions, np.float32)


def _covariance(differences: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(differences.T @ differences / max(len(differences), 1))


def _segments_of(known: Values, segments: Numbers, asked: Values) -> Numbers:
    """The segment that most of the nearest known pixels have, (n,)."""
    _, nearest = cKDTree(known).query(asked, min(NEAREST, len(known)))
    votes = segments[nearest].reshape(len(asked), -1)
    counts = np.stack([(votes == segment).sum(axis=1) for segment in range(segments.max() + 1)])
    return np.asarray(counts.argmax(axis=0))


def _matched(
    known: Values, segments: Numbers, asked: Values, chosen: Numbers
) -> tuple[Numbers, Values]:
    """For each pixel asked the nearest known one of its segment, and its weight, (n,) each."""
    matches, weights = np.zeros(len(asked), np.intp), np.zeros(len(asked), np.float32)
    for segment in np.unique(chosen):
        candidates, pixels = np.flatnonzero(segments == segment), chosen == segment
        distances, nearest = cKDTree(known[candidates]).query(asked[pixels])
        matches[pixels], weights[pixels] = candidates[nearest], np.exp(-distances)
    return matches, weights


def _told_by_neighbors(
    segments: Numbers, matches: Numbers, weights: Values, example: Example
) -> tuple[Chroma, Values]:
    """Chroma (h, w, 2) and its confidence (h, w): the segment that weighs most around a pixel, and
    what its neighbors of that segment would have there, each beside its own match."""
    around = (WINDOW, WINDOW)
    numbers = np.unique(segments)
    shares = np.stack([cv2.blur(weights * (segments == number), around) for number in numbers])
    confidence = shares.max(axis=0) / np.maximum(shares.sum(axis=0), 1e-12)
    winners = numbers[shares.argmax(axis=0)]
    values, total = np.zeros((*segments.shape, 2), np.float32), np.zeros(segments.shape, np.float32)
    rows, columns = np.indices(segments.shape)
    reach = range(-(WINDOW // 2), WINDOW // 2 + 1)
    for down in reach:
        for right in reach:
            row = np.clip(rows + down, 0, segments.shape[0] - 1)
            column = np.clip(columns + right, 0, segments.shape[1] - 1)
            weight = weights[row, column] * (segments[row, column] == winners)
            values += weight[..., None] * _beside(example, matches[row, column], -down, -right)
            total += weight
    return np.asarray(values / np.maximum(total, 1e-12)[..., None], np.float32), confidence


def _beside(example: Example, matches: Numbers, down: int, right: int) -> Chroma:
    """The chroma so many pixels below and right of each match, (h, w) to (h, w, 2)."""
    result = np.zeros((*matches.shape, 2), np.float32)
    references, rows, columns = np.moveaxis(example.places[matches], -1, 0)
    for number, values in enumerate(example.chroma):
        of_this = references == number
        row = np.clip(rows[of_this] + down, 0, values.shape[0] - 1)
        column = np.clip(columns[of_this] + right, 0, values.shape[1] - 1)
        result[of_this] = values[row, column]
    return result
