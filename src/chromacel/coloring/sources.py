"""What is to be colored: pictures, comics and videos, and where each goes."""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from chromacel.errors import InputError
from chromacel.files.comics import is_comic
from chromacel.files.media import PICTURE, VIDEO

Kind = Literal["picture", "comic", "video"]
MP4_SUFFIXES = (".mp4", ".m4v")  # of videos that stay MP4; all others become Matroska
WRITABLE = (".bmp", ".jpeg", ".jpg", ".png", ".tif", ".tiff", ".webp")  # others become PNG
GIF = ".gif"


@dataclass(frozen=True)
class Source:
    """A file, and the name of what is made of it, below the folder of all that is made."""

    path: Path
    name: Path
    kind: Kind


def find_sources(inputs: Sequence[Path], out: Path, lossless: bool) -> list[Source]:
    """All pictures, comics and videos that are named, or lie in folders that are, at any depth.

    What lies in a folder keeps its name and place in it. `out` is not searched, nor what is hidden.
    A `lossless` video is Matroska.

    Raises:
        InputError: one of `inputs` does not exist or is of no such kind, nothing is found, two
            would be written to the same file, or one to itself.
        OSError: a folder cannot be read.
    """
    sources: dict[Path, Source] = {}
    for given in inputs:
        for path, below in _files(given, out.resolve()):
            source = Source(path, target_name(below, kind := kind_of(path), lossless), kind)
            target = out / source.name
            if target.exists() and target.samefile(path):
                raise InputError(
                    f"{path} would be overwritten by its own copy in color: name another folder for"
                    " what is colored."
                )
            earlier = sources.get(source.name)
            if earlier and earlier.path != path:  # one that is named twice is colored once
                raise InputError(
                    f"{earlier.path} and {path} would both be written to {out / source.name}: color"
                    " them into different folders."
                )
            sources[source.name] = source
    if not sources:
        names = ", ".join(map(str, inputs))
        raise InputError(f"No picture, comic or video is in {names}: name another folder.")
    return [*sources.values()]


def target_name(name: Path, kind: Kind, lossless: bool) -> Path:
    """The name of the colored file: the source's, with another suffix where its format is not
    written."""
    suffix = name.suffix.lower()
    if kind == "picture":
        return name if suffix in WRITABLE else name.with_name(f"{name.name}.png")
    if kind == "comic":
        return name
    return name.with_suffix(".mp4" if suffix in MP4_SUFFIXES and not lossless else ".mkv")


def _files(given: Path, out: Path) -> Iterator[tuple[Path, Path]]:
    """Each file, with its name below the folder that is given."""
    if not given.exists():
        raise InputError(f"{given} does not exist: name a picture, a comic, a video or a folder.")
    if not given.is_dir():
        if not given.is_file() or not _is_colorable(given):
            raise InputError(
                f"{given} is neither a picture nor a comic nor a video: its suffix"
                " is of none of them."
                if given.suffix and given.is_file()
                else f"{given} is neither a picture nor a comic nor a video."
            )
        yield given, Path(given.name)
        return
    for folder, folders, names in os.walk(given, onerror=_stop):
        here = Path(folder)
        folders[:] = sorted(
            name for name in folders if not name.startswith(".") and (here / name).resolve() != out
        )
        for name in sorted(names):
            path = here / name
            if not name.startswith(".") and path.is_file() and _is_colorable(path):
                yield path, path.relative_to(given)


def _stop(error: OSError) -> None:
    raise error


def _is_colorable(path: Path) -> bool:
    return is_comic(path) or PICTURE.is_of(path) or VIDEO.is_of(path)


def kind_of(path: Path) -> Kind:
    if is_comic(path):
        return "comic"
    return "picture" if PICTURE.is_of(path) else "video"
