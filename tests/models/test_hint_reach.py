"""How far hints reach beside what a network predicts."""

import numpy as np
from numpy.typing import NDArray

from chromacel.models.hint_reach import corrected, grain, reached
from chromacel.pictures.pixels import Picture

RED = np.float32([0.5, -0.2, -0.2])
SIDE, MIDDLE = 40, 60  # rows, and the column where the two areas meet


def two_areas(deviation: float) -> Picture:
    """A dark area beside a light one, both as grainy as this."""
    levels = np.where(np.arange(2 * MIDDLE) < MIDDLE, 90, 160) + np.zeros((SIDE, 1))
    noise = np.random.default_rng(1).normal(0, deviation, levels.shape)
    return (levels + noise).round().clip(0, 255).astype(np.uint8)


def colored(
    picture: Picture, found: NDArray[np.float32], asked: NDArray[np.float32], *places: int
) -> NDArray[np.float32]:
    """With the colors that are asked for in squares around these columns."""
    given = np.zeros(picture.shape, bool)
    for place in places:
        given[18:22, place - 2 : place + 2] = True
    return reached(picture, found, found, np.where(given, asked, 0), given)


def plain(color: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.tile(color[:, None, None], (1, SIDE, 2 * MIDDLE))


def test_a_color_fills_its_area_and_no_other_however_grainy_both_are() -> None:
    for deviation in (0, 4, 8):
        result = colored(two_areas(deviation), plain(RED * 0), plain(RED), 30)
        assert abs(result[0, :, :MIDDLE] / RED[0] - 1).mean() < 0.05
        assert abs(result[0, :, MIDDLE:]).mean() < 0.05 * RED[0]


def test_a_color_stays_in_its_panel_however_light_that_is() -> None:
    page = np.full((SIDE, 2 * MIDDLE), 228, np.uint8)
    page[:, MIDDLE - 4 : MIDDLE + 4] = 234  # a gutter
    result = colored(page, plain(RED * 0), plain(RED), 30)
    assert abs(result[0, :, : MIDDLE - 5] / RED[0] - 1).mean() < 0.05
    assert not result[0, :, MIDDLE + 4 :].any()


def test_where_a_hint_says_what_the_network_found_its_shades_stay() -> None:
    found = plain(RED) * np.linspace(0.5, 1.5, 2 * MIDDLE, dtype=np.float32)
    result = colored(two_areas(0), found, found, 30)
    assert abs(result - found).max() < 0.01


def test_a_small_correction_is_added_to_these_shades() -> None:
    found = plain(RED) * np.linspace(0.9, 1.1, 2 * MIDDLE, dtype=np.float32)
    result = colored(two_areas(0), found, found + np.float32(0.02), 30)
    assert abs(result - found - 0.02)[:, :, 5 : MIDDLE - 5].max() < 0.01


def test_another_color_replaces_them() -> None:
    found = plain(-RED) * np.linspace(0.5, 1.5, 2 * MIDDLE, dtype=np.float32)
    result = colored(two_areas(0), found, plain(RED), 30)
    assert abs(result - plain(RED))[:, :, 5 : MIDDLE - 5].max() < 0.01


def test_many_hints_reach_farther_than_one() -> None:
    stairs = np.tile(np.arange(2 * MIDDLE) // 6 * 10, (SIDE, 1)).astype(np.uint8)
    one, many = (
        colored(stairs, plain(RED * 0), plain(RED), *places)[0, :, MIDDLE + 20 :].mean()
        for places in ([57], range(2, 58, 5))
    )
    assert many > 2 * one


def test_from_lines_a_hint_corrects_what_is_around_it_and_nothing_beyond_a_line() -> None:
    lines = np.zeros((SIDE, 2 * MIDDLE), np.uint8)
    lines[:, MIDDLE - 1 : MIDDLE + 1] = 255
    found = plain(-RED) * np.linspace(0.5, 1.5, 2 * MIDDLE, dtype=np.float32)
    given = np.zeros(lines.shape, bool)
    given[18:22, 44:48] = True
    change = corrected(lines, found, found + np.float32(0.3), given) - found
    np.testing.assert_allclose(change[:, given], 0.3, atol=1e-6)
    assert change[:, 15:25, 40:54].min() > 0.2
    assert abs(change[:, :, MIDDLE + 1 :]).max() < 0.01


def test_grain_is_what_half_of_all_neighbors_differ_by() -> None:
    assert grain(two_areas(0)) == 0
    assert 3 <= grain(two_areas(4)) <= 5
