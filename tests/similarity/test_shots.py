"""Cuts are found on luma, in every frame of a sequence as in a few a second."""

from pathlib import Path

import cv2
import numpy as np
import pytest

from chromacel.keyframes.frames import Reading, read_frames
from chromacel.pictures.grayscale import grayscale
from chromacel.pictures.pixels import Picture
from chromacel.similarity.shots import shot_numbers


def thumbnail(rgb: Picture) -> Picture:
    small = cv2.resize(grayscale(rgb[None])[0], (32, 24), interpolation=cv2.INTER_AREA)
    return np.asarray(small, np.uint8)


def test_held_drawings_change_no_cut() -> None:
    """Three pans over different places, each drawing held for ten frames."""
    rng = np.random.default_rng(1)
    drawings = []
    for dark in (0, 120, 40):
        place = (dark + rng.integers(0, 100, (24, 64))).astype(np.uint8)
        drawings += [place[:, 4 * step :][:, :32] for step in range(6)]
    shots = shot_numbers(np.stack(drawings))
    assert shots.tolist() == [0] * 6 + [1] * 6 + [2] * 6
    held = np.repeat(np.stack(drawings), 10, axis=0)
    assert (shot_numbers(held) == np.repeat(shots, 10)).all()


@pytest.mark.long
def test_every_frame_in_sequence_has_the_cuts_of_every_tenth(footage: Path) -> None:
    episode = footage / "munchausen/munchausen_02.mp4"
    thumbnails = read_frames(episode, Reading(), lambda frame: thumbnail(frame.rgb))
    shots = shot_numbers(np.stack(thumbnails))
    assert shots[-1] == 21
    assert (shots[::10] == shot_numbers(np.stack(thumbnails[::10]))).all()
    assert (np.flatnonzero(np.diff(shots)) % 10 == 9).all()  # each drawing is held for ten frames
