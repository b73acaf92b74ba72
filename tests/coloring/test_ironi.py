"""Irony's transfer: parts of the picture that look like parts of the reference take their color."""

import numpy as np

from chromacel.coloring.ironi import transferred
from referenced_pictures import BLUE, ORANGE, chroma_of, colored, textured


def test_textures_of_one_mean_brightness_are_told_apart() -> None:
    """Where single pixels say nothing: stripes across, and stripes down."""
    random = np.random.default_rng(0)
    stripes = np.where(np.arange(64) % 6 < 3, 100, 160) + random.integers(-5, 6, (2, 64, 64))
    gray = np.hstack((stripes[0], stripes[1].T)).astype(np.uint8)
    truth = chroma_of(BLUE, ORANGE)
    shifted = np.roll(gray, 2, axis=0)
    reference = colored(shifted, truth)
    assert np.abs(transferred(gray, [reference]) - truth).mean() < 6


def test_several_references_are_asked_together() -> None:
    truth = chroma_of(BLUE, ORANGE)
    reference = colored(textured(2), truth)
    halves = [np.ascontiguousarray(half) for half in np.hsplit(reference, 2)]
    whole = transferred(textured(1), [reference, *halves])
    assert np.abs(whole - truth).mean() < 8
