"""Keyframes that a person has colored, each beside its frame, or why it is left out."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

from chromacel.errors import InputError, Wording
from chromacel.files.media import PICTURE
from chromacel.keyframes.fit import misfit
from chromacel.keyframes.frames import Reading, read_frames
from chromacel.pictures.files import read_picture
from chromacel.pictures.pixels import Picture
from chromacel.pictures.sequence import Frame

NAME = re.compile(r"\d{1,9}")
LEAST_COLOR = 8  # of 255: channels of some pixel are so far apart in a picture that has color
DEPTH_OF_PNG = 24  # the byte of its header
PNG = b"\x89PNG\r\n\x1a\n"


@dataclass(frozen=True)
class Keyframe:
    """A frame by its number in display order from 0, as the video has it and as it was colored,
    (h, w, 3) uint8 each. `pixel_aspect` is the width of a pixel over its height; `is_whole` says
    that a person has seen to all of it, and not to where strokes are alone."""

    number: int
    path: Path
    frame: Picture
    colored: Picture
    pixel_aspect: float
    is_whole: bool = True


@dataclass(frozen=True)
class Verdict:
    """On a picture in a folder of keyframes: `ok`, or a sentence on why it is left out; `note` is
    a sentence on one that is used all the same."""

    file: str
    verdict: str
    note: str = ""


def read_keyframes(
    paths: Sequence[Path], episode: Path, wording: Wording = str
) -> tuple[list[Keyframe], list[Verdict]]:
    """The pictures that fit this episode, in the order of display, and a verdict on each.

    Raises:
        InputError: the episode cannot be read.
    """
    colored: dict[int, tuple[Path, Picture]] = {}
    verdicts: dict[Path, Verdict] = {}
    for path in paths:
        try:
            number = _number(path)
            if number in colored:
                raise InputError(f"{path} is of the same frame as {colored[number][0]}: keep one.")
            colored[number] = path, _colors(path)
            verdicts[path] = Verdict(str(path), "ok", _note(path))
        except InputError as error:
            verdicts[path] = Verdict(str(path), str(error))
    frames = _frames(episode, sorted(colored), wording)
    keyframes = []
    for number, (path, rgb) in sorted(colored.items()):
        frame = frames.get(number)
        if problem := _problem(path, rgb, number, frame, episode):
            verdicts[path] = Verdict(str(path), problem)
        elif frame:
            keyframes.append(Keyframe(number, path, frame.rgb, rgb, frame.pixel_aspect))
    return keyframes, [*verdicts.values()]


def pictures_in(folder: Path) -> list[Path]:
    """Those that lie unhidden in a folder, by name; other files are no matter."""
    shown = (path for path in folder.iterdir() if not path.name.startswith("."))
    return sorted(path for path in shown if PICTURE.is_of(path) and path.is_file())


def _frames(episode: Path, numbers: list[int], wording: Wording) -> dict[int, Frame]:
    if not numbers:
        return {}
    reading = Reading(numbers=np.array(numbers, np.int64))
    return {frame.index: frame for frame in read_frames(episode, reading, _itself, wording)}


def _itself(frame: Frame) -> Frame:
    return frame


def _number(path: Path) -> int:
    """Raises InputError if the name is none."""
    if not NAME.fullmatch(path.stem):
        raise InputError(
            f"{path} is named for no frame: call it by its frame's number, such as 000120.png."
        )
    return int(path.stem)


def _colors(path: Path) -> Picture:
    """Raises InputError if it cannot be read, is not opaque, or has no color."""
    picture = read_picture(path)
    if _is_transparent(path):
        raise InputError(
            f"{path} has transparent pixels: merge all layers with the frame, and save it without"
            " transparency."
        )
    pixels = picture.rgb.astype(np.int16)
    if int((pixels.max(axis=2) - pixels.min(axis=2)).max()) < LEAST_COLOR:
        raise InputError(f"{path} has no color: color it, or take it out of the folder.")
    return picture.rgb


def _is_transparent(path: Path) -> bool:
    with Image.open(path) as image:
        if not image.has_transparency_data:
            return False
        lowest, _ = image.convert("RGBA").getchannel("A").getextrema()
        return lowest != 255


def _note(path: Path) -> str:
    with path.open("rb") as file:
        head = file.read(DEPTH_OF_PNG + 1)
    if head.startswith(PNG) and head[-1] == 16:
        return f"{path} has sixteen bits a channel, of which the upper eight are used."
    return ""


def _problem(path: Path, rgb: Picture, number: int, frame: Frame | None, episode: Path) -> str:
    if frame is None:
        return (
            f"{path} is of frame {number}, which cannot be read from {episode.name}: take it out of"
            " the folder, or name the episode that it is from."
        )
    (height, width), (rows, columns) = rgb.shape[:2], frame.rgb.shape[:2]
    if (height, width) != (rows, columns):
        return (
            f"{path} is {width} × {height}, and frame {number} of {episode.name} is"
            f" {columns} × {rows}: save it at the frame's own size."
        )
    if problem := misfit(rgb, frame.rgb):
        return (
            f"{path} {problem} frame {number} of {episode.name}: color that frame as it is, in its"
            " place."
        )
    return ""
