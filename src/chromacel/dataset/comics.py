"""A comic's pictures as an episode's frames."""

import contextlib
import hashlib
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from chromacel.errors import ComicError, InputError, LostFramesError
from chromacel.files.comics import is_pdf, opened_comic, picture_files
from chromacel.files.whole import sha256
from chromacel.pictures.files import DecodedPicture, decoded_picture
from chromacel.pictures.pdf import opened_pdf, page_scales, rendered_page
from chromacel.pictures.sequence import DamagedFrame, Frame, SourceFormat
from chromacel.video.watchdog import Watchdog


@dataclass(frozen=True)
class Pages:
    """The pages of an open comic.

    Attributes:
        count: how many there are
        left_out: what else is in it, by name, with the reason why it is left out
        read: decodes the page at a place, from 0; raises InputError if it cannot
    """

    path: Path
    count: int
    left_out: Mapping[str, str]
    read: Callable[[int], DecodedPicture]


@contextlib.contextmanager
def opened_pages(path: Path) -> Iterator[Pages]:
    """A folder, an archive or a PDF, whose pages can be read until the end of the block.

    Raises:
        ComicError: it cannot be read, or is a PDF without pictures.
    """
    if is_pdf(path):
        with opened_pdf(path) as document:
            scales = page_scales(path, document)

            def rendered(place: int) -> DecodedPicture:
                rgb = rendered_page(path, document, place, scales[place])
                return DecodedPicture(rgb, "RGB", "PDF")

            yield Pages(path, len(scales), {}, rendered)
        return
    with opened_comic(path) as comic:

        def decoded(place: int) -> DecodedPicture:
            name = comic.pictures[place]
            return decoded_picture(lambda: comic.opened(name), f"{path}/{name}")

        yield Pages(path, len(comic.pictures), comic.left_out, decoded)


class ComicPictures:
    """The pictures of a comic at a stride, and of what format those are that have been read."""

    def __init__(self, comic: Pages, stride: int, watchdog: Watchdog) -> None:
        """Raises ComicError if there are none."""
        if not comic.count:
            raise ComicError(f"{comic.path} holds no picture")
        self.comic, self.watchdog = comic, watchdog
        self.places: Sequence[int] = range(0, comic.count, stride)
        self.formats: set[str] = set()
        self.modes: set[str] = set()
        self.width = self.height = 0

    def frames(self) -> Iterator[Frame | DamagedFrame]:
        """Pictures 0, stride, 2·stride, …, upright, without a time."""
        for place in self.places:
            self.watchdog.alive()
            try:
                picture = self.comic.read(place)
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


def episode_sha256(path: Path) -> str:
    """Of a file's bytes; of a folder, what `sha256sum` says of its pictures, in their order:
    `sha256sum 1.jpg 2.jpg | sha256sum`."""
    if not path.is_dir():
        return sha256(path)
    digest = hashlib.sha256()
    for file in picture_files(path):
        digest.update(f"{sha256(file)}  {file.name}\n".encode())
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
