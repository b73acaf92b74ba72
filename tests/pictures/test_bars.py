"""Black bars are found where they are, and dark scenes are left alone."""

import numpy as np
import pytest

from chromacel.pictures.bars import Bars, find_bars
from chromacel.pictures.pixels import Frames

RNG = np.random.default_rng(0)


def scene(brightness: int = 220) -> Frames:
    """A picture of 60 × 100 pixels that is nowhere flat, up to the given brightness."""
    return RNG.integers(0, brightness + 1, (60, 100, 3), np.uint8)


def framed(picture: Frames, bars: Bars, noise: int = 12) -> Frames:
    """The picture between bars of nearly black noise, as compression makes it."""
    height, width = picture.shape[:2]
    size = (height + bars.top + bars.bottom, width + bars.left + bars.right, 3)
    whole = RNG.integers(0, noise + 1, size, np.uint8)
    whole[bars.top : bars.top + height, bars.left : bars.left + width] = picture
    return whole


@pytest.mark.parametrize("bars", [Bars(), Bars(12, 12), Bars(0, 0, 30, 30), Bars(7, 3, 1, 20)])
def test_constant_bars_are_found_and_trimmed(bars: Bars) -> None:
    pictures = [framed(scene(), bars) for _ in range(3)]
    assert find_bars(pictures) == bars
    assert bars.trimmed(pictures[0]).shape == (60, 100, 3)


def test_rows_mixed_by_compression_belong_to_the_bar() -> None:
    picture = framed(scene(), Bars(12, 12))
    picture[11] = 50
    assert find_bars([picture]) == Bars(12, 12)


def test_a_scene_that_is_dark_at_its_edges_is_not_cut() -> None:
    dark = scene()
    dark[:20] = 0
    assert find_bars([dark, scene(), dark]) == Bars()
    assert find_bars([framed(dark, Bars(5, 5)), framed(scene(), Bars(5, 5))]) == Bars(5, 5)


def test_a_scene_that_fades_into_black_is_not_cut() -> None:
    fade = np.broadcast_to(np.arange(60)[:, None, None] * 3, (60, 100, 3)).astype(np.uint8)
    assert find_bars([fade, fade]).top == 0


@pytest.mark.parametrize("brightness", [0, 10, 40])
def test_an_episode_that_is_dark_throughout_is_not_cut(brightness: int) -> None:
    assert find_bars([framed(scene(brightness), Bars(10, 10))] * 2) == Bars()


def test_pictures_of_several_sizes_have_no_common_bars() -> None:
    assert find_bars([framed(scene(), Bars(9, 9)), framed(scene(), Bars(5, 5))]) == Bars()
    assert find_bars([]) == Bars()
