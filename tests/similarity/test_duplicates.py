"""Scenes, near-duplicates and repeats, against the demo's show, whose shots are known."""

import cv2
import numpy as np
import pandas as pd
import pytest
from scipy.sparse.csgraph import connected_components
from scipy.spatial.distance import cdist

from chromacel.demo.show import DemoSettings, episode_frames
from chromacel.pictures.pixels import Frames
from chromacel.similarity.duplicates import (
    BITS_APART,
    COLORS_APART,
    duplicate_groups,
    luma_hashes,
    repeated,
)
from chromacel.similarity.scenes import scene_numbers
from chromacel.similarity.thumbnails import nearest, thumbnail
from chromacel.similarity.twins import have_near_duplicates

STRIDE = 10


@pytest.fixture(scope="module")
def pictures() -> dict[str, Frames]:
    """Every tenth frame of three episodes of 20 seconds."""
    settings = DemoSettings(episodes=3, seconds=20, seed=1)
    return {
        name: np.stack([*episode_frames(name, settings)][::STRIDE])
        for name in ("demo-01", "demo-02", "demo-03")
    }


def small(frames: Frames) -> Frames:
    return np.stack([thumbnail(frame) for frame in frames])


def near_duplicates(some: Frames, others: Frames) -> list[bool]:
    """Of each pair, whether the two are near-duplicates."""
    pairs = ((one[None], other[None]) for one, other in zip(some, others, strict=True))
    return [bool(have_near_duplicates(*pair, *map(luma_hashes, pair))[0]) for pair in pairs]


def test_openings_and_endings_are_repeats_and_nothing_else(pictures: dict[str, Frames]) -> None:
    length = 20 * 24 // STRIDE
    episodes = np.repeat(np.array([*pictures], object), length)
    groups = duplicate_groups(np.concatenate([small(frames) for frames in pictures.values()]))
    found = repeated(episodes, groups).reshape(3, length)
    opening, ending = 6 * 24 // STRIDE, 2 * 24 // STRIDE
    for row in found:
        assert row[:opening].all()
        assert row[-ending:].all()
        assert not row[opening + 1 : -ending - 1].any()


def test_a_scene_is_not_cut_by_a_pan_and_is_by_another_place() -> None:
    rng = np.random.default_rng(0)
    places = [
        cv2.resize(rng.integers(low, low + 90, (9, 32, 3), np.uint8), (640, 180))
        for low in (0, 160)
    ]
    pan = [place[:, step : step + 320] for place in places for step in range(0, 100, 20)]
    assert scene_numbers(small(np.stack(pan))).tolist() == [0] * 5 + [1] * 5


@pytest.mark.parametrize("change", ["noise", "darker", "jpeg", "shifted"])
def test_a_slightly_changed_picture_is_a_near_duplicate(
    pictures: dict[str, Frames], change: str
) -> None:
    frames = pictures["demo-02"][16:40:4]
    rng = np.random.default_rng(0)
    changed = {
        "noise": lambda frame: cv2.add(frame, rng.integers(0, 12, frame.shape, np.uint8)),
        "darker": lambda frame: (frame * 0.96).astype(np.uint8),
        "jpeg": lambda frame: cv2.imdecode(cv2.imencode(".jpg", frame)[1], cv2.IMREAD_COLOR),
        "shifted": lambda frame: np.roll(frame, 2, axis=1),
    }[change]
    others = np.stack([changed(frame) for frame in frames])
    assert all(near_duplicates(small(frames), small(others)))


def test_other_pictures_and_other_colors_are_not(pictures: dict[str, Frames]) -> None:
    frames = small(pictures["demo-02"][16:40:4])
    assert not any(near_duplicates(frames[:3], frames[3:]))
    red, green = (
        np.full((1, 16, 16, 3), color, np.uint8) for color in ((200, 90, 90), (90, 147, 90))
    )
    assert luma_hashes(red) == luma_hashes(green)
    assert not any(near_duplicates(red, green))


