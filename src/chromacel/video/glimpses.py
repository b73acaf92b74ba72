"""A few pictures spread over a video, at the cost of as many frames where it has key frames."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
from av.video.frame import VideoFrame

from chromacel.pictures.sequence import Frame
from chromacel.video.decoding import Decoder
from chromacel.video.packets import Packets, decoding_runs
from chromacel.video.watchdog import Watchdog

COUNT = 8
START = 600  # packets, among which pictures are taken too where key frames are fewer


def glimpses(path: Path, packets: Packets, watchdog: Watchdog) -> Iterator[Frame]:
    """At most eight undamaged pictures. Raises VideoError if colors cannot be converted."""
    for decoder, number, frame in glimpsed_frames(path, packets, watchdog):
        yield decoder.picture(frame, number)


def glimpsed_frames(
    path: Path, packets: Packets, watchdog: Watchdog
) -> Iterator[tuple[Decoder, int, VideoFrame]]:
    """The same as they are decoded, each with its decoder and the number of its packet."""
    keys = np.flatnonzero(packets.is_key)
    if len(keys) < COUNT:
        start = np.linspace(0, min(len(packets), START) - 1, COUNT).astype(np.int64)
        wanted = np.isin(np.arange(len(packets)), np.union1d(keys, start))
        runs = decoding_runs(packets, wanted)
    else:
        keys = keys[np.linspace(0, len(keys) - 1, COUNT).astype(np.int64)]
        wanted = np.isin(np.arange(len(packets)), keys)
        runs = [(int(key), int(key) + 1) for key in keys]
    decoder = Decoder(path, packets, watchdog)
    for number, frame in decoder.frames(runs, np.zeros(len(packets), bool)):
        if number is not None and wanted[number] and not decoder.harm(number):
            yield decoder, number, frame
