"""Manga colorization: a stroke fills the pattern that it is drawn on, and white between lines.

Qu, Wong and Heng, Manga colorization, SIGGRAPH 2006. Dots of a screentone are not connected, and
their gray is not even; what is even is their texture.
"""

import cv2
import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import distance_transform_edt
from skimage.graph import MCP_Geometric
from skimage.segmentation import watershed

from chromacel.coloring.strokes import Given, Values, check_sizes, colors_apart
from chromacel.pictures.gabor import texture
from chromacel.pictures.pixels import Picture
from chromacel.pictures.resizing import resized

CELLS = 2**18  # places at which texture is taken, at most
STEPS = (1, 2, 4, 8)  # pixels from one to the next
MOST_STROKES = 200  # each with a front of its own: of more, those of one color have one together
ALIKE = 14.0  # levels by which textures of one pattern differ, at most
MOST_CELLS, LEAST_SHARE = 200, 0.2  # of a stroke: looked at; share that a texture has of them
FAR_MORE = 2  # times as many cells are reached with coarse textures where fine ones see dots apart
REACH, CELLS_MORE = 12, 2  # pixels around a line in which texture is of both sides; and cells
LINE = 16  # pixels that no line has across, blurred
FLAT = 16.0  # of Sobel's slope, eight times the levels from cell to cell, where no edge is
SMOOTH = (3.0, 4.5)  # pixels, by which dots are blurred where edges are sought, fine and coarse


def spread(gray: Picture, values: Values, given: Given) -> Values:
    """Values (h, w, k) float32 of all pixels of an (h, w) uint8 picture, from those `given`, which
    are kept. Zero where no stroke comes: each has an even value, and fills what is of its texture
    and connected with it, up to lines and to other textures.

    Raises:
        InputError: the arguments are not of one size.
    """
    check_sizes(gray, values, given)
    result = np.zeros_like(values, np.float32)
    if given.any():
        step = next((step for step in STEPS if gray.size <= CELLS * step**2), STEPS[-1])
        strokes, colors = _strokes(values, given)
        first, used = _fronts(_textures(gray, step), _cells(strokes, step))
        filled = _up_to_edges(gray, first, used, step)
        result = _enlarged(colors[filled], gray.shape, step)
        result[given] = values[given]
    return result


def _strokes(values: Values, given: Given) -> tuple[NDArray[np.int32], Values]:
    """The number of the stroke that a pixel is of, from 1, (h, w), and their mean values, with 0
    for none: (n + 1, k)."""
    numbers = np.zeros(given.shape, np.int32)
    colors = colors_apart(values, given)
    for color in range(1, colors.max() + 1):
        _, parts = cv2.connectedComponents((colors == color).astype(np.uint8), connectivity=8)
        numbers[parts > 0] = parts[parts > 0] + numbers.max()
    if numbers.max() > MOST_STROKES:
        numbers = colors.astype(np.int32)
    places = numbers.ravel()
    pixels = np.maximum(np.bincount(places), 1)
    sums = [np.bincount(places, channel.ravel()) for channel in np.moveaxis(values, 2, 0)]
    means = np.stack(sums, -1) / pixels[:, None]
    means[0] = 0
    return numbers, means.astype(np.float32)


