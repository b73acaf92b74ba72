"""What another shot has shown in color is found again by its luma, elsewhere in the picture too."""

import cv2
import numpy as np

from chromacel.coloring.memory import Memory
from chromacel.coloring.propagation import colored_shot
from chromacel.pictures.chroma import Chroma
from chromacel.pictures.pixels import Frames, Picture

SIZE = (180, 320)


def scenery(seed: int, rows: int = 12, columns: int = 20) -> Picture:
    rng = np.random.default_rng(seed)
    coarse = rng.integers(20, 235, (rows, columns)).astype(np.uint8)
    large = cv2.resize(coarse, SIZE[::-1], interpolation=cv2.INTER_CUBIC)
    return np.asarray(large, np.uint8)


def painted(gray: Picture) -> Chroma:
    """A color for each gray, so that what is moved keeps its color."""
    values = gray.astype(np.float32)
    return np.stack([values / 4 - 30, 30 - values / 3], axis=-1)


def no_color(gray: Frames) -> Chroma:
    return np.zeros((*gray.shape, 2), np.float32)


def memory_of(*pictures: Picture) -> Memory:
    return Memory(np.stack(pictures), np.stack([painted(picture) for picture in pictures]))


def test_a_thing_from_another_shot_is_found() -> None:
    memory = memory_of(scenery(1), scenery(2), scenery(3))
    moved = np.roll(scenery(2), (8, 24), axis=(0, 1))
    chroma, trust = memory.recalled(moved)
    assert (trust > 0.5).mean() > 0.4
    sure = trust > 0.5
    assert np.abs(chroma - painted(moved))[sure].mean() < 3


def test_what_was_never_seen_is_left_to_the_guess() -> None:
    _, trust = memory_of(scenery(1), scenery(2)).recalled(scenery(9))
    assert (trust > 0.1).mean() < 0.05
    flat = np.full(SIZE, 128, np.uint8)
    _, trust = memory_of(flat).recalled(flat)
    assert not trust.any()


def test_a_shot_without_keyframes_takes_what_memory_knows() -> None:
    wide = np.concatenate([scenery(2), scenery(5)], axis=1)
    gray = np.stack([wide[:, 6 * place :][:, : SIZE[1]] for place in range(8)])
    alone = colored_shot(gray, no_color, {})
    colored = colored_shot(gray, no_color, {}, memory_of(scenery(1), scenery(2)))
    truth = np.stack([painted(picture) for picture in gray])
    assert np.abs(colored - truth).mean() < 0.4 * np.abs(alone - truth).mean()
    again = colored_shot(gray, no_color, {}, memory_of(scenery(1), scenery(2)))
    np.testing.assert_array_equal(colored, again)


def test_a_likeness_by_chance_is_not_believed() -> None:
    """Of two pale pictures the parts differ little, and here and there they agree."""
    pale, other = (110 + scenery(seed, 24, 40) // 5 for seed in (1, 9))
    _, trust = memory_of(pale).recalled(other)
    assert not trust.any()
    _, trust = memory_of(pale).recalled(pale)
    assert (trust > 0.3).mean() > 0.5
