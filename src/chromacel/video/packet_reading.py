"""A video's packets, read without decoding any, and what the container says of them."""

import contextlib
import re
from array import array
from collections.abc import Sequence
from pathlib import Path

import av
import numpy as np
from av.container import InputContainer
from av.stream import Discard
from av.video.stream import VideoStream

from chromacel.errors import VideoError
from chromacel.video.container import opened_video, video_packets
from chromacel.video.packets import BESIDE_PIXELS, NO_TIME, Packets
from chromacel.video.watchdog import Watchdog

LAST_PACKETS = 0.5  # seconds that the packets of sound at the end may be apart from its end


def read_packets(path: Path, watchdog: Watchdog) -> Packets:
    """Read a whole file's packets, decoding none. Raises VideoError if it holds none."""
    rows = array("q")  # three numbers a packet: a list of hours would grow large
    number = 0
    complaints: dict[int, str] = {}
    with opened_video(path) as (container, stream), av.logging.Capture() as messages:
        try:
            for packet in video_packets(container, stream):
                watchdog.alive()
                if packet.is_corrupt:
                    complaints[number] = "a packet is corrupt"
                if said := _complaint(messages):  # of what came before, where a group starts anew
                    complaints[max(number - packet.is_keyframe, 0)] = said
                messages.clear()
                pts = NO_TIME if packet.pts is None else packet.pts
                rows.extend((pts, packet.is_keyframe, packet.is_discard))
                number += 1
        except av.FFmpegError as error:
            complaints[number] = str(error.strerror)
        if said := _complaint(messages):
            complaints[number] = said
        if not number:
            raise VideoError(f"{path} holds no frame")
        declared = stream.frames
        if not declared and number in complaints:  # the end is in doubt
            declared = _timed_length(path, container, stream)
        rate, tick = stream.average_rate, stream.time_base
        fields = np.array(rows, np.int64).reshape(-1, 3)
        return Packets(
            pts=fields[:, 0],
            is_key=fields[:, 1] == 1,
            is_hidden=fields[:, 2] == 1,
            complaints=complaints,
            declared=declared,
            frame_ticks=float(1 / (rate * tick)) if rate and tick else np.nan,
            duration=(container.duration or 0) / av.time_base,
            container=container.format.name,
            codec=stream.codec_context.codec.canonical_name,
        )


def _complaint(messages: Sequence[tuple[int, str, str]]) -> str:
    """The first message that may be about pixels; empty if there is none."""
    texts = (message.strip() for _, _, message in messages)
    return next((text for text in texts if not BESIDE_PIXELS.search(text)), "")


def _timed_length(path: Path, container: InputContainer, stream: VideoStream) -> int:
    """The number of frames by the stream's duration, or else by the file's; 0 if neither tells."""
    rate = stream.average_rate
    if not rate:
        return 0
    if stream.duration and stream.time_base:
        return round(stream.duration * stream.time_base * rate)
    tag = re.fullmatch(r"(\d+):(\d+):(\d+\.\d+)", stream.metadata.get("DURATION", ""))
    if tag:  # as Matroska's muxers write it
        hours, minutes, seconds = map(float, tag.groups())
        return round((3600 * hours + 60 * minutes + seconds) * rate)
    duration = (container.duration or 0) / av.time_base
    # The longest stream's, which may be whole and another one.
    is_sound = len(container.streams) > 1 and _end(path) >= duration - LAST_PACKETS
    return 0 if is_sound else round(duration * rate)


def _end(path: Path) -> float:
    """When the last packet of any stream ends, in seconds."""
    end = 0.0
    with opened_video(path) as (container, _), contextlib.suppress(av.FFmpegError):
        for stream in container.streams:
            stream.discard = Discard.default
        for packet in container.demux():
            if packet.pts is not None and packet.time_base:
                end = max(end, float((packet.pts + (packet.duration or 0)) * packet.time_base))
        start = (container.start_time or 0) / av.time_base
    return end - start
