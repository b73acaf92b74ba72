"""Frames of a video at a stride, in display order, decoding no more than they depend on.

Frame n is the n-th that FFmpeg's decoder shows, counted from 0. The packets tell where the wanted
frames are: only their groups of pictures are decoded, up to the last wanted frame of each, without
the frames that no other refers to. Where that is not safe, the whole stream is decoded.
"""

import contextlib
from collections.abc import Generator, Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from chromacel.errors import LostFramesError, ShortVideoError, VideoError
from chromacel.pictures.sequence import DamagedFrame, Frame
from chromacel.video.decoding import Decoder
from chromacel.video.packets import Packets, WholeStreamError, decoding_runs
from chromacel.video.watchdog import Watchdog

# Where a packet is a frame, and a key frame needs nothing that comes before it.
INDEXED_CONTAINERS = ("mov,mp4,m4a,3gp,3g2,mj2", "matroska,webm")
INDEXED_CODECS = ("h264", "hevc", "vp9", "av1", "mpeg2video")
TELLING_START = 32  # packets, of which a group of pictures may have more
LONG_START = 600  # packets, within which a recording that starts anywhere has a key frame
WITH_FIELDS = ("h264", "hevc", "mpeg2video", "vc1")  # a packet may be a field, half a frame
# Decoders that can leave out frames that no other refers to.
LEAVE_OUT = ("h264", "hevc", "mpeg2video")


def reliable_index(packets: Packets) -> NDArray[np.int64]:
    """The display index of each packet. Raises WholeStreamError if it cannot be relied on."""
    if packets.container not in INDEXED_CONTAINERS or packets.codec not in INDEXED_CODECS:
        raise WholeStreamError(f"{packets.codec} in {packets.container} has no reliable index")
    for reason in packets.complaints.values():
        raise WholeStreamError(reason)
    return packets.display_index


def needed_frames(
    path: Path,
    packets: Packets,
    stride: int,
    watchdog: Watchdog,
    numbers: NDArray[np.int64] | None = None,
) -> Iterator[Frame]:
    """Frames 0, stride, 2·stride, …, decoding only what they depend on; of these, if there are
    `numbers`, those alone.

    Raises:
        WholeStreamError: that is not safe here; what was yielded before is to be thrown away.
        ShortVideoError: the file has fewer frames than the stride.
        VideoError: its colors cannot be converted.
    """
    index = reliable_index(packets)
    if index.max() + 1 < stride:
        raise too_short(path, int(index.max()) + 1, stride)
    wanted = (index >= 0) & is_wanted(index, stride, numbers)
    if not wanted.any():
        return
    # Where times are uneven, all frames of the group show whether their order is that of the times.
    doubted = np.isin(packets.group_start, packets.group_start[wanted & ~packets.is_even])
    runs = decoding_runs(packets, wanted | doubted)
    left_out = ~(wanted | doubted) & (packets.codec in LEAVE_OUT)
    left_out[: runs[0][1]] = False  # the first run shows whether each packet gives one frame
    due = np.zeros(len(packets), bool)
    broken = np.zeros(len(packets), bool)  # leading pictures whose group before is not decoded
    for start, stop in runs:
        due[start:stop] = True
        broken[start:stop] = packets.first_needed[start:stop] < start
    due &= wanted | ~(left_out | broken | packets.is_hidden)
    last = -1
    decoder = Decoder(path, packets, watchdog)
    for number, frame in decoder.frames(runs, left_out):
        if number is None or index[number] <= last:
            raise WholeStreamError("frames come in another order than their timestamps")
        last, due[number] = int(index[number]), False
        if wanted[number]:
            yield decoder.picture(frame, last)
    for number, reason in (decoder.complaints | decoder.damage).items():
        if not broken[number]:
            raise WholeStreamError(f"packet {number}: {reason}")
    if due.any():
        raise WholeStreamError(f"packet {due.argmax()} gives no frame")


