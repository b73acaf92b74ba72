import cv2
import numpy as np

from chromacel.evaluation.failures import (
    LETTERS,
    caption_letters,
    exchanged,
    is_near_black,
    patchiness,
    regions,
)
from chromacel.pictures.pixels import Frames

RED, GREEN = (200, 90, 90), (70, 145, 80)  # of like lightness


def two_patches(left: tuple[int, ...], right: tuple[int, ...]) -> Frames:
    picture = np.full((180, 320, 3), 240, np.uint8)
    cv2.rectangle(picture, (20, 40), (119, 139), left, -1)
    cv2.rectangle(picture, (200, 40), (279, 139), right, -1)
    return picture


def test_exchanged_colors_are_found_and_right_or_merely_wrong_ones_are_not() -> None:
    truth = two_patches(RED, GREEN)
    found = regions(truth)
    assert len(found.share) == 3
    [(score, *boxes)] = exchanged(found, two_patches(GREEN, RED), truth)
    assert 0.12 < score < 0.14
    lefts = sorted(box[0] for box in boxes)
    assert all(abs(left - place) <= 2 for left, place in zip(lefts, (20, 200), strict=True))
    for left, right in ((RED, GREEN), (GREEN, GREEN), (RED, RED)):
        assert not list(exchanged(found, two_patches(left, right), truth))


def test_regions_unlike_in_lightness_are_no_pair() -> None:
    dark = (60, 10, 10)
    truth = two_patches(dark, GREEN)
    assert not list(exchanged(regions(truth), two_patches(GREEN, dark), truth))


def test_patches_count_where_one_region_fills_the_picture() -> None:
    flat = np.full((180, 320, 3), RED, np.uint8)
    patched = flat.copy()
    patched[:, :160] = GREEN
    found = regions(flat)
    even, uneven = (patchiness(found, picture) for picture in (flat, patched))
    assert even is not None
    assert uneven is not None
    assert even[0] < 1e-6 < 20 < uneven[0]
    assert even[1] == (0, 0, 320, 180)
    rng = np.random.default_rng(0)
    assert patchiness(regions(rng.integers(0, 256, flat.shape, np.uint8)), flat) is None


def test_captions_and_near_black_frames() -> None:
    picture = np.full((180, 320, 3), (40, 90, 40), np.uint8)
    assert caption_letters(picture) == 0
    cv2.putText(picture, "Look up there", (90, 165), cv2.FONT_HERSHEY_SIMPLEX, 0.5, (255,) * 3, 1)
    assert caption_letters(picture) >= LETTERS
    assert not is_near_black(picture)
    assert is_near_black(np.full_like(picture, 12))
    stars = np.zeros_like(picture)
    stars[5:175:17, 3:300:13] = 255
    assert caption_letters(stars) == 0
