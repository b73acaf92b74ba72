"""Comics: a folder of pictures, a CBZ or ZIP archive of them, or a PDF.

Pictures are in the natural order of their names. Archives are read in memory, and nothing of them
is written anywhere: a member's name is only shown. PDFs are only recognized here, and read by
`pictures/pdf.py`.
Standard library only: a workflow imports it each time that it is read.
"""

import contextlib
import io
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO

from chromacel.errors import ComicError, InputError
from chromacel.files.media import (
    COMIC_SUFFIXES,
    FIRST_BYTES,
    PICTURE,
    VIDEO,
    has_known_suffix,
)

ZIP = b"PK\3\4"
PDF = b"%PDF"
FIRST_BYTES_OF_PDF = 1024  # in which readers look for these
PICTURE_OF_PDF = re.compile(rb"/Subtype\s*/Image\b")  # never compressed, whatever else is
OVERLAP = 64  # bytes of a block that are searched with the next one, longer than the pattern
FOR_MACS = "__MACOSX"  # the folder in which archives from a Mac repeat each file's name
ENCRYPTED = 1  # the bit of a member's flags
MOST_BYTES = 2**29  # of a picture's file; one of 80 megapixels with 16 bits and alpha has 640 MB


@dataclass(frozen=True)
class Comic:
    """An open comic: the names of its pictures, in order, and of what else is in it, with the
    reason why that is left out. What is hidden is in neither.

    `opened` opens a picture's file, and raises InputError or OSError if it cannot.
    """

    path: Path
    pictures: Sequence[str]
    left_out: Mapping[str, str]
    opened: Callable[[str], IO[bytes]]


def is_comic(path: Path) -> bool:
    """Whether what is given as an episode is to be read as a comic, and not as a video."""
    if path.suffix.lower() in COMIC_SUFFIXES or path.is_dir():
        return True
    return not has_known_suffix(path) and _starts_with(path, ZIP, PDF)


def is_pdf(path: Path) -> bool:
    """By its suffix, or by its first bytes if it has another one."""
    if path.suffix.lower() == ".pdf":
        return not path.is_dir()
    return path.is_file() and _starts_with(path, PDF)


def _starts_with(path: Path, *starts: bytes) -> bool:
    try:
        with path.open("rb") as file:
            return file.read(max(map(len, starts))).startswith(starts)
    except OSError:
        return False


def is_picture_folder(path: Path) -> bool:
    """Whether pictures lie in a folder, not deeper, and no video beside them."""
    try:
        names = [entry for entry in path.iterdir() if not _is_hidden(entry.name)]
    except OSError:
        return False
    pictures = {entry for entry in names if PICTURE.is_of(entry)}  # among them GIFs, also videos
    return bool(pictures) and not any(
        VIDEO.is_of(entry) for entry in names if entry not in pictures
    )


def has_pictures(archive: Path) -> bool:
    """Whether an archive has files with suffixes of pictures, or a PDF has pictures. One that
    cannot be read may have some. Nothing is unpacked: a workflow asks each time that it is read."""
    try:
        if is_pdf(archive):
            return _has_picture(archive)
        with zipfile.ZipFile(archive) as opened:
            files = map(PurePosixPath, opened.namelist())
            return any(file.suffix.lower() in PICTURE.suffixes for file in files)
    except Exception:  # of many classes, by the place of the damage
        return True


def _has_picture(pdf: Path) -> bool:
    before = b""
    with pdf.open("rb") as file:
        if PDF not in file.read(FIRST_BYTES_OF_PDF):
            return True  # what reads it says what is wrong
        file.seek(0)
        while content := file.read(2**20):
            if PICTURE_OF_PDF.search(before + content):
                return True
            before = content[-OVERLAP:]
    return False


def picture_files(folder: Path) -> list[Path]:
    """The pictures of a folder in order."""
    return sorted(
        (
            entry
            for entry in folder.iterdir()
            if not _is_hidden(entry.name) and PICTURE.is_of(entry)
        ),
        key=lambda entry: natural_order(entry.name),
    )


def size_of(path: Path) -> int:
    """Bytes of a file, or of a folder's pictures."""
    files = picture_files(path) if path.is_dir() else [path]
    return sum(file.stat().st_size for file in files)


