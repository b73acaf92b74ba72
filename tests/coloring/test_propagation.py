"""Colors follow a shot's motion from keyframes; the guess fills what was never seen."""

import numpy as np
import pytest

from chromacel.coloring.drawings import drawing_numbers
from chromacel.coloring.propagation import colored_shot
from chromacel.pictures.chroma import Chroma
from chromacel.pictures.pixels import Frames

SIZE = (96, 128)
RED = np.array([-20, 60], np.float32)
GREEN = np.array([-30, -40], np.float32)


def texture(height: int, width: int) -> Frames:
    rng = np.random.default_rng(1)
    coarse = rng.integers(40, 120, (height // 8 + 1, width // 8 + 1)).astype(np.uint8)
    return np.kron(coarse, np.ones((8, 8), np.uint8))[:height, :width]


def moving_square(count: int, step: int = 3) -> tuple[Frames, Chroma]:
    """A bright red square that moves over a dark green background, and its colors."""
    gray = np.repeat(texture(*SIZE)[None], count, axis=0)
    chroma = np.broadcast_to(GREEN, (*gray.shape, 2)).copy()
    for place in range(count):
        x = 20 + step * place
        gray[place, 30:62, x : x + 32] = 150 + texture(32, 32) // 2
        chroma[place, 30:62, x : x + 32] = RED
    return gray, chroma


def no_color(gray: Frames) -> Chroma:
    return np.zeros((*gray.shape, 2), np.float32)


def noise(gray: Frames) -> Chroma:
    """A guess that differs from drawing to drawing, and is the same for the same drawing."""
    seeds = [int(picture.astype(np.int64).sum()) for picture in gray]
    shift = [np.random.default_rng(seed).normal(0, 10, 2) for seed in seeds]
    return np.asarray(no_color(gray) + np.array(shift)[:, None, None], np.float32)


def test_keyframes_come_out_exactly() -> None:
    gray, chroma = moving_square(8)
    known = {2: chroma[2] + 0.123, 6: chroma[6]}
    colored = colored_shot(gray, noise, known)
    for place, values in known.items():
        np.testing.assert_array_equal(colored[place], values)


@pytest.mark.parametrize("key", [0, 4, 8])
def test_a_moving_square_keeps_its_color(key: int) -> None:
    gray, chroma = moving_square(9)
    colored = colored_shot(gray, no_color, {key: chroma[key]})
    apart = np.abs(colored - chroma).mean(axis=(1, 2, 3))
    copied = np.abs(chroma[key] - chroma).mean(axis=(1, 2, 3))
    assert (apart < 1.5).all()
    others = np.arange(9) != key
    assert apart[others].mean() < 0.3 * copied[others].mean()


def test_what_is_uncovered_gets_the_guess() -> None:
    """A pan from a wall to another place: nothing of the last picture was in the first."""
    wide = np.concatenate([texture(96, 256), 130 + texture(96, 256) // 2], axis=1)
    gray = np.stack([wide[:, 24 * place :][:, :128] for place in range(16)])
    blue = np.array([70, -20], np.float32)

    def guess(some: Frames) -> Chroma:
        return np.where(some[..., None] > 125, blue, GREEN).astype(np.float32)

    colored = colored_shot(gray, guess, {0: np.broadcast_to(GREEN, (*SIZE, 2)).copy()})
    bright = gray[-1] > 125
    assert bright.mean() > 0.8
    assert np.abs(colored[-1][bright] - blue).mean() < 8


def test_the_guess_loses_its_error_beside() -> None:
    """Where a keyframe shows that the network takes red for green, it is not believed elsewhere."""
    gray = np.stack([texture(96, 512)[:, 24 * place :][:, :128] for place in range(8)])

    def wrong(some: Frames) -> Chroma:
        return np.broadcast_to(RED, (*some.shape, 2)).astype(np.float32)

    colored = colored_shot(gray, wrong, {0: np.broadcast_to(GREEN, (*SIZE, 2)).copy()})
    assert np.abs(colored[-1] - GREEN).mean() < 0.2 * np.abs(RED - GREEN).mean()


def test_a_held_drawing_is_colored_once() -> None:
    drawings, chroma = moving_square(4)
    rng = np.random.default_rng(2)
    held = np.repeat(drawings, 5, axis=0)
    noisy = np.clip(held + rng.integers(-2, 3, held.shape), 0, 255).astype(np.uint8)
    assert drawing_numbers(noisy).tolist() == np.repeat(range(4), 5).tolist()
    asked: list[int] = []

    def counted(some: Frames) -> Chroma:
        asked.append(len(some))
        return noise(some)

    for known in ({}, {0: chroma[0]}):
        colored = colored_shot(noisy, counted, known)
        for place in range(0, 20, 5):
            assert (colored[place : place + 5] == colored[place]).all()
    assert asked == [2, 4]  # without keyframes, the first and the last


def test_without_keyframes_guesses_are_steady() -> None:
    gray, _ = moving_square(9)
    asked: list[Frames] = []

    def guess(some: Frames) -> Chroma:
        asked.append(some)
        return noise(some)

    colored = colored_shot(gray, guess, {})
    before, after = (np.abs(np.diff(each, axis=0)).mean() for each in (noise(gray), colored))
    assert after < 0.2 * before
    guesses = noise(np.concatenate(asked))
    np.testing.assert_allclose(colored.mean(axis=(0, 1, 2)), guesses.mean(axis=(0, 1, 2)), atol=2)


def test_without_keyframes_few_drawings_are_guessed() -> None:
    """One in three, while they move little; all of them if each shows something else."""
    gray, _ = moving_square(13, step=1)
    others = np.random.default_rng(3).integers(0, 256, (6, 12, 16)).astype(np.uint8)
    others = others.repeat(8, axis=1).repeat(8, axis=2)
    asked: list[int] = []

    def counted(some: Frames) -> Chroma:
        asked.append(len(some))
        return no_color(some)

    for drawings in (gray, others):
        colored_shot(drawings, counted, {})
    assert asked == [5, 6]


def test_a_shot_goes_on_in_the_colors_that_it_had() -> None:
    gray, chroma = moving_square(30, step=1)
    colored = colored_shot(gray, no_color, {}, before=chroma[0])
    np.testing.assert_array_equal(colored[0], chroma[0])
    corner = np.abs(colored[:, 80:, :10]).mean(axis=(1, 2, 3))
    assert np.abs(np.diff(corner)).max() < 3  # of 35, which fade without a step
    assert corner[-1] < 0.8 * corner[0]


def test_where_luma_stays_color_stays() -> None:
    gray, chroma = moving_square(6)
    for known in ({}, {0: chroma[0]}):
        colored = colored_shot(gray, noise, known)
        np.testing.assert_allclose(colored[1:, 80:, :10], colored[:-1, 80:, :10], atol=1e-3)


def test_keyframes_that_disagree_are_blended_by_distance() -> None:
    gray, chroma = moving_square(9, step=1)
    other = chroma[8] + 40
    colored = colored_shot(gray, no_color, {0: chroma[0], 8: other})
    added = (colored - chroma).mean(axis=(1, 2, 3))
    assert (np.diff(added) >= -0.5).all()
    assert added[1] < 15
    assert added[7] > 25


def test_a_long_shot_is_colored_in_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    gray, chroma = moving_square(12)
    monkeypatch.setattr("chromacel.coloring.propagation.MOST", 4)
    asked: list[int] = []

    def counted(some: Frames) -> Chroma:
        asked.append(len(some))
        return no_color(some)

    colored = colored_shot(gray, counted, {0: chroma[0]})
    assert max(asked) <= 5
    assert np.abs(colored - chroma).mean() < 2.5


def test_a_late_keyframe_colors_the_pieces_before_it(monkeypatch: pytest.MonkeyPatch) -> None:
    gray, chroma = moving_square(12)
    monkeypatch.setattr("chromacel.coloring.propagation.MOST", 4)
    colored = colored_shot(gray, no_color, {9: chroma[9]})
    assert np.abs(colored - chroma).mean() < 2.5


def test_the_same_shot_has_the_same_colors() -> None:
    gray, chroma = moving_square(6)
    one, other = (colored_shot(gray, noise, {0: chroma[0]}) for _ in range(2))
    np.testing.assert_array_equal(one, other)
