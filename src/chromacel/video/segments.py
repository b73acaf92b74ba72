"""A video's encoded packets in segments of some hundred frames, so that a killed run goes on.

They lie in a hidden folder beside the video that is made of them: in each file, one packet after
the other, each behind its time, its size and whether it is a key frame.
"""

import contextlib
import hashlib
import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import av
import numpy as np
from av.packet import Packet
from numpy.typing import NDArray

from chromacel.errors import InputError
from chromacel.files.checksums import check_intact, rename_with_checksum, short_hash
from chromacel.files.whole import remove

SEGMENT = 500  # frames, of which x264 and others make groups of 250 at most
RECORD = struct.Struct("<qI?")
END = 2**20

AnyPacket: TypeAlias = "Packet[Any]"


@dataclass(frozen=True)
class EncodedFrame:
    ticks: int
    is_key: bool
    content: bytes


class Segments:
    """The segments of one video, of which earlier runs with the same key may have left some."""

    def __init__(self, target: Path, key: str) -> None:
        name = f".{short_hash(target.name)}"
        self.folder = target.with_name(f"{name}.{key}.segments")
        for other in target.parent.glob(f"{name}.*.segments"):
            if other != self.folder:  # of another source or other settings
                remove(other)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.complete = self.folder / "complete"
        self.done = 0
        while _is_intact(self._path(self.done)):
            self.done += 1

    @property
    def is_complete(self) -> bool:
        return self.complete.exists() and self.complete.read_text() == str(self.done)

    def _path(self, number: int) -> Path:
        return self.folder / f"{number:06}.packets"

    @contextlib.contextmanager
    def kept(self) -> Iterator[None]:
        """The folder outlives an error in the block if a segment is in it."""
        try:
            yield
        except Exception:
            if not self.done:
                remove(self.folder)
            raise

    @contextlib.contextmanager
    def writing(self) -> Iterator[Callable[[AnyPacket], None]]:
        """The next segment, which is kept if the block succeeds."""
        temporary = self.folder / "next"
        try:
            with temporary.open("wb") as file:

                def write(packet: AnyPacket) -> None:
                    assert packet.pts is not None
                    file.write(RECORD.pack(packet.pts, packet.size, packet.is_keyframe))
                    file.write(packet)

                yield write
        except Exception:
            remove(temporary)  # it may be what has filled the disk
            raise
        rename_with_checksum(temporary, self._path(self.done))
        self.done += 1

    def finish(self) -> None:
        self.complete.write_text(str(self.done))

    def ticks(self) -> NDArray[np.int64]:
        """The times of all packets, in decoding order."""
        times = []
        for number in range(self.done):
            with self._path(number).open("rb") as file:
                while header := file.read(RECORD.size):
                    ticks, size, _ = RECORD.unpack(header)
                    times.append(ticks)
                    file.seek(size, 1)
        return np.array(times, np.int64)

    def frames(self) -> Iterator[EncodedFrame]:
        for number in range(self.done):
            with self._path(number).open("rb") as file:
                while header := file.read(RECORD.size):
                    ticks, size, is_key = RECORD.unpack(header)
                    yield EncodedFrame(ticks, is_key, file.read(size))


def _is_intact(path: Path) -> bool:
    if not path.is_file():
        return False
    try:
        check_intact(path)
    except InputError:
        return False
    return True


def source_key(source: Path, *others: object) -> str:
    """A hash of a file's size, time and both ends, of whatever else, and of FFmpeg's libraries."""
    status = source.stat()
    digest = hashlib.sha256(repr((status.st_size, status.st_mtime_ns)).encode())
    with source.open("rb") as file:
        digest.update(file.read(END))
        file.seek(max(0, status.st_size - END))
        digest.update(file.read(END))
    digest.update(repr((others, av.__version__, sorted(av.library_versions.items()))).encode())
    return digest.hexdigest()[:16]
