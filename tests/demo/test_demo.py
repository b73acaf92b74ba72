"""The demo's show: what it promises to contain, and that it is the same each time."""

import itertools

import numpy as np
import pytest
from numpy.random import default_rng

from chromacel.demo.characters import CAST, LOOK_ALIKES, Pose
from chromacel.demo.drawing import Pen
from chromacel.demo.places import PLACES
from chromacel.demo.show import FRAME_RATE, OPENING_SECONDS, DemoSettings, episode_frames, plan_shot
from chromacel.pictures.grayscale import grayscale

SETTINGS = DemoSettings(episodes=2, seconds=12, seed=1)


def drawn(name: str, pose: Pose = Pose()) -> np.ndarray:  # noqa: B008
    picture = np.full((240, 320, 3), 128, np.uint8)
    CAST[name](Pen(picture, 90, 160, 220), pose)
    return picture


def test_an_episode_is_the_same_each_time_and_has_its_length() -> None:
    one, again = (list(episode_frames("demo-01", SETTINGS)) for _ in range(2))
    assert len(one) == 12 * FRAME_RATE
    assert np.array_equal(one, again)


def test_episodes_differ_but_share_the_opening() -> None:
    one, other = (list(episode_frames(name, SETTINGS)) for name in ("demo-01", "demo-02"))
    opening = int(OPENING_SECONDS * FRAME_RATE)
    assert np.array_equal(one[:opening], other[:opening])
    assert not np.array_equal(one[opening : opening + 30], other[opening : opening + 30])


def test_another_seed_is_another_show() -> None:
    other = DemoSettings(episodes=2, seconds=12, seed=2)
    frames = [next(iter(episode_frames("demo-01", settings))) for settings in (SETTINGS, other)]
    assert not np.array_equal(*frames)


def test_the_cast_is_of_six_or_more_distinct_characters_with_outlines() -> None:
    assert len(CAST) >= 6
    pictures = {name: drawn(name) for name in CAST}
    for one, other in itertools.combinations(pictures.values(), 2):
        assert (one != other).any(-1).mean() > 0.005
    for picture in pictures.values():
        dark = (picture.sum(-1) < 150).mean()
        assert 0.02 < dark < 0.3


def test_the_look_alikes_differ_in_hair_alone_and_not_in_gray() -> None:
    one, other = (drawn(name) for name in LOOK_ALIKES)
    differs = np.abs(one.astype(int) - other).max(-1) > 20
    assert 0.005 < differs.mean() < 0.15
    rows = np.nonzero(differs)[0]
    assert rows.max() < 220 - 0.6 * 90  # nothing below the hair's tips
    gray = [grayscale(picture[None])[0].astype(int) for picture in (one, other)]
    assert np.abs(gray[0] - gray[1]).max() <= 4


def test_poses_move_the_characters() -> None:
    for name in CAST:
        assert not np.array_equal(drawn(name), drawn(name, Pose(swing=1, blinks=True, talks=True)))


def test_there_are_day_night_and_indoor_backgrounds() -> None:
    painted = {name: paint(default_rng(0)) for name, paint in PLACES.items()}
    assert {"meadow", "village", "room"} <= set(painted)
    assert painted["village"].mean() < painted["meadow"].mean() - 60
    assert painted["room"].mean() > painted["village"].mean() + 40


def test_shots_are_of_every_kind() -> None:
    rng = default_rng(0)
    shots = [plan_shot(rng, 1000) for _ in range(200)]
    assert {shot.place for shot in shots} == set(PLACES)
    close = [shot for shot in shots if len(shot.actors) == 1]
    assert 30 < len(close) < 100
    assert min(actor.size for shot in close for actor in shot.actors) >= 300
    assert 10 < sum(shot.fades for shot in shots) < 80
    assert 10 < sum(bool(shot.text) for shot in shots) < 60
    assert any(shot.start.span != shot.end.span for shot in shots)  # zooms
    assert any(abs(shot.start.x - shot.end.x) > 50 for shot in shots)  # pans
    together = [{actor.name for actor in shot.actors} >= set(LOOK_ALIKES) for shot in shots]
    assert sum(together) > 20


@pytest.mark.parametrize(("seed", "seconds"), [(1, 12), (2, 12), (3, 11.3)])
def test_shots_add_up_to_the_length_of_the_episode(
    seed: int, seconds: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    blank = np.zeros((1, 1, 3), np.uint8)
    monkeypatch.setattr("chromacel.demo.show._draw", lambda *_: blank)
    for name in ("demo-01", "demo-02", "demo-03"):
        frames = episode_frames(name, DemoSettings(episodes=3, seconds=seconds, seed=seed))
        assert sum(1 for _ in frames) == round(seconds * FRAME_RATE)
