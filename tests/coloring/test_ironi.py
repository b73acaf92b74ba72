"""Irony's transfer: parts of the picture that look like parts of the reference take their color."""

from pathlib import Path

import numpy as np

from chromacel.coloring.ironi import transferred
from chromacel.coloring.references import read_references
from chromacel.pictures.chroma import chroma
from chromacel.pictures.grayscale import grayscale
from chromacel.pictures.resizing import resized
from referenced_pictures import BLUE, ORANGE, chroma_of, colored, flat, textured


def test_each_texture_takes_the_color_that_it_has_in_the_reference() -> None:
    gray, truth = textured(1), chroma_of(BLUE, ORANGE)
    values = transferred(gray, [colored(textured(2), truth)])
    assert values.shape == truth.shape and values.dtype == np.float32
    assert np.abs(values - truth).mean() < 6
    turned = chroma_of(ORANGE, BLUE)
    assert np.abs(transferred(gray, [colored(textured(2), turned)]) - turned).mean() < 6


def test_textures_of_one_mean_brightness_are_told_apart() -> None:
    """Where single pixels say nothing: stripes across, and stripes down."""
    random = np.random.default_rng(0)
    stripes = np.where(np.arange(64) % 6 < 3, 100, 160) + random.integers(-5, 6, (2, 64, 64))
    gray = np.hstack((stripes[0], stripes[1].T)).astype(np.uint8)
    truth = chroma_of(BLUE, ORANGE)
    shifted = np.roll(gray, 2, axis=0)
    reference = colored(shifted, truth)
    assert np.abs(transferred(gray, [reference]) - truth).mean() < 6


def test_a_pages_own_colors_are_the_nearest(footage: Path) -> None:
    folder = footage / "comic/pepper_carrot/ep13"
    own, other = (
        resized(rgb, 90, 160) for rgb in read_references([folder / "10.jpg", folder / "18.jpg"])
    )
    gray, truth = grayscale(own[None])[0], chroma(own)
    near, far = (np.abs(transferred(gray, [rgb]) - truth).mean() for rgb in (own, other))
    assert near < 0.6 * np.abs(truth).mean()
    assert near < 0.4 * far


def test_a_reference_of_one_color_tints_everything() -> None:
    color = flat((200, 120, 40))
    values = transferred(textured(1), [color])
    assert np.abs(values - chroma(color)[0, 0]).max() < 0.01


def test_several_references_are_asked_together() -> None:
    truth = chroma_of(BLUE, ORANGE)
    reference = colored(textured(2), truth)
    halves = [np.ascontiguousarray(half) for half in np.hsplit(reference, 2)]
    whole = transferred(textured(1), [reference, *halves])
    assert np.abs(whole - truth).mean() < 8
