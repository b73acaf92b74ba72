"""Cuts are found on luma, in every frame of a sequence as in a few a second."""

from itertools import pairwise
from pathlib import Path

import cv2
import numpy as np
import pytest

from chromacel.demo.show import DemoSettings, episode_frames
from chromacel.keyframes.frames import Reading, read_frames
from chromacel.pictures.grayscale import grayscale
from chromacel.pictures.pixels import Picture
from chromacel.similarity.shots import shot_numbers


def thumbnail(rgb: Picture) -> Picture:
    small = cv2.resize(grayscale(rgb[None])[0], (32, 24), interpolation=cv2.INTER_AREA)
    return np.asarray(small, np.uint8)


def test_held_drawings_change_no_cut() -> None:
    [frames] = [list(episode_frames(DemoSettings(episodes=1, seconds=20, seed=1), 1))]
    drawings = np.stack([thumbnail(rgb) for rgb in frames[::10]])
    shots = shot_numbers(drawings)
    assert shots[-1] > 0
    held = np.repeat(drawings, 10, axis=0)
    assert (shot_numbers(held) == np.repeat(shots, 10)).all()


@pytest.mark.long
def test_every_frame_in_sequence_has_the_cuts_of_every_tenth(footage: Path) -> None:
    """munchausen_02 has 20 cuts."""
    episode = footage / "munchausen/munchausen_02.mp4"
    thumbnails = read_frames(episode, Reading(), lambda frame: thumbnail(frame.rgb))
    shots = shot_numbers(np.stack(thumbnails))
    assert shots[-1] == 20
    few = shot_numbers(np.stack(thumbnails[::10]))
    starts, few_starts = (np.flatnonzero(np.diff(each)) for each in (shots, few))
    assert np.abs(starts + 1 - 10 * (few_starts + 1)).max() <= 10
    assert all(after - before > 10 for before, after in pairwise(starts))
