"""The episodes and pictures that the config names: the demo's, which are drawn, or a user's.

Standard library only: the Snakefile imports it each time that it is read.
"""

import os
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from chromacel.errors import InputError, NoFilesError, NotAFileError
from chromacel.files.checksums import short_hash
from chromacel.files.comics import EPISODE, picture_files
from chromacel.files.inputs import Kind, find_files, left_out
from chromacel.files.media import PICTURE
from chromacel.files.names import output_name, slug

DEMO_PICTURES = ("wide", "classic", "portrait", "square", "line-art", "page")
# What Snakemake reads in a path as wildcards and path variables, and cannot be told to leave alone.
SYNTAX = frozenset("{}<>")
SHOWN = 10  # names in a sentence


def demo_episodes(number: int) -> dict[str, Path]:
    """The demo's episodes, in the place where the rule `draw_demo_episode` puts them."""
    names = [f"demo-{episode:02}" for episode in range(1, number + 1)]
    return {name: Path(f"results/episodes/{name}.mp4") for name in names}


def find_episodes(given: str | list[str]) -> dict[str, Path]:
    """The user's videos and comics: a folder's, a glob pattern's, one, or a list's, by their slugs.

    Raises:
        InputError: there are none, or one of them cannot be used.
    """
    return _find("episodes", given, EPISODE, "episode", slug)


def find_pictures(given: str | list[str]) -> dict[str, Path]:
    """The pictures of `unseen`: the demo's, none, a folder's, a glob pattern's, one, or a list's,
    by what they are called in color.

    The demo's are where the rule `draw_demo_pictures` puts them.

    Raises:
        InputError: there are none but are to be, or one of them cannot be used.
    """
    if given == "none":
        return {}
    if given == "demo":
        return {name: Path(f"results/unseen/pictures/{name}.png") for name in DEMO_PICTURES}
    return _find("unseen", given, PICTURE, "picture", output_name)


def find_uncolored(given: str | list[str]) -> dict[str, Path]:
    """The videos and comics of `color`, by their slugs; none may be named.

    Raises:
        InputError: there are none but are to be, or one of them cannot be used.
    """
    return {} if given == "none" else _find("color", given, EPISODE, "episode", slug)


def find_keyframes(given: str, episodes: Iterable[str]) -> dict[str, Path]:
    """Of each episode that a person colored frames of, the folder with them, by the episode's slug.

    The proposed ones are where the rule `propose_keyframes` puts them.

    Raises:
        InputError: it is no folder, none is in it, or one is named as no episode.
    """
    if given == "none":
        return {}
    if given == "proposed":
        return {name: Path(f"results/keyframes/proposed/{name}") for name in episodes}
    folder, known = Path(given).expanduser(), list(episodes)
    asked = f"give a folder with one for each episode, such as {folder / known[0]}"
    if not folder.is_dir():
        raise InputError(f"`keyframes.folder: {given}` is no folder: {asked}.")
    shown = (path for path in folder.iterdir() if not path.name.startswith("."))
    folders = {path.name: path for path in sorted(shown) if path.is_dir()}
    if unknown := sorted(folders.keys() - set(known)):
        raise InputError(
            f"{folders[unknown[0]]} is named as no episode: rename it, or set `episodes` so that"
            f" they include it; known are {', '.join(known[:SHOWN])}"
            + (", …." if len(known) > SHOWN else ".")
        )
    if not folders:
        raise InputError(f"`keyframes.folder: {given}` has no folder in it: {asked}.")
    return folders


def _find(
    key: str, given: str | list[str], kind: Kind, noun: str, called: Callable[[str], str]
) -> dict[str, Path]:
    """The files that a key of the config names, its name in the sentences about them."""
    try:
        return find_files(given, kind, noun, called)
    except NoFilesError as error:
        is_path = isinstance(given, str) and not set("*?[") & set(given)
        if is_path and not os.path.exists(os.path.expanduser(str(given))):  # noqa: PTH110, PTH111
            raise InputError(
                f"`{key}: {given}` names no file or folder that exists: correct the path."
            ) from error
        brackets = " (in a pattern, [[] is a bracket and [ab] an a or b)" if "[" in given else ""
        raise InputError(
            f"`{key}: {given}` names no {kind.name}{brackets}: give `demo`, a folder with"
            f" {kind.name.replace(' or ', 's or ')}s, a glob pattern, or a list of files."
        ) from error
    except NotAFileError as error:
        wrong, remedy = "not a file", "correct its path"
        if error.path.is_dir() and kind is EPISODE:
            wrong, _, remedy = EPISODE.why_not(error.path).partition("; ")
        raise InputError(f"The {noun} {error.path} in `{key}` is {wrong}: {remedy}.") from error


def check_results(folder: Path) -> None:
    """Raises InputError if what the results are written to is there, and no folder."""
    if folder.exists() and not folder.is_dir():
        raise InputError(
            f"{folder} is a file, and results are written to a folder of that name: move it away."
        )


def left_out_files(given: str | list[str], kind: Kind) -> list[str]:
    """What lies in a folder of the user's and is none of its episodes or pictures."""
    return [] if given in ("demo", "none") else [str(path) for path in left_out(given, kind)]


def is_watchable(path: Path) -> bool:
    """Whether Snakemake can have a path as an input, and see by itself when its file changes. Of a
    folder, it would not see a changed picture."""
    return not SYNTAX & set(str(path)) and not path.is_dir()


def stamps(paths: Mapping[str, Path]) -> dict[str, tuple[str, int | str, int]]:
    """Path, time and size of what Snakemake cannot have as inputs: as a parameter, they show it
    that a file has changed. Of a folder, a hash stands for the times of its pictures."""
    return {name: _stamp(path) for name, path in paths.items() if not is_watchable(path)}


def _stamp(path: Path) -> tuple[str, int | str, int]:
    if not path.is_dir():
        return str(path), path.stat().st_mtime_ns, path.stat().st_size
    files = [(file.name, file.stat()) for file in picture_files(path)]
    times = repr([(name, at.st_mtime_ns, at.st_size) for name, at in files])
    return str(path), short_hash(times), sum(at.st_size for _, at in files)
