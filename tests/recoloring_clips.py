"""Clips for the tests of recolored videos, made by FFmpeg's program, and what is read of them."""

import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import av
import numpy as np

from chromacel.video.encoders import EncodingSettings
from chromacel.video.planes import PlaneFrame
from chromacel.video.recoloring import recolor
from conftest import FFMPEG

LOSSLESS = EncodingSettings(codec="ffv1")
Chroma = np.ndarray


def make(path: Path, *arguments: str) -> Path:
    subprocess.run([FFMPEG, "-y", "-v", "error", *arguments, str(path)], check=True)
    return path


def pattern(size: str = "64x36", duration: float = 1, rate: str = "24") -> list[str]:
    return ["-f", "lavfi", "-i", f"testsrc2=s={size}:d={duration}:r={rate}"]


def constant(blue: float = 20, red: float = -30) -> Callable[..., Iterator[Chroma | None]]:
    """The same chroma for each frame, as one array."""
    chroma = np.full((9, 16, 2), (blue, red), np.float32)

    def color(frames: Iterator[PlaneFrame]) -> Iterator[Chroma | None]:
        for frame in frames:
            yield None if frame.is_done else chroma

    return color


def recolored(
    source: Path, target: Path, settings: EncodingSettings = LOSSLESS, **others: object
) -> Path:
    color = others.pop("color", constant())
    recolor(source, target, color, settings, **others)  # type: ignore[arg-type]
    return target


def planes(path: Path) -> list[list[np.ndarray]]:
    """All planes of all frames, as PyAV decodes them."""
    with av.open(str(path)) as container:
        return [_planes(frame) for frame in container.decode(video=0)]


def _planes(frame: av.VideoFrame) -> list[np.ndarray]:
    dtype = np.uint8 if frame.format.components[0].bits == 8 else "<u2"
    return [
        np.frombuffer(plane, dtype).reshape(plane.height, -1)[:, : plane.width].copy()
        for plane in frame.planes
    ]


def have_equal_luma(source: Path, target: Path) -> bool:
    before, after = planes(source), planes(target)
    same = (np.array_equal(a[0], b[0]) for a, b in zip(before, after, strict=True))
    return len(before) > 0 and all(same)


def seconds(path: Path) -> list[float]:
    with av.open(str(path)) as container:
        return [float(frame.time) for frame in container.decode(video=0)]


def packets(path: Path) -> dict[int, list[tuple[object, ...]]]:
    """By stream, all packets but the first video's: their times, flags and bytes.

    And how long a subtitle is; of sound, Matroska's readers guess that.
    """
    found: dict[int, list[tuple[object, ...]]] = {}
    with av.open(str(path)) as container:
        for packet in container.demux():
            if packet.size and packet.stream is not container.streams.video[0]:
                length = packet.duration if packet.stream.type == "subtitle" else None
                values = packet.pts, packet.dts, length, packet.is_keyframe, bytes(packet)
                found.setdefault(packet.stream_index, []).append((*values, packet.time_base))
    return found


def described(path: Path) -> list[tuple[object, ...]]:
    """What is said of each stream, chapter and the file."""
    with av.open(str(path)) as container:
        streams = [_stream(stream) for stream in container.streams]
        chapters = [
            (chapter["start"] * chapter["time_base"], chapter["metadata"])
            for chapter in container.chapters()
        ]
        return [*streams, tuple(map(str, chapters)), (container.metadata.get("title"),)]


def _stream(stream: object) -> tuple[object, ...]:
    metadata = {key.lower(): value for key, value in stream.metadata.items()}  # type: ignore[attr-defined]
    kept = {key: metadata.get(key) for key in ("language", "title", "filename", "mimetype")}
    data = stream.data if stream.type == "attachment" else b""  # type: ignore[attr-defined]
    return stream.type, int(stream.disposition), str(kept), data  # type: ignore[attr-defined]


def have_equal_count(source: Path, target: Path) -> bool:
    """Of frames."""
    return len(planes(source)) == len(planes(target)) > 0
