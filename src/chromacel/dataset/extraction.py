"""From a video or a comic to an episode file: one frame in every so many, fitted to one size."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import h5py
import numpy as np

from chromacel.dataset.comics import ComicPictures, episode_sha256, opened_pages, pictures_lost
from chromacel.dataset.episode_files import LEFT_OUT, append, create_frames, write_provenance
from chromacel.errors import LostFramesError, Wording
from chromacel.files.comics import is_comic, picture_files, size_of
from chromacel.files.hdf5 import created_h5, write_array
from chromacel.files.unchanged import unchanged
from chromacel.files.version import package_version
from chromacel.files.whole import sha256
from chromacel.machine.progress import counted
from chromacel.pictures.bars import Bars, find_bars
from chromacel.pictures.fitting import FramingSearch
from chromacel.pictures.resizing import FrameSettings, fit_picture
from chromacel.pictures.sequence import DamagedFrame, Frame, SourceFormat
from chromacel.similarity.thumbnails import SIZE, thumbnail
from chromacel.video.container import video_format
from chromacel.video.packet_reading import read_packets
from chromacel.video.packets import WholeStreamError
from chromacel.video.sampling import all_frames, needed_frames, too_damaged
from chromacel.video.watchdog import Watchdog


@dataclass(frozen=True)
class Source:
    """Where frames come from: a video or a comic, and the SHA-256 of its bytes.

    `frames` decodes those of a stride, from the first on each time that it is called; `format` can
    be asked after that. `too_damaged` is the error for so many lost of so many.
    """

    path: Path
    sha256: str
    frames: Callable[[], Iterator[Frame | DamagedFrame]]
    format: Callable[[], SourceFormat]
    too_damaged: Callable[[Sequence[DamagedFrame], int], LostFramesError]


def extract_frames(
    path: Path, episode: Path, settings: FrameSettings, damaged: int, wording: Wording = str
) -> None:
    """Write the episode file of a video, decoding no more than its frames depend on, or of a comic.

    Where that is not safe, the whole stream is decoded. As many as `damaged` frames of the stride
    may be damaged or missing. If the file cannot be read on, the process ends with one sentence,
    in this `wording`.

    Raises:
        EpisodeError: no frames can be taken from the file.
        ShortVideoError: the video has fewer frames than the stride.
        LostFramesError: more frames are lost than `damaged`, or all.
        ChangedFileError: the file, or one of the folder, has changed meanwhile.
    """
    extract = _extract_comic if is_comic(path) else _extract_video
    with unchanged(*(picture_files(path) if path.is_dir() else [path])):
        extract(path, episode, settings, damaged, wording)


def _extract_comic(
    path: Path, episode: Path, settings: FrameSettings, damaged: int, wording: Wording
) -> None:
    with opened_pages(path) as comic:
        digest = episode_sha256(path)
        with Watchdog(path, wording=wording) as watchdog:
            pictures = ComicPictures(comic, settings.stride, watchdog)
            source = Source(
                path,
                digest,
                lambda: counted(pictures.frames(), len(pictures.places), "pictures"),
                pictures.format,
                lambda lost, total: pictures_lost(path, lost, total),
            )
            _write_episode(source, episode, settings, damaged)


def _extract_video(
    video: Path, episode: Path, settings: FrameSettings, damaged: int, wording: Wording
) -> None:
    with Watchdog(video, wording=wording) as watchdog:
        packets = read_packets(video, watchdog)
    digest = sha256(video)  # not watched: a long file on a slow disk may take its time
    with Watchdog(video, wording=wording) as watchdog:
        stream = (video, packets, settings.stride, watchdog)
        total = -(-int((~packets.is_hidden).sum()) // settings.stride)
        source = Source(
            video,
            digest,
            lambda: counted(needed_frames(*stream), total, "frames"),
            lambda: video_format(video),
            lambda lost, total: too_damaged(video, len(lost), total),
        )
        try:
            _write_episode(source, episode, settings, damaged)
        except WholeStreamError as reason:
            print(f"{video.name}: the whole stream is decoded, because {reason}", flush=True)
            whole = replace(source, frames=lambda: counted(all_frames(*stream), total, "frames"))
            _write_episode(whole, episode, settings, damaged)


def write_left_out(path: Path, episode: Path, settings: FrameSettings, reason: str) -> None:
    """Write the episode file, without frames, of an episode from which none can be taken."""
    with created_h5(episode) as file:
        _write_frames(file, iter(()), Bars(), settings, FramingSearch())
        attributes = {"source_name": path.name, "chromacel_version": package_version()}
        write_provenance(file, {**attributes, LEFT_OUT: reason}, frames=settings)


def _write_episode(source: Source, episode: Path, settings: FrameSettings, damaged: int) -> None:
    """Write frames and provenance."""
    path = source.path
    bars = find_bars(_pictures(source)) if settings.trim_bars else Bars()
    with created_h5(episode) as file:
        search = FramingSearch()
        lost = _write_frames(file, source.frames(), bars, settings, search)
        for frame in lost:
            print(f"{path.name}: frame {frame.index} is lost ({frame.reason})", flush=True)
        kept = len(file["rgb"])
        if len(lost) > damaged or not kept:
            raise source.too_damaged(lost, len(lost) + kept)
        provenance = {
            "source_name": path.name,
            "source_size": size_of(path),
            "source_sha256": source.sha256,
            **{f"source_{key}": value for key, value in asdict(source.format()).items()},
            **{f"bars_{key}": value for key, value in asdict(bars).items()},
            **{f"framing_{key}": value for key, value in asdict(search.framing(settings)).items()},
            "stride": settings.stride,
            "chromacel_version": package_version(),
        }
        write_provenance(file, provenance, frames=settings)
        print(f"{path.name}: {kept} frames, one in every {settings.stride}")


def _pictures(source: Source) -> Iterator[np.ndarray]:
    """The undamaged pictures, (h, w, 3) uint8, as the source has them."""
    return (frame.rgb for frame in source.frames() if isinstance(frame, Frame))


def _write_frames(
    file: h5py.File,
    frames: Iterator[Frame | DamagedFrame],
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
