"""Which whole shots are taken of test episodes, and that their frames are those of the dataset."""

import json
from dataclasses import asdict
from pathlib import Path

import cv2
import numpy as np
import pandas as pd
import pytest
from skimage import data

from chromacel.conditions.kinds import CONDITIONS
from chromacel.conditions.making import make_condition
from chromacel.dataset.provenance import Provenance
from chromacel.evaluation.whole_shots import (
    Center,
    ShotSettings,
    choose_centers,
    frames_of_shot,
    take_shot,
)
from chromacel.pictures.downsampling import DownsamplingSettings, downsample
from chromacel.pictures.edges import EdgeSettings
from chromacel.pictures.framing import Framing
from chromacel.pictures.resizing import FrameSettings, fit_picture
from chromacel.video.encoding import encode_video
from conftest import sampled

FRAMES = FrameSettings(1, 96, 160, "crop", False)
SMALL = DownsamplingSettings(48, 80)
EDGES = EdgeSettings(100, 200, 3)


def table(times: dict[str, list[float]], split: str = "test") -> pd.DataFrame:
    """Frames at these seconds of each episode, 24 a second, each in a scene of its own."""
    return pd.DataFrame(
        [
            {"episode": name, "index": round(24 * time), "time": time, "scene": n, "split": split}
            for name, seconds in times.items()
            for n, time in enumerate(seconds)
        ]
    )


def test_shots_are_spread_over_the_test_split_and_the_rate_is_the_episodes_own() -> None:
    frames = table({"a": [0, 10, 20, 30], "b": [0, 10, 20, 30]})
    centers = choose_centers(frames, ShotSettings(2, 4))
    assert centers == [Center("a", 480, 96), Center("b", 480, 96)]
    slow = frames.assign(index=frames["index"] // 2)
    assert {center.most for center in choose_centers(slow, ShotSettings(9, 4))} == {48}
    assert len(choose_centers(frames, ShotSettings(9, 4))) == 8


def test_no_two_shots_are_of_one_scene_or_overlap_and_a_comic_has_none() -> None:
    near = table({"a": [0, 3, 30]})
    assert [center.index for center in choose_centers(near, ShotSettings(9, 4))] == [0, 720]
    same = table({"a": [0, 10, 30]}).assign(scene=0)
    assert [center.index for center in choose_centers(same, ShotSettings(9, 4))] == [0]
    comic = table({"a": [0, 10]}).assign(time=np.nan)
    assert choose_centers(comic, ShotSettings(9, 4)) == []
    assert choose_centers(table({"a": [0]}, "training"), ShotSettings(9, 4)) == []


@pytest.mark.parametrize(
    ("index", "expected"),
    [(50, range(45, 55)), (32, range(30, 40)), (69, range(60, 70)), (75, range(70, 76))],
)
def test_a_shot_ends_at_cuts_and_has_the_test_frame_in_its_middle(
    index: int, expected: range
) -> None:
    numbers = np.arange(20, 76)
    shots = np.searchsorted([30, 70], numbers, side="right")
    assert frames_of_shot(numbers, shots, Center("a", index, 10)).tolist() == list(expected)


@pytest.fixture(scope="module")
def video(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A photograph for 12 frames, and after a cut another one for 14."""
    path = tmp_path_factory.mktemp("video") / "two shots.mp4"
    pictures = [cv2.resize(one(), (160, 96)) for one in (data.astronaut, data.chelsea)]
    dark = pictures[1] // 3
    encode_video(path, [pictures[0]] * 12 + [dark] * 14, 160, 96, 24)
    return path


def source(video: Path) -> Provenance:
    settings = {
        "frames": asdict(FRAMES),
        "edges": asdict(EDGES),
        "downsampling": asdict(SMALL),
    }
    values = (video.name, 1, "", "h264", "", "24", 160, 96, 1, "")
    return Provenance(
        *values, bars={}, framing=Framing(), settings=json.loads(json.dumps(settings))
    )


def test_every_frame_of_a_shot_is_made_as_the_datasets_frames_are(video: Path) -> None:
    shot = take_shot(video, Center("a", 15, 24), source(video))
    assert shot is not None
    assert shot.index.tolist() == list(range(12, 26))
    assert np.allclose(shot.time, shot.index / 24)
    decoded = np.stack([frame.rgb for frame in sampled(video, 1)[12:]])
    rgb = np.stack([fit_picture(frame, FRAMES) for frame in decoded])
    assert np.array_equal(shot.pictures["rgb"], downsample(rgb, SMALL))
    for condition in CONDITIONS:
        made = downsample(make_condition(rgb, condition, EDGES), SMALL)
        assert np.array_equal(shot.pictures[condition], made), condition


def test_a_frame_that_is_not_there_has_no_shot(video: Path) -> None:
    assert take_shot(video, Center("a", 40, 20), source(video)) is None
