"""The videos and pictures that the config names: the demo's, which the workflow draws, or a user's.

Standard library only: the Snakefile imports it each time that it is read.
"""

import os
from collections.abc import Callable, Mapping
from pathlib import Path

from chromacel.errors import InputError, NoFilesError, NotAFileError
from chromacel.files.inputs import find_files, left_out
from chromacel.files.media import PICTURE, VIDEO, Medium
from chromacel.files.names import output_name, slug

DEMO_PICTURES = ("wide", "classic", "portrait", "square", "line-art", "page")
# What Snakemake reads in a path as wildcards and path variables, and cannot be told to leave alone.
SYNTAX = frozenset("{}<>")


def demo_episodes(number: int) -> dict[str, Path]:
    """The demo's episodes, in the place where the rule `draw_demo_episode` puts them."""
    names = [f"demo-{episode:02}" for episode in range(1, number + 1)]
    return {name: Path(f"results/episodes/{name}.mp4") for name in names}


def find_episodes(given: str | list[str]) -> dict[str, Path]:
    """The user's episodes: a folder's, a glob pattern's, one video, or a list's, by their slugs.

    Raises:
        InputError: there are none, or one of them cannot be used.
    """
    return _find("episodes", given, VIDEO, "episode", slug)


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


def _find(
    key: str, given: str | list[str], medium: Medium, noun: str, called: Callable[[str], str]
) -> dict[str, Path]:
    """The files that a key of the config names, its name in the sentences about them."""
    try:
        return find_files(given, medium, noun, called)
    except NoFilesError as error:
        is_path = isinstance(given, str) and not set("*?[") & set(given)
        if is_path and not os.path.exists(os.path.expanduser(str(given))):  # noqa: PTH110, PTH111
            raise InputError(
                f"`{key}: {given}` names no file or folder that exists: correct the path."
            ) from error
        brackets = " (in a pattern, [[] is a bracket and [ab] an a or b)" if "[" in given else ""
        raise InputError(
            f"`{key}: {given}` names no {medium.name}{brackets}: give `demo`, a folder with"
            f" {medium.name}s, a glob pattern, or a list of files."
        ) from error
    except NotAFileError as error:
        raise InputError(
            f"The {noun} {error.path} in `{key}` is not a file: correct its path."
        ) from error


def check_results(folder: Path) -> None:
    """Raises InputError if what the results are written to is there, and no folder."""
    if folder.exists() and not folder.is_dir():
        raise InputError(
            f"{folder} is a file, and results are written to a folder of that name: move it away."
        )


def left_out_files(given: str | list[str], medium: Medium) -> list[str]:
    """What lies in a folder of the user's and is none of its videos or pictures."""
    return [] if given in ("demo", "none") else [str(path) for path in left_out(given, medium)]


def is_watchable(path: Path) -> bool:
    """Whether Snakemake can have a path as an input, and see by itself when its file changes."""
    return not SYNTAX & set(str(path))


def stamps(paths: Mapping[str, Path]) -> dict[str, tuple[str, int, int]]:
    """Path, time and size of the files that Snakemake cannot have as inputs: as a parameter, they
    show it that one has changed."""
    files = {name: (path, path.stat()) for name, path in paths.items() if not is_watchable(path)}
    return {name: (str(path), at.st_mtime_ns, at.st_size) for name, (path, at) in files.items()}
