"""Which frames of an episode to color, so that the rest can best be told from them.

Luma alone decides, so the episode may be black and white. Frames are looked at four times a second;
a drawing that is held is one frame that counts for its time. `similarity/coverage.py` chooses.
"""

import json
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from chromacel.dataset.comics import episode_sha256
from chromacel.errors import Wording
from chromacel.files.checksums import FOLDER
from chromacel.files.names import file_name
from chromacel.files.version import package_version
from chromacel.files.whole import remove
from chromacel.keyframes.frames import Reading, read_frames
from chromacel.pictures.grayscale import grayscale
from chromacel.pictures.pixels import Frames, Picture
from chromacel.pictures.sequence import Frame
from chromacel.pictures.writing import write_picture
from chromacel.similarity.coverage import HEIGHT, WIDTH, covering
from chromacel.similarity.shots import shot_numbers

PER_SECOND = 4.0
HELD = 1.0  # of 255: mean difference up to which the frame before is held
FLAT = 2.0  # of 255: deviation up to which a frame is black, white or gray all over, and untold
MOST = 1500  # different frames that are compared with each other; of more, evenly spread ones
ABOUT = "proposal.json"
HOW = (
    "greedy facility location on the luma of 6 x 8 cells, each told by the most similar cell nearby"
)


@dataclass(frozen=True)
class Looked:
    """Frames of an episode: their indices (n,), gray thumbnails (n, 24, 32) uint8, and shots (n,),
    numbered from 0."""

    numbers: NDArray[np.int64]
    thumbnails: Frames
    shots: NDArray[np.int64]


@dataclass(frozen=True)
class Proposal:
    """The frames proposed, the one that tells most first; the shot of each, and each shot's first
    frame that was looked at."""

    numbers: list[int]
    shots: list[int]
    shot_starts: list[int]


def look_at(episode: Path, wording: Wording = str) -> Looked:
    """Raises VideoError if no frames can be taken from the episode."""
    glances = read_frames(episode, Reading(per_second=PER_SECOND), _glance, wording)
    numbers = np.array([number for number, _ in glances], np.int64)
    thumbnails = np.array([picture for _, picture in glances], np.uint8)
    return Looked(numbers, thumbnails, shot_numbers(thumbnails))


def _glance(frame: Frame) -> tuple[int, Picture]:
    [gray] = grayscale(frame.rgb[None])
    small = cv2.resize(gray, (WIDTH, HEIGHT), interpolation=cv2.INTER_AREA)
    return frame.index, np.asarray(small, np.uint8)


def propose(looked: Looked, count: int | None) -> Proposal:
    """At most `count` frames, or one for each shot. Where there are as many as shots, each shot
    gets one before any gets a second."""
    shots = looked.shots
    number = int(shots[-1]) + 1
    changes = np.abs(np.diff(looked.thumbnails.astype(np.int16), axis=0)).mean(axis=(1, 2))
    first = np.flatnonzero(np.concatenate([[True], (changes > HELD) | (np.diff(shots) > 0)]))
    weights = np.diff(np.append(first, len(shots))).astype(np.float32)
    if len(first) > MOST:
        first, weights = _thinned(first, weights, shots)
    weights[looked.thumbnails[first].std(axis=(1, 2)) < FLAT] = 0
    wanted = number if count is None else count
    groups = shots[first].tolist() if wanted >= number else None
    places = [
        int(first[place]) for place in covering(looked.thumbnails[first], weights, wanted, groups)
    ]
    starts = np.flatnonzero(np.diff(shots, prepend=-1))
    return Proposal(
        looked.numbers[places].tolist(), shots[places].tolist(), looked.numbers[starts].tolist()
    )


def _thinned(
    first: NDArray[np.int64], weights: NDArray[np.float32], shots: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """Some `MOST` frames spread over time, and one of each shot, the time of others added."""
    spread = np.linspace(0, len(first) - 1, MOST).astype(np.int64)
    starts = np.flatnonzero(np.diff(shots[first], prepend=-1))
    kept = np.union1d(spread, starts)
    return first[kept], np.add.reduceat(weights, kept)


def write_proposal(
    episode: Path, proposal: Proposal, folder: Path, wording: Wording = str
) -> list[Path]:
    """Write the frames as PNG at the video's own size, named by their numbers, and `proposal.json`
    beside them, last.

    Raises:
        VideoError: no frames can be taken from the episode.
    """
    numbers = np.array(sorted(proposal.numbers), np.int64)
    about = {"episode": file_name(episode), "sha256": episode_sha256(episode)}
    write = partial(_write, folder, about)
    paths = read_frames(episode, Reading(numbers=numbers), write, wording)
    remove(folder / FOLDER)  # a person changes these pictures, which is no damage
    text = json.dumps(_description(proposal, about), indent=2, ensure_ascii=False)
    (folder / ABOUT).write_text(text + "\n", encoding="utf-8")
    return paths


def _write(folder: Path, about: dict[str, str], frame: Frame) -> Path:
    path = folder / picture_name(frame.index)
    write_picture(path, frame.rgb, {**about, "frame": frame.index})
    return path


def picture_name(number: int) -> str:
    """`000120.png`: sorted by name, pictures are in the order of display."""
    return f"{number:06}.png"


def _description(proposal: Proposal, about: dict[str, str]) -> dict[str, Any]:
    frames = [
        {"frame": number, "shot": shot, "file": picture_name(number)}
        for number, shot in zip(proposal.numbers, proposal.shots, strict=True)
    ]
    return {
        **about,
        "chosen_by": HOW,
        "frames": frames,  # the one that tells most first
        "shot_starts": proposal.shot_starts,
        "chromacel": package_version(),
    }
