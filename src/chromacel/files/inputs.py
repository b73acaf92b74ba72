"""The files that somebody names: a folder's, a glob pattern's, one, or a list of files.

Standard library only: a workflow imports it each time that it is read.
"""

import glob
import os
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from chromacel.errors import InputError, NoFilesError, NotAFileError
from chromacel.files.names import file_name


class Kind(Protocol):
    """What is looked for: pictures, or episodes, of which some are folders."""

    @property
    def name(self) -> str: ...

    def is_of(self, path: Path) -> bool: ...

    def why_not(self, path: Path) -> str: ...


def find_files(
    given: str | list[str], kind: Kind, noun: str, called: Callable[[str], str]
) -> dict[str, Path]:
    """The files of a folder, a glob pattern, one file, or a list of files, by what they are called.

    Of a folder, those of the kind count, and none that is hidden; without any, it may be of the
    kind itself. A file that is named otherwise is taken whatever it is. `called` says what a file
    of a name is called in results, and `noun` what any of them is in sentences.

    Raises:
        NoFilesError: there are none.
        NotAFileError: one does not exist, or is a folder and not of the kind.
        InputError: one may not be read, has a name that is not UTF-8, or the name of another.
    """
    paths = _listed(given, kind)
    if not paths:
        raise NoFilesError(f"{given} names no {noun}")
    files: dict[str, Path] = {}
    for path in paths:
        _check(path, kind, noun)
        name = called(file_name(path))
        if name in files:
            raise InputError(
                f"The {noun}s {files[name]} and {path} have the same name: rename one of them."
            )
        files[name] = path
    return files


def left_out(given: str | list[str], kind: Kind) -> list[Path]:
    """What lies unhidden in a folder that is given, and is not of the kind.

    Of a folder that is of the kind itself, nothing: what is in it is its own.
    """
    if isinstance(given, list) or not (folder := _expanded(given)).is_dir():
        return []
    if _listed(given, kind) == [folder]:
        return []
    return [path for path in _shown(folder) if not kind.is_of(path)]


def why_left_out(path: Path, kind: Kind) -> str:
    """The reason, as a verdict on one of `left_out`."""
    if not path.is_dir() and not path.is_file():
        return "left out: it is not a file"
    if not os.access(path, os.R_OK):
        return "left out: it may not be read"
    return f"left out: {kind.why_not(path)}"


def _listed(given: str | list[str], kind: Kind) -> list[Path]:
    if isinstance(given, list):
        return [_expanded(entry) for entry in given]
    path = _expanded(given)
    if not path.is_dir():
        return [path] if path.exists() else _matches(path)
    return [entry for entry in _shown(path) if kind.is_of(entry)] or [path] * kind.is_of(path)


def _shown(folder: Path) -> list[Path]:
    return sorted(path for path in folder.iterdir() if not path.name.startswith("."))


def _matches(pattern: Path) -> list[Path]:
    """What a glob pattern matches. As far as it names what exists, brackets are letters; all of
    them are if nothing matches otherwise."""
    parts = list(pattern.parts)
    start = next((end for end in range(len(parts), 0, -1) if Path(*parts[:end]).exists()), 0)
    literal = [glob.escape(part) for part in parts[:start]]
    for rest in (parts[start:], [part.replace("[", "[[]") for part in parts[start:]]):
        if matches := glob.glob(str(Path(*literal, *rest)), recursive=True):
            return [Path(match) for match in sorted(matches)]
    return []


def _check(path: Path, kind: Kind, noun: str) -> None:
    if not path.is_file() and not (path.is_dir() and kind.is_of(path)):
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
