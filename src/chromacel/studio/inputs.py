"""What is opened in the studio: pictures, comics and videos, page by page."""

import functools
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, TypeVar

import numpy as np
from PIL import Image

from chromacel.coloring.comics import page_names
from chromacel.coloring.sources import Kind
from chromacel.errors import InputError
from chromacel.files.comics import is_pdf, opened_comic
from chromacel.keyframes.frames import Reading, read_frames
from chromacel.pictures.files import decoded_picture, read_picture
from chromacel.pictures.pdf import opened_pdf, page_scales, rendered_page
from chromacel.pictures.pixels import Picture
from chromacel.pictures.profiles import in_srgb
from chromacel.pictures.sequence import Frame
from chromacel.studio.work import Page, picture_stem
from chromacel.video.packet_reading import read_packets
from chromacel.video.packets import Packets, WholeStreamError
from chromacel.video.plane_seeking import frames_from
from chromacel.video.planes import PlaneFrame
from chromacel.video.sampling import needed_frames
from chromacel.video.watchdog import Watchdog

Made = TypeVar("Made")
TURNED = (5, 6, 7, 8)  # EXIF's orientations in which rows are columns
ORIENTATION = 0x0112


class Pages(Protocol):
    """`size` is the first one's width and height."""

    @property
    def count(self) -> int: ...

    @property
    def size(self) -> tuple[int, int]: ...

    def read(self, number: int) -> Picture:
        """Page `number`, from 0: (h, w, 3) uint8. Raises InputError if it cannot be read."""
        ...


@dataclass(frozen=True)
class Input:
    """A file, and the name of the folders in which the project keeps what is of it."""

    path: Path
    kind: Kind
    folder: str
    pages: Pages

    def page(self, number: int) -> Page:
        names = self.pages.names if isinstance(self.pages, ComicPages) else []
        stems = [Path(name).stem for name in names]
        # A file of hints that is called like a page is that page's, and not of this number.
        is_named = any(picture_stem(place) in stems for place in range(len(stems)))
        # With its folder, since pages in others may be called alike.
        name = str(Path(names[number]).with_suffix("")) if is_named else ""
        return Page(self.folder, number, name, self.kind == "picture")


def opened_pages(path: Path, kind: Kind) -> Pages:
    """Raises InputError if it cannot be read."""
    match kind:
        case "picture":
            return PicturePage(path)
        case "comic" if is_pdf(path):
            return PdfPages(path)
        case "comic":
            return ComicPages(path, page_names(path))
        case "video":
            return VideoPages(path, read_packets(path, Watchdog(path)))


@dataclass(frozen=True)
class PicturePage:
    path: Path

    @property
    def count(self) -> int:
        return 1

    @functools.cached_property
    def size(self) -> tuple[int, int]:
        try:
            with Image.open(self.path) as image:
                width, height = image.size
                turned = image.getexif().get(ORIENTATION) in TURNED
                return (height, width) if turned else (width, height)
        except Exception:  # what reads it will say why, or read it all the same
            return _size(self.read(0))

    def read(self, number: int) -> Picture:
        return in_srgb(read_picture(self.path).rgb, self.path.read_bytes())


@dataclass(frozen=True)
class ComicPages:
    path: Path
    names: list[str]

    @property
    def count(self) -> int:
        return len(self.names)

    @functools.cached_property
    def size(self) -> tuple[int, int]:
        return _size(self.read(0))

    def read(self, number: int) -> Picture:
        name = self.names[number]
        with opened_comic(self.path) as comic:
            picture = decoded_picture(lambda: comic.opened(name), f"{self.path}/{name}")
            with comic.opened(name) as file:
                return in_srgb(picture.rgb, file.read())


@dataclass(frozen=True)
class PdfPages:
    path: Path

    @functools.cached_property
    def scales(self) -> list[float]:
        with opened_pdf(self.path) as document:
            return page_scales(self.path, document)

    @property
    def count(self) -> int:
        return len(self.scales)

    @functools.cached_property
    def size(self) -> tuple[int, int]:
        return _size(self.read(0))

    def read(self, number: int) -> Picture:
        with opened_pdf(self.path) as document:
            return rendered_page(self.path, document, number, self.scales[number])


@dataclass(frozen=True)
class VideoPages:
    """Frames by their numbers in display order."""

    path: Path
    packets: Packets

    @property
    def count(self) -> int:
        return int((~self.packets.is_hidden).sum())

    @functools.cached_property
    def size(self) -> tuple[int, int]:
        return _size(self.read(0))

    def read(self, number: int) -> Picture:
        return self.frame(number).rgb

    def frame(self, number: int) -> Frame:
        frames = self.each(number, number, lambda frame: frame)
        if not frames:
            raise InputError(f"Frame {number} of {self.path} is damaged: take another one.")
        return frames[0]

    def each(self, first: int, last: int, keep: Callable[[Frame], Made]) -> list[Made]:
        """What `keep` makes of each that can be read, `last` among them."""
        numbers = np.arange(first, last + 1, dtype=np.int64)
        dog = Watchdog(self.path)  # that does not bite: the server goes on
        try:
            frames = needed_frames(self.path, self.packets, 1, dog, numbers)
            return [keep(frame) for frame in frames]
        except WholeStreamError:
            return read_frames(self.path, Reading(numbers=numbers), keep)

    def stored(self, first: int) -> Iterator[PlaneFrame]:
        """Frames from `first` on, as they are colored when the video is written."""
        return frames_from(self.path, self.packets, first, Watchdog(self.path))


def _size(rgb: Picture) -> tuple[int, int]:
    return rgb.shape[1], rgb.shape[0]
