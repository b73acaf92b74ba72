"""Colorings with more and more hints: what is measured of them, and the baseline."""

import numpy as np
import pytest

from chromacel.evaluation.hint_amounts import NUMBERS, SHARES, area
from chromacel.evaluation.hint_methods import spreading
from chromacel.evaluation.hint_metrics import measure_hints
from chromacel.evaluation.region_fill import fill_between_lines, fill_flat
from chromacel.pictures.grayscale import grayscale
from chromacel.pictures.hints import Hints
from chromacel.pictures.pixels import COLORS, Picture

SIZE = (48, 96)


@pytest.fixture
def truth() -> Picture:
    """A grid of six flat colors, of gray levels that differ."""
    colors = np.array([[200, 40, 40], [40, 160, 60], [60, 80, 220], [240, 220, 60], [90, 20, 120]])
    cells = np.vstack((colors, [[250, 250, 250]])).reshape(2, 3, COLORS).astype(np.uint8)
    return np.kron(cells, np.ones((24, 32, 1), np.uint8))


def constant(condition: Picture, hints: Hints) -> Picture:
    return np.repeat(condition[..., None], COLORS, axis=2)


def test_a_method_that_looks_at_no_hints_has_a_flat_curve(truth: Picture) -> None:
    rows = measure_hints([(grayscale(truth[None])[0], truth)] * 2, constant, "stroke")
    assert rows["picture"].tolist() == [0] * 14 + [1] * 14
    first = rows[rows["picture"] == 0]
    assert first["amount"].tolist() == [*SHARES, *NUMBERS]
    assert rows["psnr"].nunique() == rows["l1"].nunique() == 1
    strokes = first[first["kind"] == "stroke"]
    assert area(strokes["amount"], strokes["psnr"]) == pytest.approx(strokes["psnr"].iloc[0])


def test_an_area_weighs_by_the_length_of_the_axis() -> None:
    assert area([0, 0.5, 1], [10, 20, 30]) == pytest.approx(20)
    assert area([0, 0.1, 1], [0, 10, 10]) == pytest.approx(9.5)
    assert area(SHARES, [23.5] * len(SHARES)) == pytest.approx(23.5)


def test_without_hints_shares_and_points_agree_and_equal_hints_are_colored_once(
    truth: Picture,
) -> None:
    calls = []

    def noted(condition: Picture, hints: Hints) -> Picture:
        calls.append(int(hints.given.sum()))
        return constant(condition, hints)

    rows = measure_hints([(grayscale(truth[None])[0], truth)], noted, "dot")
    nothing = rows[rows["amount"] == 0]
    assert nothing["kind"].tolist() == ["dot", "point"]
    assert nothing["l1"].nunique() == 1
    assert calls.count(0) == 1, "6 regions: shares up to 0.1 are none"
    assert calls[:4] == sorted(calls[:4])


def test_the_fill_of_all_regions_is_the_picture_and_of_none_gray(truth: Picture) -> None:
    gray = grayscale(truth[None])[0]
    fill = spreading(fill_flat, is_luma=True)
    assert np.array_equal(fill(gray, Hints.none(SIZE)), np.repeat(gray[..., None], 3, axis=2))
    rows = measure_hints([(gray, truth)], fill, "stroke").set_index(["kind", "amount"])
    assert rows.loc[("stroke", 1), "psnr"] > 30  # all but edges, which belong to either side
    for kind in ("stroke", "point"):
        assert rows.loc[kind]["l1"].is_monotonic_decreasing


def test_a_region_takes_the_mean_of_its_hints_and_others_nothing(truth: Picture) -> None:
    gray = grayscale(truth[None])[0]
    given = np.zeros(SIZE, bool)
    given[10, 10:12] = True
    values = np.zeros((*SIZE, 1), np.float32)
    values[10, 10:12, 0] = 100, 200
    filled = fill_flat(gray, values, given)
    assert (filled[:22, :30] == 150).all()
    assert (filled[26:] == 0).all()
    assert (filled[:, 34:] == 0).all()


def test_lines_bound_the_fill_and_elsewhere_is_white() -> None:
    lines = np.zeros((60, 60), np.uint8)
    lines[10, 10:50] = lines[49, 10:50] = lines[10:50, 10] = lines[10:50, 49] = 255
    hints = Hints.none((60, 60))
    hints.given[30, 30], hints.colors[30, 30] = True, (50, 60, 70)
    fill = spreading(fill_between_lines, is_luma=False)
    colors = fill(lines, hints)
    assert (colors[12:48, 12:48] == (50, 60, 70)).all()
    assert (colors[:8] == 255).all()
    assert (fill(lines, Hints.none((60, 60))) == 255).all()


def test_a_picture_without_regions_is_one() -> None:
    noise = np.random.default_rng(1).integers(0, 256, (20, 20)).astype(np.uint8)
    given = np.zeros(noise.shape, bool)
    given[3, 4] = True
    values = np.full((20, 20, 2), 9, np.float32)
    assert (fill_flat(noise, values, given) == 9).all()
    for level in (0, 255):
        assert (fill_between_lines(np.full_like(noise, level), values, given) == 9).all()
