"""Frames of an episode as an episode file."""

from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path

import h5py
import numpy as np

from chromacel.dataset.episode_files import append, create_frames, write_provenance
from chromacel.files.hdf5 import created_h5, write_array
from chromacel.files.version import package_version
from chromacel.pictures.bars import Bars, find_bars
from chromacel.pictures.resizing import FrameSettings, fit_picture
from chromacel.similarity.thumbnails import thumbnail
from chromacel.video.container import video_format
from chromacel.video.decoding import VideoFrame
from chromacel.video.sampling import DamagedFrame, too_damaged

Samples = Callable[[], Iterator[VideoFrame | DamagedFrame]]


def extract(
    samples: Samples,
    episode: Path,
    digest: str,
    frames: Path,
    settings: FrameSettings,
    damaged: int,
) -> None:
    bars = find_bars(pictures(samples)) if settings.trim_bars else Bars()
    with created_h5(frames) as file:
        lost = write_samples(file, samples(), bars, settings)
        for frame in lost:
            print(f"{episode.name}: frame {frame.index} is lost ({frame.reason})", flush=True)
        kept = len(file["rgb"])
        if len(lost) > damaged or not kept:
            raise too_damaged(episode, len(lost), len(lost) + kept)
        provenance = {
            "source_name": episode.name,
            "source_size": episode.stat().st_size,
            "source_sha256": digest,
            **{f"source_{key}": value for key, value in asdict(video_format(episode)).items()},
            **{f"bars_{key}": value for key, value in asdict(bars).items()},
            "stride": settings.stride,
            "chromacel_version": package_version(),
        }
        write_provenance(file, provenance, frames=settings)
        print(f"{episode.name}: {kept} frames, one in every {settings.stride}")


def pictures(samples: Samples) -> Iterator[np.ndarray]:
    return (frame.rgb for frame in samples() if isinstance(frame, VideoFrame))


def write_samples(
    file: h5py.File,
    samples: Iterator[VideoFrame | DamagedFrame],
    bars: Bars,
    settings: FrameSettings,
) -> list[DamagedFrame]:
    """Write the datasets of an episode file, `damaged` among them; return the frames lost."""
    rgb = create_frames(file, "rgb", (0, settings.height, settings.width, 3))
    index, time, thumbnails, lost = [], [], [], []
    for frame in samples:
        if isinstance(frame, DamagedFrame):
            lost.append(frame)
            continue
        picture = fit_picture(bars.trimmed(frame.rgb), settings, frame.pixel_aspect)
        append(rgb, picture[None])
        index.append(frame.index)
        time.append(frame.time)
        thumbnails.append(thumbnail(picture))
    write_array(file, "index", np.array(index, np.int64))
    write_array(file, "time", np.array(time, np.float64))
    write_array(file, "thumbnail", np.array(thumbnails, np.uint8))
    write_array(file, "damaged", np.array(sorted(frame.index for frame in lost), np.int64))
    return lost