def all_frames(
    path: Path,
    packets: Packets,
    stride: int,
    watchdog: Watchdog,
    numbers: NDArray[np.int64] | None = None,
) -> Generator[Frame | DamagedFrame, None, int]:
    """The same frames, decoding everything, and which of them are damaged or missing.

    A frame counts as damaged if anything from the start of its group of pictures up to itself is.
    Returns the number of frames in all.

    Raises:
        ShortVideoError: the file has fewer frames than the stride.
        VideoError: nothing can be decoded, colors cannot be converted, or frames after damage
            cannot be numbered.
    """
    index: NDArray[np.int64] | None = None
    with contextlib.suppress(WholeStreamError):
        index = packets.display_index
    shown, sampled = 0, set()
    decoder = Decoder(path, packets, watchdog)
    for number, frame in decoder.frames([(0, len(packets))], np.zeros(len(packets), bool)):
        if not decoder.damage:
            place = shown
            if index is not None and (number is None or index[number] != shown):
                index = None  # the decoder's count is what holds
        elif index is None or number is None:
            break
        else:
            place = int(index[number])
        shown += 1
        if is_wanted(place, stride, numbers):
            sampled.add(place)
            harm = decoder.harm(number)
            yield DamagedFrame(place, harm) if harm else decoder.picture(frame, place)
    if not shown:
        raise undecodable(path, decoder)
    length = shown
    if decoder.damage:
        if index is None:
            reason = next(iter(decoder.damage.values()))
            raise VideoError(
                f"{path} is damaged at or after frame {shown} ({reason}), and later frames cannot"
                " be numbered",
                "replace it",
            )
        length = max(packets.length, shown)
        for place in sorted(set(range(0, length, stride)) - sampled):
            if is_wanted(place, stride, numbers):
                yield DamagedFrame(place, "missing")
    if length < stride:
        raise too_short(path, length, stride)
    return length


def is_wanted(
    index: int | NDArray[np.int64], stride: int, numbers: NDArray[np.int64] | None
) -> NDArray[np.bool_]:
    """Which indices are of the stride and, if there are `numbers`, among them."""
    on_stride = np.asarray(index % stride == 0)
    return on_stride if numbers is None else on_stride & np.isin(index, numbers)


def first_frame(path: Path, packets: Packets, watchdog: Watchdog) -> Frame:
    """The first frame that can be decoded. Raises VideoError if there is none early on."""
    decoder = Decoder(path, packets, watchdog)
    start = [(0, min(len(packets), LONG_START))]
    for _, frame in decoder.frames(start, np.zeros(len(packets), bool)):
        return decoder.picture(frame, 0)
    raise undecodable(path, decoder)


def doubt_in(path: Path, packets: Packets, watchdog: Watchdog) -> str:
    """Why packets do not tell how many frames a video has, and which; empty if they do."""
    for reason in packets.complaints.values():
        return reason
    if len(np.unique(packets.pts)) < len(packets):
        return "packets have no timestamps, or share them"
    if packets.codec in WITH_FIELDS and not packets.is_even.all():
        return "uneven times may be those of fields"
    wanted = telling_packets(packets)
    decoder = Decoder(path, packets, watchdog)
    frames = decoder.frames(decoding_runs(packets, wanted), np.zeros(len(packets), bool))
    counts = dict.fromkeys(np.flatnonzero(wanted).tolist(), 0)
    for number, _ in frames:
        if number is None:
            return "the decoder does not tell which packet a frame is from"
        if number in counts:
            counts[number] += 1
    if any(count != 1 for count in counts.values()):
        return "a packet is not a frame"
    return ""


def telling_packets(packets: Packets) -> NDArray[np.bool_]:
    """The start of the first group of pictures, and of the first with quicker frames: what one of
    their packets is, a frame or a field, the others are."""
    telling = np.zeros(len(packets), bool)
    for group in (packets.group_start == 0, packets.is_quick):
        start = packets.group_start[group.argmax()]
        telling[start : start + TELLING_START] |= (
            packets.group_start[start : start + TELLING_START] == start
        )
    return telling & ~(packets.is_hidden | packets.is_leading)


def undecodable(path: Path, decoder: "Decoder") -> VideoError:
    reason = next(iter(decoder.damage.values()), "its packets are empty")
    return VideoError(f"{path} cannot be decoded ({reason})", "replace it")


def too_short(path: Path, length: int, stride: int) -> ShortVideoError:
    frames = "1 frame" if length == 1 else f"{length} frames"
    return ShortVideoError(f"{path} has {frames}, fewer than the stride of {stride}")


def too_damaged(path: Path, lost: int, total: int) -> LostFramesError:
    return LostFramesError(
        f"{path} is damaged or cut short, and of {total} frames to take from it {lost} are lost",
        "replace it",
        lost=lost,
        total=total,
    )
