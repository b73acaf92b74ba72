"""Pictures of two textures, each of which has a color of its own, for tests of transfer."""

import numpy as np

from chromacel.coloring.own_luma import with_own_luma
from chromacel.pictures.chroma import Chroma
from chromacel.pictures.pixels import Picture

BLUE, ORANGE = (60.0, -30.0), (-50.0, 50.0)  # chroma: blue and red minus luma
SIDE = 64


def textured(seed: int) -> Picture:
    """Gray (64, 128): smooth and dark on the left, rough and bright on the right."""
    random = np.random.default_rng(seed)
    left = 70 + random.normal(0, 2, (SIDE, SIDE))
    right = 150 + random.normal(0, 20, (SIDE, SIDE))
    return np.clip(np.hstack((left, right)), 0, 255).round().astype(np.uint8)


def chroma_of(left: tuple[float, float], right: tuple[float, float]) -> Chroma:
    values = np.empty((SIDE, 2 * SIDE, 2), np.float32)
    values[:, :SIDE], values[:, SIDE:] = left, right
    return values


def colored(gray: Picture, values: Chroma) -> Picture:
    return np.asarray(with_own_luma(gray[None], values[None])[0])


def flat(color: tuple[int, int, int]) -> Picture:
    return np.full((SIDE, SIDE, 3), color, np.uint8)
