"""A comic's pictures as an episode's frames."""

import hashlib
import math
from collections.abc import Iterator, Sequence
from pathlib import Path

from chromacel.errors import ComicError, InputError, LostFramesError
from chromacel.files.comics import Comic
from chromacel.files.whole import sha256
from chromacel.pictures.files import decoded_picture
from chromacel.pictures.sequence import DamagedFrame, Frame, SourceFormat
from chromacel.video.watchdog import Watchdog


class ComicPictures:
    """The pictures of a comic at a stride, and of what format those are that have been read."""

    def __init__(self, comic: Comic, stride: int, watchdog: Watchdog) -> None:
        """Raises ComicError if there are none."""
        if not comic.pictures:
            raise ComicError(f"{comic.path} holds no picture")
        self.comic, self.watchdog = comic, watchdog
        self.places: Sequence[int] = range(0, len(comic.pictures), stride)
        self.formats: set[str] = set()
        self.modes: set[str] = set()
        self.width = self.height = 0

    def frames(self) -> Iterator[Frame | DamagedFrame]:
        """Pictures 0, stride, 2·stride, …, upright, without a time."""
        for place in self.places:
            self.watchdog.alive()
            name = self.comic.pictures[place]
            try:
                picture = decoded_picture(
                    lambda name=name: self.comic.opened(name),  # type: ignore[misc]
                    f"{self.comic.path}/{name}",
                )
            except InputError as error:
                yield DamagedFrame(place, _problem(error))
                continue
            self.formats.add(picture.format)
            self.modes.add(picture.mode)
            height, width = picture.rgb.shape[:2]
            self.height, self.width = max(self.height, height), max(self.width, width)
            yield Frame(place, math.nan, picture.rgb, 1.0)

    def format(self) -> SourceFormat:
        codec, colors = (", ".join(sorted(names)) for names in (self.formats, self.modes))
        return SourceFormat(codec, self.width, self.height, "", colors)


def comic_sha256(comic: Comic) -> str:
    """Of an archive's bytes; of a folder, what `sha256sum` says of its pictures, in their order:
    `sha256sum 1.jpg 2.jpg | sha256sum`."""
    if not comic.path.is_dir():
        return sha256(comic.path)
    digest = hashlib.sha256()
    for name in comic.pictures:
        digest.update(f"{sha256(comic.path / name)}  {name}\n".encode())
    return digest.hexdigest()


def pictures_lost(path: Path, lost: Sequence[DamagedFrame], total: int) -> LostFramesError:
    number = "1 cannot" if len(lost) == 1 else f"{len(lost)} cannot"
    first = lost[0].reason if len(lost) == 1 else f"the first: {lost[0].reason}"
    return LostFramesError(
        f"Of {total} pictures to take from {path}, {number} be read ({first})",
        "replace it",
        lost=len(lost),
        total=total,
    )


def _problem(error: InputError) -> str:
    """The sentence without what to do about a single picture."""
    return str(error).rpartition(": ")[0] or str(error)
