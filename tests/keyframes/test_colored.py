"""Colored keyframes: which ones are taken, and what is said of the others."""

from pathlib import Path

import cv2
import numpy as np
import pytest
from clips import SIZE, clip_of_shots
from PIL import Image

from chromacel.errors import InputError
from chromacel.keyframes.colored import pictures_in, read_keyframes
from chromacel.keyframes.fit import misfit
from chromacel.keyframes.fitting import fitted_pairs
from chromacel.keyframes.frames import Reading, read_frames
from chromacel.pictures.bars import Bars
from chromacel.pictures.pixels import Picture
from conftest import fitted


@pytest.fixture
def video(tmp_path: Path) -> Path:
    return clip_of_shots(tmp_path / "clip.mp4")


def frame(video: Path, number: int) -> Picture:
    [picture] = read_frames(video, Reading(numbers=np.array([number])), lambda one: one.rgb)
    return picture


def other_hues(rgb: Picture, by: int = 60) -> Picture:
    hsv = cv2.cvtColor(rgb, cv2.COLOR_RGB2HSV)
    hsv[..., 0] = (hsv[..., 0].astype(int) + by) % 180
    return cv2.cvtColor(hsv, cv2.COLOR_HSV2RGB)


def clouds() -> Picture:
    rng = np.random.default_rng(5)
    return cv2.resize(
        rng.integers(0, 256, (7, 11, 3), np.uint8), SIZE, interpolation=cv2.INTER_CUBIC
    )


def saved(folder: Path, name: str, picture: np.ndarray) -> Path:
    folder.mkdir(exist_ok=True)
    Image.fromarray(picture).save(folder / name)
    return folder / name


def said_of(folder: Path, video: Path) -> str:
    keyframes, verdicts = read_keyframes(pictures_in(folder), video)
    [verdict] = verdicts
    assert not keyframes and verdict.verdict.endswith(".")
    return verdict.verdict


def test_a_keyframe_in_other_colors_is_taken(tmp_path: Path, video: Path) -> None:
    original = frame(video, 30)
    saved(tmp_path / "keys", "000030.png", other_hues(original))
    (tmp_path / "keys/proposal.json").write_text("{}")
    [keyframe], [verdict] = read_keyframes(pictures_in(tmp_path / "keys"), video)
    assert (keyframe.number, verdict.verdict, verdict.note) == (30, "ok", "")
    np.testing.assert_array_equal(keyframe.frame, original)
    np.testing.assert_array_equal(keyframe.colored, other_hues(original))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            lambda rgb: rgb[:-2],
            "000030.png is 128 × 70, and frame 30 of clip.mp4 is 128 × 72: save",
        ),
        (lambda rgb: np.repeat(rgb[..., :1], 3, axis=2), "has no color: color it"),
        (lambda rgb: np.roll(rgb, 4, axis=1), "is moved or scaled against frame 30 of clip.mp4"),
        (lambda rgb: clouds(), "does not show frame 30 of clip.mp4"),
        (
            lambda rgb: np.concatenate([rgb, np.full((*rgb.shape[:2], 1), 90, np.uint8)], axis=2),
            "has transparent pixels: merge all layers",
        ),
    ],
)
def test_a_keyframe_that_does_not_fit_is_named_and_left_out(
    change: object, said: str, tmp_path: Path, video: Path
) -> None:
    saved(tmp_path / "keys", "000030.png", change(frame(video, 30)))  # type: ignore[operator]
    assert said in said_of(tmp_path / "keys", video)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("best.png", "is named for no frame: call it by its frame's number"),
        ("009999.png", "is of frame 9999, which cannot be read from clip.mp4"),
    ],
)
def test_a_picture_of_no_frame_is_named(name: str, said: str, tmp_path: Path, video: Path) -> None:
    saved(tmp_path / "keys", name, frame(video, 30))
    assert said in said_of(tmp_path / "keys", video)


def test_an_opaque_alpha_channel_is_no_matter(tmp_path: Path, video: Path) -> None:
    rgb = frame(video, 30)
    opaque = np.concatenate([rgb, np.full((*rgb.shape[:2], 1), 255, np.uint8)], axis=2)
    saved(tmp_path / "keys", "30.png", opaque)
    [keyframe], _ = read_keyframes(pictures_in(tmp_path / "keys"), video)
    np.testing.assert_array_equal(keyframe.colored, rgb)


def test_sixteen_bits_are_taken_and_said(tmp_path: Path, video: Path) -> None:
    rgb = frame(video, 30)
    (tmp_path / "keys").mkdir()
    bgr = np.ascontiguousarray(rgb[..., ::-1]).astype(np.uint16) * 257
    cv2.imwrite(str(tmp_path / "keys/000030.png"), bgr)
    [keyframe], [verdict] = read_keyframes(pictures_in(tmp_path / "keys"), video)
    assert "has sixteen bits a channel, of which the upper eight are used." in verdict.note
    np.testing.assert_array_equal(keyframe.colored, rgb)


def test_one_bad_keyframe_leaves_the_others(tmp_path: Path, video: Path) -> None:
    for number in (10, 30, 60):
        saved(tmp_path / "keys", f"{number:06}.png", frame(video, number))
    (tmp_path / "keys/000030.png").write_bytes(b"\x89PNG\r\n cut")
    keyframes, verdicts = read_keyframes(pictures_in(tmp_path / "keys"), video)
    assert [keyframe.number for keyframe in keyframes] == [10, 60]
    assert [verdict.verdict == "ok" for verdict in verdicts] == [True, False, True]


def test_without_any_that_fits_there_is_nothing_to_adapt_to(video: Path) -> None:
    with pytest.raises(InputError, match="No keyframe is left to adapt to"):
        fitted_pairs({"clip": []}, fitted(1), {"clip": Bars()})


def test_pairs_go_the_way_of_the_frames(tmp_path: Path, video: Path) -> None:
    saved(tmp_path / "keys", "000030.png", other_hues(frame(video, 30)))
    keyframes, _ = read_keyframes(pictures_in(tmp_path / "keys"), video)
    pairs = fitted_pairs({"clip": keyframes}, fitted(1), {"clip": Bars()})
    assert pairs.by_episode == {"clip": [30]}
    assert pairs.frames.shape == pairs.colored.shape == (1, 96, 160, 3)


def test_real_frames_fit_in_other_colors_and_blurred_and_none_moved_or_of_another_shot(
    footage: Path,
) -> None:
    episode = footage / "munchausen/munchausen_01.mp4"
    numbers = np.array([804, 1374, 3414])
    frames = read_frames(episode, Reading(numbers=numbers), lambda one: one.rgb)
    for place_, rgb in enumerate(frames):
        small = cv2.resize(other_hues(rgb), (160, 90), interpolation=cv2.INTER_AREA)
        blurred = cv2.resize(small, rgb.shape[1::-1], interpolation=cv2.INTER_CUBIC)
        assert misfit(other_hues(rgb), rgb) == misfit(blurred, rgb) == ""
        assert misfit(np.roll(rgb, 6, axis=1), rgb) == "is moved or scaled against"
        matrix = cv2.getRotationMatrix2D((320, 180), 0, 1.05)
        assert misfit(cv2.warpAffine(rgb, matrix, (640, 360)), rgb)
        assert misfit(frames[place_ - 1], rgb) == "does not show"
