"""The files that a key of the config names: a folder's, a glob pattern's, one, or a list of files.

Standard library only: the Snakefile imports it each time that it is read.
"""

import glob
import os
import re
from dataclasses import dataclass
from pathlib import Path

from chromacel.errors import InputError


@dataclass(frozen=True)
class Source:
    """A key of the config, what sentences call its files, and which of a folder's files count."""

    key: str
    noun: str
    medium: str
    suffixes: tuple[str, ...]


VIDEOS = Source(
    "episodes",
    "episode",
    "video",
    (
        *(".3gp", ".avi", ".flv", ".gif", ".m2ts", ".m4v", ".mkv", ".mov", ".mp4", ".mpeg", ".mpg"),
        *(".mts", ".ogv", ".ts", ".vob", ".webm", ".wmv"),
    ),
)
PICTURES = Source(
    "unseen",
    "picture",
    "picture",
    (
        *(".avif", ".bmp", ".gif", ".jfif", ".jp2", ".jpeg", ".jpg", ".pbm", ".pgm", ".png"),
        *(".pnm", ".ppm", ".psd", ".tif", ".tiff", ".webp"),
    ),
)
DEMO_NAMES = ("wide", "classic", "portrait", "square", "line-art", "page")


def find_episodes(given: str | list[str]) -> dict[str, Path]:
    """The episodes of a folder, a glob pattern, one video, or a list of videos, by name.

    Raises:
        InputError: as `find_files`.
    """
    return find_files(given, VIDEOS)


def demo_episodes(number: int) -> dict[str, Path]:
    """The demo's episodes, in the place where the rule `draw_demo_episode` puts them."""
    names = [f"demo-{episode:02}" for episode in range(1, number + 1)]
    return {name: Path(f"results/episodes/{name}.mp4") for name in names}


def find_pictures(given: str | list[str]) -> dict[str, Path]:
    """The pictures of `unseen`: the demo's, none, a folder's, a glob pattern's, one, or a list's.

    The demo's are where the rule `draw_demo_pictures` puts them.

    Raises:
        InputError: as `find_files`.
    """
    if given == "none":
        return {}
    if given == "demo":
        return {name: Path(f"results/unseen/pictures/{name}.png") for name in DEMO_NAMES}
    return find_files(given, PICTURES)


def find_files(given: str | list[str], source: Source) -> dict[str, Path]:
    """The files of a folder, a glob pattern, one file, or a list of files, by name.

    A name is the file's name without its suffix, control characters replaced by spaces.

    Raises:
        InputError: there are none, one does not exist or has braces in its path, which Snakemake
            takes for a wildcard, or two have the same name.
    """
    paths = _listed(given, source.suffixes)
    if not paths:
        raise InputError(
            f"`{source.key}: {given}` names no {source.medium}: give `demo`, a folder with"
            f" {source.medium}s, a glob pattern, or a list of files."
        )
    files: dict[str, Path] = {}
    for path in paths:
        _check(path, source)
        name = file_name(path)
        if name in files:
            raise InputError(
                f"The {source.noun}s {files[name]} and {path} have the same name: rename one of"
                " them."
            )
        files[name] = path
    return files


def file_name(path: Path) -> str:
    return re.sub(r"[\x00-\x1f\x7f]", " ", path.stem)


def _listed(given: str | list[str], suffixes: tuple[str, ...]) -> list[Path]:
    if isinstance(given, list):
        return [_expanded(entry) for entry in given]
    path = _expanded(given)
    if path.is_dir():
        shown = (entry for entry in path.iterdir() if not entry.name.startswith("."))
        return sorted(entry for entry in shown if entry.suffix.lower() in suffixes)
    if path.exists():
        return [path]
    return [Path(match) for match in sorted(glob.glob(str(path), recursive=True))]


def _check(path: Path, source: Source) -> None:
    noun = source.noun
    if not path.is_file():
        raise InputError(f"The {noun} {path} in `{source.key}` is not a file: correct its path.")
    if not os.access(path, os.R_OK):
        raise InputError(f"The {noun} {path} may not be read: give yourself permission to.")
    if set("{}") & set(str(path)):
        raise InputError(f"Snakemake takes no path with braces, as in {path}: rename it.")
    if any("\udc80" <= character <= "\udcff" for character in str(path)):
        raise InputError(f"The name of the {noun} {str(path)!a} is not UTF-8: rename it.")


def _expanded(path: str) -> Path:
    try:
        return Path(path).expanduser()
    except RuntimeError:
        return Path(path)  # `~name` of nobody is a name like others
