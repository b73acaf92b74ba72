"""Comics page by page: read from a folder, an archive or a PDF, and written as what they were."""

import shutil
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from chromacel.errors import ComicError
from chromacel.files.comic_archives import check_entries, write_archive
from chromacel.files.comics import Comic, is_pdf, opened_comic
from chromacel.files.whole import whole_file, whole_folder
from chromacel.pictures.encoding import check_format, encoded_like
from chromacel.pictures.files import decoded_picture
from chromacel.pictures.pdf import opened_pdf, page_scales, rendered_page
from chromacel.pictures.pdf_writing import write_pdf
from chromacel.pictures.pixels import Picture
from chromacel.pictures.profiles import in_srgb

OTHERS = (".cbr", ".cb7", ".cbt")  # which need programs that are not free, or not here


@dataclass(frozen=True)
class Page:
    """One page: its name in the comic, in a PDF its number, and `rgb` (h, w, 3) uint8."""

    name: str
    rgb: Picture


def page_names(path: Path) -> list[str]:
    """The names of a comic's pages in natural order, if all of them can be written again.

    Raises:
        ComicError: it cannot be read, has a password, no picture, or a name that climbs out.
        InputError: a page cannot be unpacked, or is in a format that is not written.
    """
    if is_pdf(path):
        with opened_pdf(path) as document:
            return _numbers(len(page_scales(path, document)))
    _check_kind(path)
    with opened_comic(path) as comic:
        if not comic.pictures:
            raise ComicError(f"{path} holds no picture")
        if not path.is_dir():
            check_entries(path)
        for name in comic.pictures:
            with comic.opened(name) as file:
                check_format(f"{path}/{name}", file.read(16))
        return list(comic.pictures)


def comic_pages(path: Path, done: Collection[str] = ()) -> Iterator[Page]:
    """A comic's pages in natural order, but those done, each read when it is asked for: upright,
    over white, in sRGB. A page of a PDF has the resolution of the largest picture on it.

    Raises:
        ComicError: as of `page_names`.
        InputError: a page cannot be read.
    """
    names = page_names(path)
    if is_pdf(path):
        with opened_pdf(path) as document:
            scales = page_scales(path, document)
            for number, name in enumerate(names):
                if name not in done:
                    yield Page(name, rendered_page(path, document, number, scales[number]))
        return
    with opened_comic(path) as comic:
        for name in names:
            if name not in done:
                rgb = decoded_picture(lambda name=name: comic.opened(name), f"{path}/{name}")  # type: ignore[misc]
                yield Page(name, in_srgb(rgb.rgb, _content(comic, name)))


def write_comic(source: Path, target: Path, pages: Iterable[tuple[str, Picture]]) -> None:
    """The comic `source` with other pages, as the kind that it is, whole or not at all.

    `pages` are names and pictures, (h, w, 3) uint8, of all pages in their order; one is in memory
    at a time. A folder and an archive keep their names, formats and other files, a PDF the sizes
    of its pages. A `target` that is there is replaced.

    Raises:
        ComicError: the source cannot be read.
        InputError: another file of it cannot be copied, or there is no room for the target.
        ValueError: pages are missing, or have another order.
    """
    names = page_names(source)
    pages = _in_order(names, pages)
    if source.is_dir():
        with opened_comic(source) as comic, whole_folder(target) as folder:
            for name in comic.left_out:
                if (source / name).is_file():
                    shutil.copy2(source / name, folder / name)
            for name, rgb in pages:
                (folder / name).write_bytes(encoded_like(rgb, _content(comic, name)))
        return
    with whole_file(target) as temporary:
        if is_pdf(source):
            write_pdf(source, temporary, (rgb for _, rgb in pages))
            return
        with opened_comic(source) as comic:
            contents = ((name, encoded_like(rgb, _content(comic, name))) for name, rgb in pages)
            write_archive(comic, temporary, contents)


def _check_kind(path: Path) -> None:
    if path.suffix.lower() in OTHERS and path.is_file():
        raise ComicError(f"{path} is no archive that is read ({path.suffix})", "save it as CBZ")


def _numbers(count: int) -> list[str]:
    digits = len(str(count))
    return [f"{number:0{digits}}" for number in range(1, count + 1)]


def _in_order(
    names: Iterable[str], pages: Iterable[tuple[str, Picture]]
) -> Iterator[tuple[str, Picture]]:
    for expected, (name, rgb) in zip(names, pages, strict=True):
        if name != expected:
            raise ValueError(f"page {expected!r} is wanted, and not {name!r}")
        yield name, rgb


def _content(comic: Comic, name: str) -> bytes:
    with comic.opened(name) as file:
        return file.read()