def _cells(numbers: NDArray[np.int32], step: int) -> NDArray[np.int32]:
    """The largest number of every so many rows and columns."""
    after = [(0, -size % step) for size in numbers.shape]
    padded = np.pad(numbers, after)
    rows, columns = padded.shape
    blocks = padded.reshape(rows // step, step, columns // step, step)
    return np.asarray(blocks.max(axis=(1, 3)))


def _textures(gray: Picture, step: int) -> list[NDArray[np.float32]]:
    """Of the picture and of its half, for the same cells: the filters see twice as far in that."""
    fine = texture(gray, step)
    half = resized(gray, *(-(-size // 2) for size in gray.shape))
    coarse = np.moveaxis(texture(half, max(step // 2, 1)), 2, 0)
    size = fine.shape[1::-1]
    return [fine, np.stack([cv2.resize(plane, size) for plane in coarse], -1)]


def _fronts(
    scales: list[NDArray[np.float32]], strokes: NDArray[np.int32]
) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """The stroke whose front comes first to each cell, 0 if none does, and with which of the
    scales, from 1: the finest with which it does not stop at each dot of a screentone."""
    first, used = np.zeros_like(strokes), np.zeros_like(strokes)
    times = np.full(strokes.shape, np.inf)
    for number in np.unique(strokes[strokes > 0]):
        fine, coarse = (_front(textures, strokes == number) for textures in scales)
        is_coarse = np.isfinite(coarse).sum() > FAR_MORE * np.isfinite(fine).sum()
        arrivals = coarse if is_coarse else fine
        is_first = arrivals < times
        first[is_first], used[is_first] = number, 1 + is_coarse
        times[is_first] = arrivals[is_first]
    return first, used


def _front(textures: NDArray[np.float32], is_start: Given) -> NDArray[np.float64]:
    """When a stroke's front comes to each cell: the slower, the less the texture is like the
    stroke's, and never where it is not alike."""
    patterns = _patterns(textures[is_start])
    apart = np.min([np.linalg.norm(textures - pattern, axis=-1) for pattern in patterns], axis=0)
    is_open = (apart < ALIKE) | is_start
    _, areas = cv2.connectedComponents(is_open.astype(np.uint8), connectivity=4)
    is_open = np.isin(areas, np.unique(areas[is_start]))
    box = tuple(slice(places.min(), places.max() + 1) for places in np.nonzero(is_open))
    costs = np.where(is_open, 1 + (apart / ALIKE) ** 2, -1)[box]  # a front passes no negative one
    arrivals = np.full(is_start.shape, np.inf)
    arrivals[box] = MCP_Geometric(costs).find_costs(np.argwhere(is_start[box]))[0]
    return arrivals


def _patterns(textures: NDArray[np.float32]) -> list[NDArray[np.float32]]:
    """The textures of a stroke that stand for most of it, from (n, c): it may cross lines."""
    rest = textures[:: -(-len(textures) // MOST_CELLS)]
    fewest = LEAST_SHARE * len(rest)
    patterns: list[NDArray[np.float32]] = []
    while len(rest) >= max(fewest, 1):
        is_alike = np.linalg.norm(rest[:, None] - rest, axis=-1) < ALIKE / 2
        largest = is_alike[is_alike.sum(axis=1).argmax()]
        if patterns and largest.sum() < fewest:
            break
        patterns.append(rest[largest].mean(axis=0))
        rest = rest[~largest]
    return patterns


def _up_to_edges(
    gray: Picture, first: NDArray[np.int32], used: NDArray[np.int32], step: int
) -> NDArray[np.int32]:
    """Strokes' cells grown through the surroundings of lines and edges, where texture is mixed, up
    to where gray changes most."""
    apart, nearest = distance_transform_edt(first == 0, return_indices=True)
    scale = used[*nearest]
    small = np.where(scale == 1, *(_blurred(gray, wide, step) for wide in SMOOTH))
    slopes = np.hypot(cv2.Sobel(small, -1, 1, 0), cv2.Sobel(small, -1, 0, 1))
    cells = np.maximum(np.bincount(first.ravel()), 1)
    own = (np.bincount(first.ravel(), small.ravel()) / cells)[first[*nearest]]
    is_brighter = (first == 0) & (slopes < FLAT) & (small - own > ALIKE)  # as no line within is
    none = first.max() + 1
    is_far = apart > REACH / step * scale + CELLS_MORE
    marks = np.where(is_far | is_brighter, none, first)
    grown = watershed(slopes + 8 * _lines(small, LINE // step), marks)  # type: ignore[no-untyped-call]
    return np.where(grown == none, 0, grown)


def _lines(small: NDArray[np.float32], wide: int) -> NDArray[np.float32]:
    """By how much lines are darker than both of their sides: they part colors in their middle."""
    kernel = np.ones((max(wide, 3), max(wide, 3)), np.uint8)
    return np.asarray(cv2.morphologyEx(small, cv2.MORPH_BLACKHAT, kernel), np.float32)


def _blurred(gray: Picture, wide: float, step: int) -> NDArray[np.float32]:
    """Gray at cells, without the dots of screentones."""
    after = [(0, -size % step) for size in gray.shape]
    padded = np.pad(gray, after, "edge").astype(np.float32)
    blurred = cv2.GaussianBlur(padded, (0, 0), wide)
    return resized(np.asarray(blurred, np.float32), *(size // step for size in padded.shape))


def _enlarged(values: Values, shape: tuple[int, int], step: int) -> Values:
    """Values of cells for the pixels that these stand for."""
    size = values.shape[1] * step, values.shape[0] * step
    large = cv2.resize(values, size, interpolation=cv2.INTER_LINEAR)
    large = large.reshape(size[1], size[0], values.shape[2])
    return np.ascontiguousarray(large[: shape[0], : shape[1]], np.float32)
