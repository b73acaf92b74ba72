"""A fade's frames get the mix of the colors at its ends; pans, cuts and moving things are none."""

import cv2
import numpy as np
import pytest

from chromacel.coloring.fades import find_fades
from chromacel.coloring.propagation import colored_shot
from chromacel.pictures.chroma import Chroma
from chromacel.pictures.pixels import Frames, Picture

SIZE = (96, 128)
BLUE = np.array([60, -20], np.float32)


def scenery(seed: int, width: int = SIZE[1]) -> Picture:
    rng = np.random.default_rng(seed)
    coarse = rng.integers(20, 235, (12, width // 8)).astype(np.uint8)
    large = cv2.resize(coarse, (width, SIZE[0]), interpolation=cv2.INTER_CUBIC)
    return np.asarray(large, np.uint8)


def mixed(first: Picture, last: Picture, steps: int = 12) -> Frames:
    """Three frames of each, and `steps` on the way, with a codec's noise."""
    shares = np.concatenate([np.zeros(3), np.linspace(0, 1, steps + 2)[1:-1], np.ones(3)])
    frames = first + shares[:, None, None] * (last.astype(np.float32) - first)
    noise = np.random.default_rng(1).integers(-2, 3, frames.shape)
    return np.clip(frames + noise, 0, 255).astype(np.uint8)


@pytest.mark.parametrize("level", [0, 255])
@pytest.mark.parametrize("is_in", [True, False])
def test_a_fade_is_found(level: int, is_in: bool) -> None:
    frames = mixed(np.full(SIZE, level, np.uint8), scenery(1))
    (fade,) = find_fades(frames if is_in else frames[::-1])
    assert abs(fade.start - 2) <= 2
    assert abs(fade.end - 15) <= 2
    places = np.arange(fade.start + 1, fade.end)
    np.testing.assert_allclose(fade.shares, np.clip((places - 2) / 13, 0, 1), atol=0.03)


def test_a_pan_a_cut_and_a_moving_thing_are_no_fades() -> None:
    wide = scenery(2, 512)
    pan = np.stack([wide[:, 6 * place :][:, : SIZE[1]] for place in range(40)])
    cut = np.concatenate([np.zeros((6, *SIZE), np.uint8), np.repeat(scenery(3)[None], 6, axis=0)])
    thing = np.full((20, *SIZE), 30, np.uint8)
    for place, frame in enumerate(thing):  # enters an even picture, and fills it
        columns = min(7 * place, SIZE[1])
        frame[:, :columns] = scenery(4)[:, SIZE[1] - columns :]
    for frames in (pan, cut, thing):
        assert find_fades(frames) == []


def test_colors_grow_as_the_picture_does() -> None:
    """The network takes what is dark for red; where the picture is whole, it is right."""
    gray = mixed(np.zeros(SIZE, np.uint8), scenery(1))

    def guess(some: Frames) -> Chroma:
        is_bright = some.mean(axis=(1, 2), keepdims=True)[..., None] > 110
        return np.where(is_bright, BLUE, -BLUE) * np.ones((*some.shape, 1), np.float32)

    black = np.zeros((*SIZE, 2), np.float32)
    colored = colored_shot(gray, guess, {0: black})
    shares = np.clip((np.arange(len(gray)) - 2) / 13, 0, 1)[3:]
    np.testing.assert_allclose(colored[3:].mean(axis=(1, 2)), shares[:, None] * BLUE, atol=6)


def test_a_keyframe_in_a_fade_comes_out_exactly() -> None:
    gray = mixed(np.zeros(SIZE, np.uint8), scenery(1))
    key = np.full((*SIZE, 2), 7, np.float32)
    assert all(not fade.start < 8 < fade.end for fade in find_fades(gray, [8]))
    colored = colored_shot(gray, lambda some: np.zeros((*some.shape, 2), np.float32), {8: key})
    np.testing.assert_array_equal(colored[8], key)
