"""A video in new colors, from file to file: luma, times and all other streams are kept.

Frames are read as a stream, and their colors made by whoever calls. A killed run goes on after the
last whole segment, and ends with the same bytes.
"""

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import chain, groupby
from pathlib import Path
from typing import Any

from av.video.codeccontext import VideoCodecContext
from av.video.frame import VideoFrame
from numpy.typing import NDArray

from chromacel.errors import InputError, Wording
from chromacel.files.unchanged import unchanged
from chromacel.files.whole import remove, whole_file
from chromacel.video.encoders import EncodingSettings, StreamShape, encodable, opened_encoder
from chromacel.video.frame_making import FrameMaker
from chromacel.video.interlacing import PROGRESSIVE, field_order
from chromacel.video.luma_queue import LumaQueue
from chromacel.video.packet_reading import read_packets
from chromacel.video.planes import PlaneFrame, PlaneReader
from chromacel.video.remuxing import check_container, join
from chromacel.video.segments import SEGMENT, AnyPacket, Segments, source_key
from chromacel.video.watchdog import Watchdog

Colored = NDArray[Any]
"""(h, w, 2) float32 chroma or (h, w, 3) uint8 colors, upright, of any size."""
Coloring = Callable[[Iterator[PlaneFrame]], Iterator[Colored | None]]


def recolor(
    source: Path,
    target: Path,
    color: Coloring,
    settings: EncodingSettings,
    key: str = "",
    damaged: int = 0,
    wording: Wording = str,
) -> None:
    """Write the frames of `source` to `target`, a .mkv or .mp4, in the colors that `color` makes.

    `color` gets all frames in display order, and yields for each, in that order, one of:
    - chroma, (h, w, 2) float32: blue minus luma and red minus luma, in levels of 255. The frame's
      own luma is encoded, bit for bit;
    - colors, (h, w, 3) uint8 RGB, from which luma is made, too;
    - None, for frames that are marked as done, which an earlier run has written.
    Both are upright and of any size. A held drawing costs less where the same array is yielded
    again. It may look ahead as far as it likes, and should then keep no frames but what it makes of
    them: those that wait for their colors are kept here, in a file if they are many.

    `key` says what the colors depend on beside the source and settings: an earlier run with
    another is not continued. Of the frames, `damaged` may be damaged or missing.

    Kept are size, depth, tags of color, rotation, field order, all times, sound, subtitles,
    attachments, chapters and titles; not captions inside of the old frames, nor streams of data.
    Matroska counts milliseconds from 0: where a source counts finer, times are rounded, and where
    its sound begins before 0, all streams begin as much later.

    Raises:
        InputError: frames cannot be taken from the source, the target's encoder or container cannot
            hold them or other streams, or there is no room.
    """
    if target.exists() and target.samefile(source):
        raise InputError(f"{target} is the source: take another name.")
    with unchanged(source), whole_file(target) as written, Watchdog(source, wording=wording) as dog:
        packets = read_packets(source, dog)
        reader = PlaneReader(source, packets, dog)
        with contextlib.closing(reader.frames(damaged)) as frames:
            first = next(frames)
            shape = _shape(reader, first, settings, field_order(source, packets, dog))
            segments = Segments(target, source_key(source, settings, key, SEGMENT))
            with segments.kept():
                check_container(source, target, settings, shape, segments.folder / "scratch")
                if not segments.is_complete:
                    dog.idle()  # until the second frame is asked for
                    _encode(color, chain([first], frames), segments, settings, shape)
                    segments.finish()
        join(segments, source, target, settings, shape, reader.matrix, written, dog)
    remove(segments.folder)


def _shape(
    reader: PlaneReader, first: PlaneFrame, settings: EncodingSettings, order: int
) -> StreamShape:
    return StreamShape(
        time_base=reader.time_base,
        rate=reader.rate,
        aspect=reader.aspect,
        layout=encodable(settings, first.layout, order != PROGRESSIVE),
        tags=first.tags,
        field_order=order,
    )


def _encode(
    color: Coloring,
    frames: Iterator[PlaneFrame],
    segments: Segments,
    settings: EncodingSettings,
    shape: StreamShape,
) -> None:
    done = segments.done * SEGMENT
    maker = FrameMaker(shape)
    pairs = _paired(color, frames, LumaQueue(segments.folder), done)
    for _, segment in groupby(pairs, key=lambda pair: pair[0].index // SEGMENT):
        with segments.writing() as write:
            made = (maker.made(frame, colored) for frame, colored in segment)
            _encode_segment(opened_encoder(settings, shape), made, write)


def _encode_segment(
    encoder: VideoCodecContext, frames: Iterator[VideoFrame], write: Callable[[AnyPacket], None]
) -> None:
    """In a function, so that no two encoders hold their memory at a time."""
    for frame in chain(frames, [None]):
        for packet in encoder.encode(frame):
            write(packet)


def _paired(
    color: Coloring, frames: Iterator[PlaneFrame], waiting: LumaQueue, done: int
) -> Iterator[tuple[PlaneFrame, Colored]]:
    """The frames that are not yet done, each with its colors."""
    count = 0

    def fed() -> Iterator[PlaneFrame]:
        nonlocal count
        for frame in frames:
            count += 1
            if frame.index >= done:
                waiting.put(frame)
            yield replace(frame, is_done=frame.index < done)

    for index, colored in enumerate(color(fed())):
        if index >= count:
            raise ValueError(f"colors for frame {index}, which has not been read")
        if index < done:
            continue
        if colored is None:
            raise ValueError(f"no colors for frame {index}")
        yield waiting.take(), colored
    if waiting:
        raise ValueError(f"no colors for the last {len(waiting)} frames")
