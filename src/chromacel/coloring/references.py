"""Colored pictures that are shown to a method or a model, so that it colors others like them."""

from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from chromacel.errors import InputError
from chromacel.pictures.chroma import chroma
from chromacel.pictures.files import read_picture
from chromacel.pictures.grayscale import grayscale
from chromacel.pictures.pixels import Picture
from chromacel.pictures.profiles import in_srgb

SMALLEST = 32  # pixels of each side: less shows no texture
COLORED, SHARE = 12.0, 0.001  # levels of chroma that one sees, and the share of pixels that have it


def read_references(paths: Sequence[Path]) -> list[Picture]:
    """(h, w, 3) uint8 each, by their color profiles.

    Raises:
        InputError: one is not there, is no picture, has no color, or is tiny.
    """
    return [_read(path) for path in paths]


def _read(path: Path) -> Picture:
    if not path.exists():
        raise InputError(f"There is no file {path}: give the path of a colored picture.")
    if path.is_dir():
        raise InputError(f"{path} is a folder: name the colored pictures in it.")
    rgb = in_srgb(read_picture(path).rgb, path.read_bytes())
    check_reference(rgb, str(path))
    return rgb


def check_reference(rgb: Picture, name: str) -> None:
    """Raises InputError if an (h, w, 3) uint8 picture has no color to show, or is tiny."""
    height, width = rgb.shape[:2]
    if min(height, width) < SMALLEST:
        raise InputError(
            f"{name} has {width} × {height} pixels, too few for a reference: give a picture of"
            f" {SMALLEST} × {SMALLEST} or more."
        )
    colored = np.linalg.norm(chroma(rgb), axis=2) >= COLORED
    if colored.mean() < SHARE:
        raise InputError(f"{name} has no color: a reference shows the colors to be taken.")


def like_in_luma(rgb: Picture, gray: Picture) -> NDArray[np.float32]:
    """A reference's luma, (h', w') float32, with the mean and deviation that `gray` (h, w) has,
    so that the same brightness means the same in both (Welsh et al., 2002, section 3)."""
    luma = grayscale(rgb[None])[0].astype(np.float32)
    scale = float(gray.std()) / max(float(luma.std()), 1.0)
    return np.asarray((luma - luma.mean()) * scale + gray.mean(), np.float32)


def deviation(luma: NDArray[np.float32], window: int) -> NDArray[np.float32]:
    """The standard deviation in each pixel's neighborhood of so many pixels to a side."""
    values = luma - luma.mean(dtype=np.float64).astype(np.float32)  # small numbers square exactly
    mean, squares = (cv2.blur(part, (window, window)) for part in (values, values * values))
    return np.asarray(np.sqrt(np.maximum(squares - mean * mean, 0)), np.float32)
