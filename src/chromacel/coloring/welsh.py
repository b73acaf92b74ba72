"""Color from a reference without learning: chroma of the pixel that looks most alike.

Welsh, Ashikhmin and Mueller, Transferring color to greyscale images, SIGGRAPH 2002. Pixels look
alike by their luma and its deviation around them. Where a person has paired rectangles, the
swatches, each takes its colors from its partner alone, and all other pixels from the swatches, by
their texture.
"""

from collections.abc import Sequence

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from chromacel.coloring.references import deviation, like_in_luma
from chromacel.coloring.swatches import Box, Swatch, check_swatches
from chromacel.pictures.chroma import Chroma, chroma
from chromacel.pictures.pixels import Picture

SAMPLES = 200  # of all references together; the source's choice, as the next two are
SWATCH_SAMPLES = 50  # of a swatch
WINDOW = 5  # pixels of a neighborhood's side
TEXTURE_SAMPLES = 400  # of a swatch in the picture, that others are compared with
SEED = 2002


def transferred(
    gray: Picture, references: Sequence[Picture], swatches: Sequence[Swatch] = ()
) -> Chroma:
    """Chroma (h, w, 2) for a picture (h, w) uint8 from references (h', w', 3) uint8.

    Raises:
        InputError: a swatch is not inside its picture.
    """
    check_swatches(swatches, gray.shape, [rgb.shape for rgb in references])
    if swatches:
        return _by_swatches(gray, references, swatches)
    each = -(-SAMPLES // len(references))
    return _like(gray, [_samples(like_in_luma(rgb, gray), rgb, each) for rgb in references])


Samples = tuple[NDArray[np.float32], NDArray[np.float32]]
"""Features (n, f), and the chroma of each, (n, 2)."""


def _like(gray: Picture, samples: Sequence[Samples]) -> Chroma:
    features, colors = (np.concatenate(part) for part in zip(*samples, strict=True))
    _, best = cKDTree(features).query(_features(gray.astype(np.float32)).reshape(-1, 2))
    return np.asarray(colors[best].reshape(*gray.shape, 2), np.float32)


def _samples(luma: NDArray[np.float32], rgb: Picture, number: int) -> Samples:
    rows, columns = jittered(rgb.shape[:2], number)
    return _features(luma)[rows, columns], chroma(rgb)[rows, columns]


def _features(luma: NDArray[np.float32]) -> NDArray[np.float32]:
    """Luma and deviation, which count alike: (h, w, 2)."""
    return np.dstack((luma, deviation(luma, WINDOW)))


def jittered(shape: tuple[int, ...], number: int) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Rows and columns of about so many pixels, one at random from each cell of a grid."""
    random = np.random.default_rng(SEED)
    side = max(float(np.sqrt(shape[0] * shape[1] / number)), 1.0)
    down, across = (max(round(size / side), 1) for size in shape[:2])
    cells = np.moveaxis(np.indices((down, across)), 0, -1).reshape(-1, 2)
    places = (cells + random.random(cells.shape)) * np.array(shape[:2]) / (down, across)
    rows, columns = places.astype(np.intp).T
    return rows, columns


def _by_swatches(
    gray: Picture, references: Sequence[Picture], swatches: Sequence[Swatch]
) -> Chroma:
    """Later swatches lie over earlier ones."""
    values = np.zeros((*gray.shape, 2), np.float32)
    given = np.zeros(gray.shape, bool)
    for swatch in swatches:
        own, other = _inside(swatch.picture), references[swatch.reference][_inside(swatch.source)]
        part = gray[own]
        values[own] = _like(part, [_samples(like_in_luma(other, part), other, SWATCH_SAMPLES)])
        given[own] = True
    textures = _textures(gray)
    chosen = np.concatenate([_sampled(swatch.picture) for swatch in swatches])
    samples = textures[chosen[:, 0], chosen[:, 1]]
    _, best = cKDTree(samples).query(textures[~given])
    values[~given] = values[chosen[best, 0], chosen[best, 1]]
    return values


def _sampled(box: Box) -> NDArray[np.intp]:
    left, top, right, bottom = box
    rows, columns = jittered((bottom - top, right - left), TEXTURE_SAMPLES)
    return np.stack((rows + top, columns + left), axis=1)


def _textures(gray: Picture) -> NDArray[np.float32]:
    """Each pixel's neighborhood: (h, w, WINDOW²)."""
    padded = np.pad(gray.astype(np.float32), WINDOW // 2, "reflect")
    return sliding_window_view(padded, (WINDOW, WINDOW)).reshape(*gray.shape, -1)


def _inside(box: Box) -> tuple[slice, slice]:
    left, top, right, bottom = box
    return slice(top, bottom), slice(left, right)
