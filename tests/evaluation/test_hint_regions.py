"""Hints for regions and at random places, on pictures whose regions are known."""

from itertools import pairwise
from pathlib import Path

import cv2
import numpy as np
import pytest
from skimage.segmentation import felzenszwalb

from chromacel.evaluation.hint_amounts import NUMBERS, SHARES
from chromacel.evaluation.hint_points import random_points
from chromacel.evaluation.hint_regions import longest_path, marked_regions, middle
from chromacel.pictures.pixels import Picture

RED, GREEN, BLUE = (220, 30, 40), (20, 160, 50), (30, 60, 200)


@pytest.fixture
def flag() -> Picture:
    """Of 64 × 64 pixels: half is green, 20 columns are blue and 12 red."""
    picture = np.empty((64, 64, 3), np.uint8)
    picture[:, :12], picture[:, 12:32], picture[:, 32:] = RED, BLUE, GREEN
    return picture


def test_regions_come_largest_first_in_their_colors(flag: Picture) -> None:
    regions = marked_regions(flag)
    assert regions.colors.tolist() == [[*GREEN], [*BLUE], [*RED]]
    for count, colors in ((0, set()), (1, {GREEN}), (2, {GREEN, BLUE}), (3, {GREEN, BLUE, RED})):
        hints = regions.hints(count)
        assert {tuple(color) for color in hints.colors[hints.given]} == colors
        assert not hints.colors[~hints.given].any()


def test_a_share_is_rounded_down_and_all_of_them_are_all(flag: Picture) -> None:
    regions = marked_regions(flag)
    assert [regions.count(share) for share in SHARES] == [0, 0, 0, 0, 0, 0, 1, 3]
    many = marked_regions(np.repeat(np.random.default_rng(0).integers(0, 256, (9, 16, 3)), 20, 0))
    assert many.count(0.29) == int(0.29 * len(many.colors))


def test_one_color_in_two_places_is_two_regions() -> None:
    picture = np.full((64, 64, 3), GREEN, np.uint8)
    picture[:, 20:44] = BLUE
    regions = marked_regions(picture)
    assert regions.colors.tolist() == [[*BLUE], [*GREEN], [*GREEN]]
    columns = [set(np.argwhere(regions.marks == number)[:, 1]) for number in range(3)]
    assert max(columns[1]) < 20, "of equal ones, that on the left is first"
    assert min(columns[2]) >= 44


@pytest.mark.parametrize("size", [(180, 320), (64, 64), (40, 72), (16, 300), (1, 1)])
@pytest.mark.parametrize("mark", ["stroke", "dot"])
def test_each_region_has_a_mark_inside_it(size: tuple[int, int], mark: str) -> None:
    rows, columns = size
    picture = np.full((*size, 3), GREEN, np.uint8)
    picture[rows // 3 : rows // 2, columns // 4 : columns // 2] = RED
    picture[2 * rows // 3 :, columns // 2 :] = BLUE
    regions = marked_regions(picture, mark)
    given = regions.hints(len(regions.colors))
    assert set(np.unique(regions.marks)) >= {*range(len(regions.colors))}
    assert np.array_equal(given.colors[given.given], picture[given.given])


@pytest.mark.parametrize("mark", ["stroke", "dot"])
def test_real_frames_have_marks_that_leave_no_region_and_are_the_same_again(
    footage: Path, mark: str
) -> None:
    capture = cv2.VideoCapture(str(footage / "munchausen/munchausen_02.mp4"))
    capture.set(cv2.CAP_PROP_POS_FRAMES, 500)
    done, frame = capture.read()
    assert done
    picture = cv2.resize(frame[..., ::-1], (320, 180), interpolation=cv2.INTER_AREA)
    regions = marked_regions(picture, mark)
    segments = felzenszwalb(picture, scale=100, sigma=0.5, min_size=100)
    for number in range(len(regions.colors)):
        inside = segments[regions.marks == number]
        assert len(inside)
        assert len({*inside}) == 1
    again = marked_regions(picture, mark)
    assert np.array_equal(regions.marks, again.marks)
    assert np.array_equal(regions.colors, again.colors)


def test_a_stroke_is_the_longest_way_along_the_skeleton() -> None:
    cross = np.zeros((41, 41), bool)
    cross[19:22, 2:39] = True  # 37 long
    cross[8:33, 19:22] = True  # 25 long
    path = longest_path(cross)
    assert set(path[:, 0]) <= {19, 20, 21}
    assert np.ptp(path[:, 1]) >= 30
    assert all(np.abs(one - other).max() == 1 for one, other in pairwise(path))
    assert cross[tuple(path.T)].all()
    assert middle(path)[1] == pytest.approx(20, abs=1)


def test_a_ring_has_a_stroke_along_half_of_it() -> None:
    ring = np.zeros((30, 30), bool)
    ring[4:26, 4:26] = True
    ring[8:22, 8:22] = False
    path = longest_path(ring)
    assert ring[tuple(path.T)].all()
    assert 28 <= len(path) <= 40, "of a skeleton of some 68 pixels"


@pytest.mark.parametrize("size", [(1, 1), (1, 2), (2, 2), (3, 3)])
def test_the_smallest_regions_have_a_stroke_and_a_dot(size: tuple[int, int]) -> None:
    region = np.zeros((9, 9), bool)
    region[4 : 4 + size[0], 4 : 4 + size[1]] = True
    path = longest_path(region)
    assert len(path) >= 1
    assert region[tuple(path.T)].all()
    assert region[tuple(middle(path))]


def test_points_are_seeded_by_the_picture_and_more_hold_the_fewer(flag: Picture) -> None:
    large = np.repeat(np.repeat(flag, 3, axis=0), 5, axis=1)[:180]
    few, more, again = (random_points(large, number) for number in (3, 30, 3))
    assert np.array_equal(few.given, again.given)
    assert np.array_equal(more.colors[few.given], few.colors[few.given])
    assert few.given.sum() <= 3 * 16
    assert more.given.sum() > few.given.sum()
    other = random_points(large[:, ::-1].copy(), 3)
    assert not np.array_equal(few.given, other.given)
    assert not random_points(large, 0).given.any()
    single = random_points(large, 1)
    assert single.given.sum() == 16
    mean = np.rint(large[single.given].mean(axis=0))
    assert (single.colors[single.given] == mean).all()
    assert random_points(np.zeros((2, 3, 3), np.uint8), max(NUMBERS)).given.any()
