"""A colored video in its container, with all other streams of its source, as they are."""

import contextlib
import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from av.container import InputContainer, OutputContainer
from av.packet import Packet
from av.stream import Discard, Stream
from av.video.stream import VideoStream
from numpy.typing import NDArray

from chromacel.errors import VideoError
from chromacel.video.container import opened_video
from chromacel.video.encoders import ENCODERS, EncodingSettings, StreamShape, configure
from chromacel.video.pixel_shape import write_aspect
from chromacel.video.segments import AnyPacket, EncodedFrame, Segments
from chromacel.video.watchdog import Watchdog

BIT_EXACT = 0x400  # FFmpeg's AVFMT_FLAG_BITEXACT
CONTAINERS = {".mkv": "matroska", ".mp4": "mp4"}
OTHER_SUFFIX = {".mkv": ".mp4", ".mp4": ".mkv"}
OPTIONS = {".mkv": {"default_mode": "passthrough"}, ".mp4": {}}
WITHOUT_ASPECT = ("av1", "ffv1")  # others say in their own headers, too, what shape pixels have
# What Matroska's tags say of the packets of the old video.
STALE = re.compile(
    r"(BPS|DURATION|NUMBER_OF_FRAMES|NUMBER_OF_BYTES|_STATISTICS_.*|encoder)(-\w+)?", re.IGNORECASE
)
OF_FILE = re.compile("encoder|major_brand|minor_version|compatible_brands", re.IGNORECASE)
COPIED = ("video", "audio", "subtitle", "attachment")  # of data, players know timecodes alone


def check_container(
    source: Path, target: Path, settings: EncodingSettings, shape: StreamShape, scratch: Path
) -> None:
    """Raises VideoError if the target's container cannot hold what goes into it."""
    if target.suffix.lower() not in CONTAINERS:
        raise VideoError(f"{target} is to be a video", "take a name that ends in .mkv or .mp4")
    if settings.codec == "ffv1" and target.suffix.lower() == ".mp4":
        raise VideoError(f"{target} cannot hold FFV1", "take a name that ends in .mkv")
    try:
        with opened_video(source) as (container, stream):
            output = av.open(str(scratch), "w", format=CONTAINERS[target.suffix.lower()])
            try:
                _add_streams(output, container, stream, settings, shape, target)
                output.start_encoding()
            except OSError:  # some of FFmpeg's are: no room, which is not for its streams to mend
                raise
            except av.FFmpegError as error:
                raise _unfit(source, target, f"its streams ({error.strerror})") from error
    finally:
        scratch.unlink(missing_ok=True)


def join(
    segments: Segments,
    source: Path,
    target: Path,
    settings: EncodingSettings,
    shape: StreamShape,
    matrix: NDArray[np.int32] | None,
    written: Path,
    watchdog: Watchdog,
) -> None:
    """Write the segments' video to `written`, and copy all other packets between them by time.

    `matrix` is the display matrix; `target`, what the file will be called.
    """
    suffix = target.suffix.lower()
    with (
        opened_video(source) as (container, stream),
        av.open(str(written), "w", format=CONTAINERS[suffix], options=OPTIONS[suffix]) as output,
    ):
        output.flags |= BIT_EXACT  # no dates, no random numbers
        streams = _add_streams(output, container, stream, settings, shape, target)
        video = streams[stream.index]
        assert isinstance(video, VideoStream)
        if matrix is not None:
            video.set_display_matrix(matrix.ravel().tolist())
        frames = _video_packets(segments, video, shape)
        others = _other_packets(container, streams, is_strict=suffix == ".mp4")
        try:
            for packet in _between(frames, others):
                watchdog.alive()
                output.mux(packet)
        except (av.ArgumentError, av.InvalidDataError) as error:
            raise _unfit(source, target, f"its packets ({error.strerror})") from error
        place = video.index
    if suffix == ".mkv" and shape.aspect != 1 and settings.codec in WITHOUT_ASPECT:
        watchdog.idle()
        shown = shape.aspect * Fraction(shape.layout.width, shape.layout.height)
        write_aspect(written, place, shown, segments.folder / "scratch")


def _add_streams(
    output: OutputContainer,
    container: InputContainer,
    stream: VideoStream,
    settings: EncodingSettings,
    shape: StreamShape,
    target: Path,
) -> dict[int, Stream]:
    """The output's streams by the source's numbers; chapters and titles are set, too."""
    streams: dict[int, Stream] = {}
    for other in container.streams:
        if other is stream:
            added: Stream = _video(output, settings, shape)
            metadata = without(STALE, other.metadata)
        elif other.type in COPIED:
            other.discard = Discard.default
            added = _copied(output, other, Path(container.name.removeprefix("file:")), target)
            metadata = dict(other.metadata)
        else:
            continue
        added.disposition = other.disposition
        added.metadata.update(metadata)
        streams[other.index] = added
    stream.discard = Discard.all
    output.metadata.update(without(OF_FILE, container.metadata))
    output.set_chapters(container.chapters())
    return streams


