"""The one way to an episode's frames, whatever kind of file it is."""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from chromacel.dataset.comics import ComicPictures, opened_pages
from chromacel.errors import InputError, Wording
from chromacel.files.comics import is_comic
from chromacel.files.unchanged import unchanged
from chromacel.machine.progress import counted
from chromacel.pictures.sequence import Frame
from chromacel.video.container import video_format
from chromacel.video.packet_reading import read_packets
from chromacel.video.packets import Packets, WholeStreamError
from chromacel.video.sampling import all_frames, needed_frames
from chromacel.video.watchdog import Watchdog

Kept = TypeVar("Kept")


@dataclass(frozen=True)
class Reading:
    """Which frames of an episode are read: `per_second` and `numbers` narrow them down.

    Attributes:
        per_second: about so many frames a second; all if it is None
        numbers: indices in display order, from 0; all if it is None
    """

    per_second: float | None = None
    numbers: NDArray[np.int64] | None = None


def read_frames(
    episode: Path,
    reading: Reading,
    keep: Callable[[Frame], Kept],
    wording: Wording = str,
) -> list[Kept]:
    """What `keep` makes of each frame that is read, in display order, one frame in memory at a
    time. Damaged frames are left out. It may be called twice for one frame.

    Raises:
        EpisodeError: no frames can be taken from the episode.
        ChangedFileError: the file has changed meanwhile.
    """
    if not episode.exists():
        raise InputError(f"{episode} does not exist: name a video or a comic.")
    if is_comic(episode):
        return _read_comic(episode, reading, keep, wording)
    with unchanged(episode), Watchdog(episode, wording=wording) as watchdog:
        packets = read_packets(episode, watchdog)
        stride = _stride(episode, packets, reading)
        stream = (episode, packets, stride, watchdog, reading.numbers)
        shown = int((~packets.is_hidden).sum())
        total = -(-shown // stride) if reading.numbers is None else len(reading.numbers)
        try:
            return [keep(frame) for frame in counted(needed_frames(*stream), total, "frames")]
        except WholeStreamError:
            frames = counted(all_frames(*stream), total, "frames")
            return [keep(frame) for frame in frames if isinstance(frame, Frame)]


def _read_comic(
    comic: Path, reading: Reading, keep: Callable[[Frame], Kept], wording: Wording
) -> list[Kept]:
    with opened_pages(comic) as opened, Watchdog(comic, wording=wording) as watchdog:
        pictures = ComicPictures(opened, 1, watchdog)
        if reading.numbers is not None:
            pictures.places = [place for place in pictures.places if place in reading.numbers]
        frames = counted(pictures.frames(), len(pictures.places), "pictures")
        return [keep(frame) for frame in frames if isinstance(frame, Frame)]


def _stride(episode: Path, packets: Packets, reading: Reading) -> int:
    if reading.per_second is None:
        return 1
    rate = video_format(episode).frame_rate
    try:
        stride = round(Fraction(rate) / Fraction(reading.per_second))
    except (ValueError, ZeroDivisionError):  # of a stream that does not know its rate
        stride = 1
    return max(min(stride, int((~packets.is_hidden).sum())), 1)
