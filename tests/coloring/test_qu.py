"""Qu's strokes: they fill a screentone whose dots are not connected, and stop where it ends."""

import time
from pathlib import Path

import cv2
import numpy as np
import pytest

from chromacel.coloring.qu import spread
from chromacel.errors import InputError
from chromacel.pictures.files import read_picture
from chromacel.pictures.gabor import texture

FINER = 4  # times the page's size, at which tones are drawn


def screentone(shape: tuple[int, int], period: float, ink: float) -> np.ndarray:
    """Dots at 45 degrees, so many pixels apart, with so much of the area in ink."""
    y, x = np.mgrid[: shape[0], : shape[1]]
    waves = np.cos(2**0.5 * np.pi * (x + y) / period) + np.cos(2**0.5 * np.pi * (x - y) / period)
    return np.where(waves > np.quantile(waves, 1 - ink), 0, 255).astype(np.uint8)


def toned_page(period: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """A disk of a light tone, ringed by a line, on a box of a darker one, and white paper around:
    gray (360, 300) uint8, where the disk is and where the rest of the box."""
    large = (360 * FINER, 300 * FINER)
    box, disk = np.zeros(large, np.uint8), np.zeros(large, np.uint8)
    cv2.rectangle(box, (120 * FINER, 60 * FINER), (270 * FINER, 330 * FINER), 1, -1)
    cv2.circle(disk, (120 * FINER, 180 * FINER), 90 * FINER, 1, -1)
    page = np.where(box > 0, screentone(large, period * FINER, 0.4), 255).astype(np.uint8)
    page = np.where(disk > 0, screentone(large, period * FINER, 0.2), page)
    cv2.circle(page, (120 * FINER, 180 * FINER), 90 * FINER, 0, 3 * FINER)
    gray = cv2.resize(page, (300, 360), interpolation=cv2.INTER_AREA)
    near = np.ones((9, 9), np.uint8)
    inside = cv2.erode(disk[::FINER, ::FINER], near) > 0
    beside = (box[::FINER, ::FINER] > 0) & (cv2.dilate(disk[::FINER, ::FINER], near) == 0)
    return gray, inside, beside


@pytest.mark.parametrize("period", [3.3, 5, 7, 10])
def test_a_stroke_fills_its_screentone_and_no_other(period: float) -> None:
    gray, inside, beside = toned_page(period)
    given = np.zeros(gray.shape, bool)
    given[170:175, 90:150] = True
    values = np.where(given[..., None], np.float32([80, -40]), np.float32(0))
    result = spread(gray, values, given)
    is_filled = np.abs(result - [80, -40]).max(-1) < 1
    assert is_filled[inside].mean() > 0.98
    assert not result[beside].any()
    assert not result[:, :15].any() and not result[:40].any()  # paper
    assert np.array_equal(result[given], values[given])
    assert np.array_equal(result, spread(gray, values, given))


def test_a_stroke_fills_white_between_lines_and_not_beyond() -> None:
    gray = np.full((120, 160), 255, np.uint8)
    cv2.rectangle(gray, (30, 30), (110, 90), 0, 2)
    given = np.zeros(gray.shape, bool)
    given[60, 50:80] = True
    result = spread(gray, np.float32(9) * given[..., None], given)[..., 0]
    assert (result[33:88, 33:108] == 9).mean() > 0.99
    assert not result[:26].any() and not result[95:].any() and not result[:, 116:].any()


def test_a_stroke_fills_a_real_pages_screentone_alone(footage: Path) -> None:
    page = read_picture(footage / "manga" / "tojime_no_siora_020.jpg").rgb
    gray = cv2.cvtColor(page, cv2.COLOR_RGB2GRAY)
    given = np.zeros(gray.shape, bool)
    given[420:425, 140:200] = True  # on the left cheek
    result = spread(gray, np.float32(50) * given[..., None], given)[..., 0]
    assert (result[420:500, 230:350] > 49).mean() > 0.98  # across the face, past nose and mouth
    assert not result[80:240, 50:170].any()  # the speech balloon
    assert not result[:, 400:].any()  # the panel beside
    assert not result[570:].any()  # and those below


def test_textures_are_the_amplitudes_of_waves() -> None:
    x = np.arange(128)
    gray = np.tile(128 + 60 * np.cos(2 * np.pi * 0.19 * x), (96, 1)).round().astype(np.uint8)
    found = texture(gray, 2)
    assert found.shape == (48, 64, 19)
    middle = found[12:36, 16:48].mean(axis=(0, 1))
    assert middle[0] == pytest.approx(128, abs=1)
    assert middle[1:].argmax() == 6  # the middle frequency, along rows
    assert middle[7] == pytest.approx(30, abs=1)  # half of a cosine's, since it has two waves


def test_without_strokes_nothing_changes() -> None:
    gray = screentone((60, 80), 5, 0.3)
    values = np.full((*gray.shape, 3), 7, np.float32)
    assert not spread(gray, values, np.zeros(gray.shape, bool)).any()
    assert np.array_equal(spread(gray, values, np.ones(gray.shape, bool)), values)


@pytest.mark.parametrize("size", [(1, 1), (1, 9), (9, 1), (40, 3)])
def test_a_flat_picture_of_any_shape_is_filled(size: tuple[int, int]) -> None:
    given = np.zeros(size, bool)
    given[0, 0] = True
    result = spread(np.full(size, 9, np.uint8), np.full((*size, 2), 5, np.float32), given)
    assert (result == 5).all()


def test_thousands_of_dots_are_kept_in_seconds() -> None:
    random = np.random.default_rng(0)
    gray = screentone((180, 320), 5, 0.3)
    given = random.random(gray.shape) < 0.1
    values = random.uniform(-100, 100, (*gray.shape, 2)).astype(np.float32)
    started = time.process_time()
    assert np.array_equal(spread(gray, values, given)[given], values[given])
    assert time.process_time() - started < 10


def test_strokes_of_another_size_are_refused() -> None:
    gray, given = np.zeros((4, 5), np.uint8), np.ones((5, 4), bool)
    with pytest.raises(InputError, match="draw hints on the picture at its own size"):
        spread(gray, np.zeros((5, 4, 2), np.float32), given)
