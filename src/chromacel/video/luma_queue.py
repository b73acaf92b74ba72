"""Frames whose colors are still being made: in memory, and the luma of many in a file."""

import os
import tempfile
from collections import deque
from dataclasses import replace
from pathlib import Path

import numpy as np

from chromacel.video.plane_colors import Plane
from chromacel.video.planes import PlaneFrame

MOST_BYTES = 16 * 2**20  # of luma in memory: some 70 frames of 360p, 8 of 1080p


class LumaQueue:
    """First in, first out. What is beyond the memory lies in a file without a name in `folder`."""

    def __init__(self, folder: Path, most_bytes: int = MOST_BYTES) -> None:
        self.file = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115
        self.most_bytes, self.bytes = most_bytes, 0
        self.entries: deque[tuple[PlaneFrame, int | None]] = deque()
        self.free: list[int] = []  # places in the file, each of one frame
        self.places = 0

    def __len__(self) -> int:
        return len(self.entries)

    def put(self, frame: PlaneFrame) -> None:
        """Without what the frame caches."""
        luma, place = frame.luma, None
        if self.bytes + luma.nbytes > self.most_bytes:
            place = self.free.pop() if self.free else self.places
            self.places = max(self.places, place + 1)
            _write(self.file.fileno(), luma, place * luma.nbytes)
            frame = replace(frame, luma=np.empty((0, 0), luma.dtype))
        else:
            self.bytes += luma.nbytes
            frame = replace(frame)
        self.entries.append((frame, place))

    def take(self) -> PlaneFrame:
        frame, place = self.entries.popleft()
        if place is None:
            self.bytes -= frame.luma.nbytes
            return frame
        self.free.append(place)
        height, width, dtype = frame.layout.height, frame.layout.width, frame.layout.dtype
        size = height * width * dtype.itemsize
        content = os.pread(self.file.fileno(), size, place * size)
        return replace(frame, luma=np.frombuffer(content, dtype).reshape(height, width))


def _write(file: int, values: Plane, start: int) -> None:
    content = memoryview(values.tobytes())
    while content:
        written = os.pwrite(file, content, start)
        content, start = content[written:], start + written
