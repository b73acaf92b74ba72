"""Frames of a video with their luma as stored, from any of them on."""

from collections.abc import Generator
from pathlib import Path

import numpy as np

from chromacel.video.packets import Packets, WholeStreamError, decoding_runs
from chromacel.video.planes import PlaneFrame, PlaneReader
from chromacel.video.sampling import reliable_index
from chromacel.video.watchdog import Watchdog


def frames_from(
    path: Path, packets: Packets, first: int, watchdog: Watchdog
) -> Generator[PlaneFrame, None, None]:
    """As `PlaneReader.frames` has them, from the number `first` on. What comes before is decoded
    only as far as they depend on it, where the packets tell that.

    Raises:
        LostFramesError, VideoError: as of `PlaneReader.frames`.
    """
    last = first - 1
    try:
        for frame in _found(path, packets, first, watchdog):
            last = frame.index
            yield frame
    except WholeStreamError:
        for frame in PlaneReader(path, packets, watchdog).frames():
            if frame.index > last:
                yield frame


def _found(
    path: Path, packets: Packets, first: int, watchdog: Watchdog
) -> Generator[PlaneFrame, None, None]:
    """Raises WholeStreamError if it is not safe to decode a part alone."""
    index = reliable_index(packets)
    reader, following = PlaneReader(path, packets, watchdog), first
    runs = decoding_runs(packets, index >= first)
    for number, frame in reader.decoder.frames(runs, np.zeros(len(packets), bool)):
        if number is None or reader.decoder.harm(number) is not None:
            raise WholeStreamError("a frame is damaged, or of no packet")
        if (place := int(index[number])) < first:
            continue
        if place != following:
            raise WholeStreamError("frames come in another order than their timestamps")
        following += 1
        yield reader.seen(frame, place)
    if following <= index.max():
        raise WholeStreamError("packets give no frame")