def test_groups_join_chains_and_are_numbered_as_they_appear() -> None:
    rng = np.random.default_rng(0)
    one, other = rng.integers(0, 256, (2, 16, 16, 3), np.uint8)
    steps = [np.clip(one.astype(int) + 5 * step, 0, 255).astype(np.uint8) for step in range(4)]
    assert duplicate_groups(np.stack([other, *steps, other])).tolist() == [0, 1, 1, 1, 1, 0]


def test_repeats_need_the_same_order_in_another_episode() -> None:
    episodes = np.array(["a"] * 6 + ["b"] * 6, object)
    forward = np.array([1, 2, 3, 4, 5, 6, 7, 1, 2, 3, 8, 9])
    assert repeated(episodes, forward).nonzero()[0].tolist() == [0, 1, 2, 7, 8, 9]
    backward = np.array([1, 2, 3, 4, 5, 6, 7, 3, 2, 1, 8, 9])
    assert not repeated(episodes, backward).any()
    across = np.array([1, 2, 3, 4, 5, 6, 5, 6, 7, 8, 9, 9])  # 5, 6 would go on into episode b
    assert not repeated(episodes, across).any()
    own = np.array([1, 2, 3, 1, 2, 3, 7, 8, 9, 10, 11, 12])
    assert not repeated(episodes, own).any()
    assert not repeated(episodes[:2], forward[:2]).any()


def test_the_nearest_is_that_of_a_plain_loop() -> None:
    rng = np.random.default_rng(0)
    some, others = (rng.integers(0, 256, (n, 16, 16, 3), np.uint8) for n in (9, 40))
    places, distances = nearest(some, others)
    plain = np.abs(some[:, None].astype(int) - others[None]).mean(axis=(2, 3, 4))
    assert places.tolist() == plain.argmin(axis=1).tolist()
    assert distances == pytest.approx(plain.min(axis=1))


def similar_frames(number: int) -> Frames:
    """Frames of 40 pictures, each changed a little or much."""
    rng = np.random.default_rng(0)
    places = rng.integers(0, 256, (40, 16, 16, 3))[rng.integers(0, 40, number)]
    changes = rng.normal(0, 1, places.shape) * rng.uniform(0, 30, (number, 1, 1, 1))
    return np.clip(places + changes, 0, 255).astype(np.uint8)


def all_pairs(frames: Frames) -> np.ndarray:
    """Which are near-duplicates, (n, n), by a plain comparison of all."""
    hashes, colors = luma_hashes(frames), frames.reshape(len(frames), -1).astype(float)
    similar = np.bitwise_count(hashes[:, None] ^ hashes) <= BITS_APART
    return similar & (cdist(colors, colors, "cityblock") / colors.shape[1] <= COLORS_APART)


@pytest.mark.parametrize("batch", [10, 1_000_000])
def test_groups_are_those_of_a_comparison_of_all(
    monkeypatch: pytest.MonkeyPatch, batch: int
) -> None:
    monkeypatch.setattr("chromacel.similarity.duplicates.BATCH", batch)
    frames = similar_frames(400)
    _, groups = connected_components(all_pairs(frames), directed=False)
    assert 40 < len(set(groups)) < len(frames)
    assert duplicate_groups(frames).tolist() == pd.factorize(groups)[0].tolist()


@pytest.mark.parametrize("pairs", [10, 1_000_000])
def test_a_near_duplicate_is_found_among_all_frames(
    monkeypatch: pytest.MonkeyPatch, pairs: int
) -> None:
    monkeypatch.setattr("chromacel.similarity.twins.PAIRS", pairs)
    frames = similar_frames(400)
    some, others = frames[:150], frames[150:]
    expected = all_pairs(frames)[:150, 150:].any(axis=1)
    found = have_near_duplicates(some, others, luma_hashes(some), luma_hashes(others))
    assert 0 < expected.sum() < len(expected)
    assert found.tolist() == expected.tolist()