@contextlib.contextmanager
def opened_comic(path: Path) -> Iterator[Comic]:
    """A folder or an archive, whose pictures can be read until the end of the block.

    Raises:
        ComicError: the archive cannot be read.
    """
    if path.is_dir():
        yield _folder(path)
        return
    try:
        archive = zipfile.ZipFile(path)
    except OSError:
        raise
    except Exception as error:  # of many classes, by the place of the damage
        problem = f"{path} cannot be read as a ZIP archive ({error})"
        raise ComicError(problem, "replace it") from error
    with archive:
        yield _archive(path, archive)


def _folder(path: Path) -> Comic:
    pictures = [file.name for file in picture_files(path)]
    others = {
        entry.name: "a folder in a folder" if entry.is_dir() else PICTURE.why_not_named(entry)
        for entry in sorted(path.iterdir())
        if not _is_hidden(entry.name) and entry.name not in pictures
    }
    return Comic(path, pictures, others, lambda name: (path / name).open("rb"))


def _archive(path: Path, archive: zipfile.ZipFile) -> Comic:
    files = [file for file in archive.infolist() if not file.filename.endswith(("/", "\\"))]
    shown = [file for file in files if not any(map(_is_hidden, _parts(file.filename)))]
    last = {file.filename: file for file in shown}  # a file that was replaced stands there twice
    pictures = [name for name, file in last.items() if _is_picture(archive, file)]
    others = {
        name: PICTURE.why_not_named(PurePosixPath(name))
        for name in last
        if name not in set(pictures)
    }

    if any(last[name].flag_bits & ENCRYPTED for name in pictures):
        raise ComicError(f"{path} is protected by a password", "save it without one")

    def opened(name: str) -> IO[bytes]:
        return io.BytesIO(_content(path, archive, last[name]))

    return Comic(path, sorted(pictures, key=natural_order), others, opened)


def _content(path: Path, archive: zipfile.ZipFile, file: zipfile.ZipInfo) -> bytes:
    name = f"{path}/{file.filename}"
    if file.file_size > MOST_BYTES:  # more than this size is never unpacked, whatever there is
        raise InputError(f"{name} has more than {MOST_BYTES // 2**20} MB: scale it down.")
    try:
        return archive.read(file)
    except Exception as error:  # of many classes, by what is damaged
        raise InputError(f"{name} cannot be unpacked ({error}): replace or remove it.") from error


def _is_picture(archive: zipfile.ZipFile, file: zipfile.ZipInfo) -> bool:
    def head() -> bytes:
        with contextlib.suppress(Exception), archive.open(file) as content:
            return content.read(FIRST_BYTES)
        return b""

    return PICTURE.has(PurePosixPath(file.filename), head)


def natural_order(name: str) -> list[tuple[list[str | tuple[int, str]], str]]:
    """A key by which `page2` comes before `page10`, in folders as in names."""
    return [(list(_words(part.casefold())), part) for part in _parts(name)]


def _words(text: str) -> Iterator[str | tuple[int, str]]:
    """Words and numbers in turn, numbers of any length."""
    for place, word in enumerate(re.split(r"([0-9]+)", text)):
        digits = word.lstrip("0")
        yield (len(digits), digits) if place % 2 else word


def _parts(name: str) -> tuple[str, ...]:
    return PurePosixPath(name.replace("\\", "/")).parts


def _is_hidden(part: str) -> bool:
    return part == FOR_MACS or (part.startswith(".") and part != "..")


class Episodes:
    """What a folder of episodes is searched for: videos, and comics."""

    name = "video or comic"

    def is_of(self, path: Path) -> bool:
        if path.is_dir():
            return is_picture_folder(path)
        if path.suffix.lower() in COMIC_SUFFIXES:
            return path.is_file() and has_pictures(path)
        return VIDEO.is_of(path)

    def why_not(self, path: Path) -> str:
        suffix = path.suffix.lower()
        if path.is_dir():
            what = VIDEO.why_not(path).removeprefix("a folder")
            return f"a folder without pictures of its own, or with videos beside them{what}"
        if suffix in COMIC_SUFFIXES:
            return "no picture is in it"
        if suffix in (".cbr", ".cb7", ".cbt"):
            return f"{path.suffix} is not read: save it as CBZ"
        return f"{VIDEO.why_not(path)} or comic"


EPISODE = Episodes()
