"""From a video to an episode file: one frame in every so many, fitted to one size."""

from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path

import h5py
import numpy as np

from chromacel.dataset.episode_files import LEFT_OUT, append, create_frames, write_provenance
from chromacel.errors import Wording
from chromacel.files.hdf5 import created_h5, write_array
from chromacel.files.unchanged import unchanged
from chromacel.files.version import package_version
from chromacel.files.whole import sha256
from chromacel.machine.progress import counted
from chromacel.pictures.bars import Bars, find_bars
from chromacel.pictures.fitting import FramingSearch
from chromacel.pictures.resizing import FrameSettings, fit_picture
from chromacel.similarity.thumbnails import SIZE, thumbnail
from chromacel.video.container import video_format
from chromacel.video.decoding import VideoFrame
from chromacel.video.packet_reading import read_packets
from chromacel.video.packets import WholeStreamError
from chromacel.video.sampling import DamagedFrame, all_frames, needed_frames, too_damaged
from chromacel.video.watchdog import Watchdog

Sampling = Callable[[], Iterator[VideoFrame | DamagedFrame]]
"""Decodes the frames of a stride, from the first on each time that it is called."""


def extract_frames(
    video: Path, episode: Path, settings: FrameSettings, damaged: int, wording: Wording = str
) -> None:
    """Write the episode file of a video, decoding no more than its frames depend on.

    Where that is not safe, the whole stream is decoded. As many as `damaged` frames of the stride
    may be damaged or missing. If the video cannot be read on, the process ends with one sentence,
    in this `wording`.

    Raises:
        VideoError: no frames can be taken from the video.
        ShortVideoError: it has fewer frames than the stride.
        LostFramesError: more frames are lost than `damaged`, or all.
        ChangedFileError: the file has changed meanwhile.
    """
    with unchanged(video):
        _extract_frames(video, episode, settings, damaged, wording)


def _extract_frames(
    video: Path, episode: Path, settings: FrameSettings, damaged: int, wording: Wording
) -> None:
    with Watchdog(video, wording=wording) as watchdog:
        packets = read_packets(video, watchdog)
    digest = sha256(video)  # not watched: a long file on a slow disk may take its time
    with Watchdog(video, wording=wording) as watchdog:
        stream = (video, packets, settings.stride, watchdog)
        total = -(-int((~packets.is_hidden).sum()) // settings.stride)
        output = (video, digest, episode, settings, damaged)
        try:
            _write_episode(lambda: counted(needed_frames(*stream), total, "frames"), *output)
        except WholeStreamError as reason:
            print(f"{video.name}: the whole stream is decoded, because {reason}", flush=True)
            _write_episode(lambda: counted(all_frames(*stream), total, "frames"), *output)


def write_left_out(video: Path, episode: Path, settings: FrameSettings, reason: str) -> None:
    """Write the episode file, without frames, of a video from which none can be taken."""
    with created_h5(episode) as file:
        _write_frames(file, iter(()), Bars(), settings, FramingSearch())
        attributes = {"source_name": video.name, "chromacel_version": package_version()}
        write_provenance(file, {**attributes, LEFT_OUT: reason}, frames=settings)


def _write_episode(
    sampling: Sampling,
    video: Path,
    digest: str,
    episode: Path,
    settings: FrameSettings,
    damaged: int,
) -> None:
    """Write frames and provenance; `digest` is the video's SHA-256."""
    bars = find_bars(_pictures(sampling)) if settings.trim_bars else Bars()
    with created_h5(episode) as file:
        search = FramingSearch()
        lost = _write_frames(file, sampling(), bars, settings, search)
        for frame in lost:
            print(f"{video.name}: frame {frame.index} is lost ({frame.reason})", flush=True)
        kept = len(file["rgb"])
        if len(lost) > damaged or not kept:
            raise too_damaged(video, len(lost), len(lost) + kept)
        provenance = {
            "source_name": video.name,
            "source_size": video.stat().st_size,
            "source_sha256": digest,
            **{f"source_{key}": value for key, value in asdict(video_format(video)).items()},
            **{f"bars_{key}": value for key, value in asdict(bars).items()},
            **{f"framing_{key}": value for key, value in asdict(search.framing(settings)).items()},
            "stride": settings.stride,
            "chromacel_version": package_version(),
        }
        write_provenance(file, provenance, frames=settings)
        print(f"{video.name}: {kept} frames, one in every {settings.stride}")


def _pictures(sampling: Sampling) -> Iterator[np.ndarray]:
    """The undamaged pictures, (h, w, 3) uint8, as the video has them."""
    return (frame.rgb for frame in sampling() if isinstance(frame, VideoFrame))


def _write_frames(
    file: h5py.File,
    frames: Iterator[VideoFrame | DamagedFrame],
    bars: Bars,
    settings: FrameSettings,
    search: FramingSearch,
) -> list[DamagedFrame]:
    """Write an episode file's datasets, one frame in memory at a time; return the frames lost."""
    rgb = create_frames(file, "rgb", (0, settings.height, settings.width, 3))
    index, time, thumbnails, lost = [], [], [], []
    for frame in frames:
        if isinstance(frame, DamagedFrame):
            lost.append(frame)
            continue
        search.look(frame.rgb, frame.pixel_aspect)
        picture = fit_picture(bars.trimmed(frame.rgb), settings, frame.pixel_aspect)
        append(rgb, picture[None])
        index.append(frame.index)
        time.append(frame.time)
        thumbnails.append(thumbnail(picture))
    write_array(file, "index", np.array(index, np.int64))
    write_array(file, "time", np.array(time, np.float64))
    write_array(file, "thumbnail", np.array(thumbnails, np.uint8).reshape(-1, SIZE, SIZE, 3))
    write_array(file, "damaged", np.array(sorted(frame.index for frame in lost), np.int64))
    return lost