def _video(output: OutputContainer, settings: EncodingSettings, shape: StreamShape) -> VideoStream:
    stream = output.add_stream(ENCODERS[settings.codec].library, shape.rate)
    assert isinstance(stream, VideoStream)
    configure(stream.codec_context, settings, shape)
    stream.time_base = shape.time_base
    return stream


def without(keys: re.Pattern[str], metadata: dict[str, str]) -> dict[str, str]:
    return {key: value for key, value in metadata.items() if not keys.fullmatch(key)}


def _copied(output: OutputContainer, other: Stream, source: Path, target: Path) -> Stream:
    context = other.codec_context
    kind = f"{other.type} in {context.codec.canonical_name}" if context else other.type
    words = f"stream {other.index}, {kind}"
    if other.type == "attachment" and output.format.name == "mp4":
        raise _unfit(source, target, words)
    try:
        return output.add_stream_from_template(other, opaque=True)
    except ValueError as error:
        raise _unfit(source, target, words) from error


def _unfit(source: Path, target: Path, words: str) -> VideoError:
    suffix = target.suffix.lower()
    return VideoError(
        f"{target} cannot hold what {source} has as {words}",
        f"take a name that ends in {OTHER_SUFFIX[suffix]}",
    )


def _video_packets(
    segments: Segments, stream: VideoStream, shape: StreamShape
) -> Iterator[AnyPacket]:
    """With the source's times, and times of decoding that grow over all segments."""
    times = segments.ticks()
    ordered = np.sort(times)
    place = np.searchsorted(ordered, times)
    depth = int((np.arange(len(times)) - place).max(initial=0))
    step = int(ordered[1] - ordered[0]) if len(ordered) > 1 else 1
    before = ordered[0] - step * np.arange(depth, 0, -1)
    decoding = np.concatenate([before, ordered])
    last = round(1 / (shape.rate * shape.time_base))
    durations = np.append(np.diff(ordered), max(1, last))
    for number, frame in enumerate(segments.frames()):
        packet = _packet(frame, shape.time_base)
        packet.dts = int(decoding[number])
        packet.duration = int(durations[place[number]])
        packet.stream = stream
        yield packet


def _packet(frame: EncodedFrame, time_base: Fraction) -> AnyPacket:
    packet: AnyPacket = Packet(frame.content)
    packet.time_base, packet.pts, packet.is_keyframe = time_base, frame.ticks, frame.is_key
    return packet


def _other_packets(
    container: InputContainer, streams: dict[int, Stream], is_strict: bool
) -> Iterator[AnyPacket]:
    """Untouched, but for times that jump back, as where recordings are joined: muxers refuse them,
    and the packets follow the last one instead."""
    others: Sequence[Stream] = [
        other
        for other in container.streams
        if other.index in streams and other.discard != Discard.all and other.type != "attachment"
    ]
    last: dict[int, tuple[int, int]] = {}  # a stream's time of decoding and its step
    shift = dict.fromkeys(streams, 0)
    for packet in _demuxed(container, others):
        if not packet.size:
            continue
        number = packet.stream_index
        if packet.dts is None:
            packet.dts = packet.pts
        if packet.dts is not None:
            time, step = last.get(number, (packet.dts - 1, 1))
            is_late = packet.dts + shift[number] < time + (
                is_strict and packet.stream.type != "subtitle"
            )
            if is_late:
                shift[number] = time + step - packet.dts
            packet.dts += shift[number]
            packet.pts = packet.dts if packet.pts is None else packet.pts + shift[number]
            last[number] = packet.dts, max(1, packet.duration or 0)
        packet.stream = streams[number]
        yield packet


def _demuxed(container: InputContainer, streams: Sequence[Stream]) -> Iterator[AnyPacket]:
    """Up to where a file that is cut short ends, as its frames are."""
    if streams:
        with contextlib.suppress(av.FFmpegError):
            yield from container.demux(*streams)


def _between(frames: Iterator[AnyPacket], others: Iterator[AnyPacket]) -> Iterator[AnyPacket]:
    """Both by their times, so that the muxer need not hold many."""
    frame = next(frames, None)
    for other in others:
        while frame and _starts(frame) <= _starts(other):
            yield frame
            frame = next(frames, None)
        yield other
    if frame:
        yield frame
    yield from frames


def _starts(packet: AnyPacket) -> Fraction:
    ticks = packet.pts if packet.dts is None else packet.dts
    return (ticks or 0) * packet.time_base
