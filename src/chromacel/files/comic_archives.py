"""Archives of comics written anew: other pictures under the same names, all else as it was."""

import re
import zipfile
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

from chromacel.errors import ComicError, InputError
from chromacel.files.comics import ENCRYPTED, MOST_BYTES, Comic

BLOCK = 2**20
COMPRESSIONS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # others are written as the latter


def check_entries(path: Path) -> None:
    """Whether all of an archive can be written anew, before anything is colored.

    Raises:
        ComicError: a program that unpacks it might write outside of its folder, or it is encrypted.
        InputError: an entry is larger than a picture may be.
    """
    with zipfile.ZipFile(path) as archive:
        for entry in archive.infolist():
            if _climbs_out(name := entry.filename):
                raise ComicError(
                    f"{path} has an entry that would be unpacked outside of its folder, {name!r}",
                    "save it without that entry",
                )
            if entry.flag_bits & ENCRYPTED:
                raise ComicError(f"{path} is protected by a password", "save it without one")
            _check_size(path, entry)


def _check_size(path: Path, entry: zipfile.ZipInfo) -> None:
    if entry.file_size > MOST_BYTES:  # no more than that is ever unpacked
        raise InputError(
            f"{path}/{entry.filename} has more than {MOST_BYTES // 2**20} MB: scale it down."
        )


def _climbs_out(name: str) -> bool:
    place = PurePosixPath(name.replace("\\", "/"))
    return place.is_absolute() or ".." in place.parts or bool(re.match("[A-Za-z]:", name))


def write_archive(comic: Comic, target: Path, pictures: Iterable[tuple[str, bytes]]) -> None:
    """The comic's archive with these contents in place of its pictures, in their order, behind all
    of its other files: the same bytes each time, since times are those of the source.

    Raises:
        InputError: another file cannot be unpacked.
    """
    replaced = set(comic.pictures)
    with zipfile.ZipFile(comic.path) as archive, zipfile.ZipFile(target, "w") as new:
        new.comment = archive.comment
        last = {entry.filename: entry for entry in archive.infolist()}
        for name, entry in last.items():
            if name not in replaced:
                _copy(comic.path, archive, entry, new)
        for name, content in pictures:
            new.writestr(_like(last[name]), content)


def _copy(
    path: Path, archive: zipfile.ZipFile, entry: zipfile.ZipInfo, new: zipfile.ZipFile
) -> None:
    name = f"{path}/{entry.filename}"
    try:
        content = archive.open(entry)
        with content, new.open(_like(entry), "w") as file:
            while block := content.read(BLOCK):
                file.write(block)
    except OSError:
        raise  # of the disk
    except Exception as error:  # of many classes, by what is damaged
        raise InputError(f"{name} cannot be unpacked ({error}): replace or remove it.") from error


def _like(entry: zipfile.ZipInfo) -> zipfile.ZipInfo:
    """A new entry of the same name, time and permissions."""
    new = zipfile.ZipInfo(entry.filename, entry.date_time)
    known = entry.compress_type in COMPRESSIONS
    new.compress_type = entry.compress_type if known else zipfile.ZIP_DEFLATED
    new.external_attr, new.create_system = entry.external_attr, entry.create_system
    new.comment = entry.comment
    return new
