import cv2
import numpy as np
import pytest

from chromacel.coloring.line_regions import is_drawn, line_regions
from chromacel.coloring.line_shots import colored_line_shot
from chromacel.errors import InputError
from chromacel.pictures.pixels import Frames, Picture

HEIGHT, WIDTH = 90, 160
SKY, RED = (90, 160, 250), (220, 30, 40)
GUESS = (1, 2, 3)


def drawn(left: int, gap: int = 0) -> tuple[Picture, Picture]:
    """Lines and colors of a red house under the sky, between hills that stay."""
    lines = np.zeros((HEIGHT, WIDTH), np.uint8)
    colors = np.full((HEIGHT, WIDTH, 3), SKY, np.uint8)
    corner, opposite = (left, 30), (left + 40, 70)
    cv2.rectangle(colors, corner, opposite, RED, -1)
    cv2.rectangle(lines, corner, opposite, 255, 1)
    for hill in (20, 80, 140):
        cv2.ellipse(colors, (hill, 89), (18, 12), 0, 0, 360, (30, 140, 50), -1)
        cv2.ellipse(lines, (hill, 89), (18, 12), 0, 0, 360, 255, 1)
    lines[30, left + 10 : left + 10 + gap] = 0
    return lines, colors


def guess(lines: Frames) -> Frames:
    return np.broadcast_to(np.array(GUESS, np.uint8), (*lines.shape, 3)).copy()


def no_guess(lines: Frames) -> Frames:
    raise AssertionError("there is nothing to guess")


@pytest.mark.parametrize("gap", [0, 6])
def test_a_gap_in_an_outline_is_bridged(gap: int) -> None:
    lines, _ = drawn(50, gap)
    for picture in (lines, 255 - lines):  # edges, and ink
        regions = line_regions(is_drawn(picture))
        inside, outside = regions[34:66, 54:86], regions[5:25]
        assert len(np.unique(inside)) == 1
        assert inside[0, 0] not in outside


def test_a_picture_without_lines_or_full_of_them_is_one_region() -> None:
    for value in (False, True):
        assert not line_regions(np.full((20, 30), value)).any()


def test_a_moved_region_keeps_its_color() -> None:
    pictures = [drawn(left) for left in (40, 45, 50, 55)]
    lines, truth = (np.stack(each) for each in zip(*pictures, strict=True))
    colors = colored_line_shot(lines, guess, {0: truth[0]})
    for result, left in zip(colors, (40, 45, 50, 55), strict=True):
        assert (result[34:66, left + 4 : left + 36] == RED).all()
        assert (result[5:25] == SKY).all()
    assert np.abs(colors.astype(int) - truth).mean() < 3


def test_a_keyframe_comes_out_as_it_is_and_its_held_drawing_with_its_texture() -> None:
    lines, colors = drawn(40)
    texture = np.random.default_rng(1).integers(0, 99, colors.shape).astype(np.uint8)
    shot = np.stack([lines] * 3)
    result = colored_line_shot(shot, no_guess, {1: texture, 2: colors})
    np.testing.assert_array_equal(result, np.stack([texture, texture, colors]))


def test_a_still_background_keeps_its_texture_behind_what_moves() -> None:
    pictures = [drawn(left) for left in (30, 45)]
    lines = np.stack([picture for picture, _ in pictures])
    keyframe = pictures[0][1]
    keyframe[80:] = np.random.default_rng(1).integers(0, 255, (10, WIDTH, 3))
    result = colored_line_shot(lines, guess, {0: keyframe})
    np.testing.assert_array_equal(result[1, 80:, 130:150], keyframe[80:, 130:150])


def test_frames_are_told_from_keyframes_after_them_too() -> None:
    pictures = [drawn(left) for left in (40, 45, 50)]
    lines, truth = (np.stack(each) for each in zip(*pictures, strict=True))
    result = colored_line_shot(lines, guess, {2: truth[2]})
    assert (result[0, 34:66, 44:76] == RED).all()


def test_without_a_keyframe_all_is_the_guess() -> None:
    lines, _ = drawn(40)
    assert (colored_line_shot(np.stack([lines, lines]), guess, {}) == GUESS).all()


def test_what_comes_into_view_is_the_guess_and_the_rest_is_followed() -> None:
    """A pan by 60 columns: of the keyframe 100 stay in view, and then comes what it has none of."""
    wide = np.zeros((HEIGHT, WIDTH + 60), np.uint8)
    generator = np.random.default_rng(3)
    for column, row in generator.integers((70, 15), (95, 75), (8, 2)):
        cv2.circle(wide, (int(column), int(row)), int(generator.integers(5, 12)), 255, 1)
    wide[::4, WIDTH - 1 :] = 255  # what is beyond an edge is not as the edge goes on
    lines = np.stack([wide[:, :WIDTH], wide[:, 60:]])
    known = generator.integers(50, 255, (HEIGHT, WIDTH, 3)).astype(np.uint8)
    result = colored_line_shot(lines, guess, {0: known})[1]
    np.testing.assert_array_equal(result[:, :100], known[:, 60:])
    assert (result[:, 110:] == GUESS).all()  # lines agree by the means of 25 columns


def test_the_same_lines_give_the_same_colors_again() -> None:
    pictures = [drawn(left) for left in (40, 47, 58)]
    lines, truth = (np.stack(each) for each in zip(*pictures, strict=True))
    one, two = (colored_line_shot(lines, guess, {1: truth[1]}) for _ in range(2))
    np.testing.assert_array_equal(one, two)


def test_a_keyframe_that_is_not_in_the_shot_is_refused() -> None:
    lines, colors = drawn(40)
    with pytest.raises(InputError, match="Keyframe 3"):
        colored_line_shot(lines[None], guess, {3: colors})
