"""Whole shots around some of the test frames: every frame of the video, made as models see frames.

Cuts are found on luma alone, so that the shots are the same for all models.
"""

from dataclasses import dataclass
from functools import partial
from pathlib import Path

import cv2
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from chromacel.conditions.kinds import CONDITIONS
from chromacel.conditions.making import Making, make_condition
from chromacel.dataset.provenance import Provenance
from chromacel.errors import Wording
from chromacel.evaluation.shot_files import Shot
from chromacel.keyframes.frames import Reading, read_frames
from chromacel.pictures.bars import Bars
from chromacel.pictures.downsampling import downsample
from chromacel.pictures.grayscale import grayscale
from chromacel.pictures.pixels import Picture
from chromacel.pictures.resizing import FrameSettings, fit_picture
from chromacel.pictures.sequence import Frame
from chromacel.similarity.shots import shot_numbers

GLANCE = (32, 24)  # columns and rows of what cuts are found on


@dataclass(frozen=True)
class ShotSettings:
    """Which shots of test episodes are colored and measured whole.

    Attributes:
        number: at most so many shots
        seconds: of each, at most so many around a test frame
    """

    number: int
    seconds: float


@dataclass(frozen=True)
class Center:
    """A test frame that a shot is taken around, by the episode's slug and the frame's index;
    `most` is how many frames the shot may have."""

    episode: str
    index: int
    most: int


def choose_centers(frames: pd.DataFrame, settings: ShotSettings) -> list[Center]:
    """Test frames of videos, spread evenly, of which each lies in a scene of its own.

    `frames` are those of all splits: columns episode, index, time in seconds, scene and split. The
    time of a comic's pages is NaN, and they are in no shot.
    """
    videos = frames[frames["time"].notna()]
    test = videos[videos["split"] == "test"].sort_values(["episode", "index"])
    apart = test.groupby("episode")["time"].diff().fillna(np.inf) > settings.seconds
    first = test[apart].drop_duplicates(["episode", "scene"])
    number = min(settings.number, len(first))
    middles = (np.arange(number) + 0.5) / max(number, 1)  # not the ends, which are titles
    chosen = first.iloc[(middles * len(first)).astype(int)]
    rates = {episode: _rate(rows) for episode, rows in videos.groupby("episode")}
    return [
        Center(episode, int(index), max(round(settings.seconds * rates[episode]), 1))
        for episode, index in zip(chosen["episode"], chosen["index"], strict=True)
    ]


def _rate(frames: pd.DataFrame) -> float:
    """Frames a second, by what lies between an episode's sampled frames."""
    seconds = frames["time"].max() - frames["time"].min()
    return float((frames["index"].max() - frames["index"].min()) / seconds) if seconds else 24.0


def take_shot(
    video: Path, center: Center, source: Provenance, wording: Wording = str
) -> Shot | None:
    """The shot around a frame, every frame fitted and downsampled as the dataset's frames are; None
    if the frame is lost.

    Raises:
        EpisodeError: no frames can be taken from the video.
    """
    around = np.arange(max(center.index - center.most, 0), center.index + center.most + 1)
    glances = read_frames(video, Reading(numbers=around), _glance, wording)
    numbers = np.array([number for number, _ in glances], np.int64)
    if center.index not in numbers:
        return None
    thumbnails = np.array([picture for _, picture in glances], np.uint8)
    chosen = frames_of_shot(numbers, shot_numbers(thumbnails), center)
    keep = partial(_made, source)
    frames = read_frames(video, Reading(numbers=chosen), keep, wording)
    pictures = {
        kind: np.stack([one[kind] for _, _, one in frames]) for kind in ("rgb", *CONDITIONS)
    }
    index, time = zip(*((index, time) for index, time, _ in frames), strict=True)
    return Shot(center.episode, np.array(index, np.int64), np.array(time, np.float64), pictures)


def frames_of_shot(
    numbers: NDArray[np.int64], shots: NDArray[np.int64], center: Center
) -> NDArray[np.int64]:
    """At most `center.most` of the frames in its shot, with the center in their middle if the shot
    goes on so far. `shots` has the shot of each of the `numbers`, (n,) each."""
    own = numbers[shots == shots[numbers == center.index]]
    place = int(np.searchsorted(own, center.index))
    start = min(max(place - center.most // 2, 0), max(len(own) - center.most, 0))
    return np.asarray(own[start : start + center.most])


def _glance(frame: Frame) -> tuple[int, Picture]:
    [gray] = grayscale(frame.rgb[None])
    small = cv2.resize(gray, GLANCE, interpolation=cv2.INTER_AREA)
    return frame.index, np.asarray(small, np.uint8)


def _made(source: Provenance, frame: Frame) -> tuple[int, float, dict[str, Picture]]:
    """The frame's index, time, and pictures by kind."""
    making = Making.of_steps(source.settings, "edge")
    settings = FrameSettings(**source.settings["frames"])
    trimmed = Bars(**source.bars).trimmed(frame.rgb)
    rgb = fit_picture(trimmed, settings, frame.pixel_aspect)[None]
    large = {"rgb": rgb} | {kind: make_condition(rgb, kind, making.edges) for kind in CONDITIONS}
    small = {kind: downsample(picture, making.downsampling)[0] for kind, picture in large.items()}
    return frame.index, frame.time, small
