"""The files that somebody names: a folder's, a glob pattern's, one, or a list of files.

Standard library only: a workflow imports it each time that it is read.
"""

import glob
import os
import re
from collections.abc import Collection
from pathlib import Path

from chromacel.errors import InputError, NoFilesError, NotAFileError

VIDEO_SUFFIXES = (
    *(".3gp", ".avi", ".flv", ".gif", ".m2ts", ".m4v", ".mkv", ".mov", ".mp4", ".mpeg", ".mpg"),
    *(".mts", ".ogv", ".ts", ".vob", ".webm", ".wmv"),
)
PICTURE_SUFFIXES = (
    *(".avif", ".bmp", ".gif", ".jfif", ".jp2", ".jpeg", ".jpg", ".pbm", ".pgm", ".png"),
    *(".pnm", ".ppm", ".psd", ".tif", ".tiff", ".webp"),
)


def find_files(given: str | list[str], suffixes: Collection[str], noun: str) -> dict[str, Path]:
    """The files of a folder, a glob pattern, one file, or a list of files, by name.

    Of a folder, those with one of the suffixes count, and none that is hidden; what is named
    otherwise is taken whatever its suffix. A name is the file's name without its suffix, control
    characters replaced by spaces. `noun` is what sentences call a file.

    Raises:
        NoFilesError: there are none.
        NotAFileError: one does not exist, or is a folder.
        InputError: one may not be read, has a name that is not UTF-8, or the name of another.
    """
    paths = _listed(given, suffixes)
    if not paths:
        raise NoFilesError(f"{given} names no {noun}")
    files: dict[str, Path] = {}
    for path in paths:
        _check(path, noun)
        name = file_name(path)
        if name in files:
            raise InputError(
                f"The {noun}s {files[name]} and {path} have the same name: rename one of them."
            )
        files[name] = path
    return files


def file_name(path: Path) -> str:
    return re.sub(r"[\x00-\x1f\x7f]", " ", path.stem)


def _listed(given: str | list[str], suffixes: Collection[str]) -> list[Path]:
    if isinstance(given, list):
        return [_expanded(entry) for entry in given]
    path = _expanded(given)
    if path.is_dir():
        shown = (entry for entry in path.iterdir() if not entry.name.startswith("."))
        return sorted(entry for entry in shown if entry.suffix.lower() in suffixes)
    if path.exists():
        return [path]
    return [Path(match) for match in sorted(glob.glob(str(path), recursive=True))]


def _check(path: Path, noun: str) -> None:
    if not path.is_file():
        raise NotAFileError(f"The {noun} {path} is not a file", "correct its path", path=path)
    if not os.access(path, os.R_OK):
        raise InputError(f"The {noun} {path} may not be read: give yourself permission to.")
    if any("\udc80" <= character <= "\udcff" for character in str(path)):
        raise InputError(f"The name of the {noun} {str(path)!a} is not UTF-8: rename it.")


def _expanded(path: str) -> Path:
    try:
        return Path(path).expanduser()
    except RuntimeError:
        return Path(path)  # `~name` of nobody is a name like others
