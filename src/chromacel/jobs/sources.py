"""The videos and pictures that the config names: the demo's, which the workflow draws, or a user's.

Standard library only: the Snakefile imports it each time that it is read.
"""

from collections.abc import Collection
from pathlib import Path

from chromacel.errors import InputError, NoFilesError, NotAFileError
from chromacel.files.inputs import PICTURE_SUFFIXES, VIDEO_SUFFIXES, find_files

DEMO_PICTURES = ("wide", "classic", "portrait", "square", "line-art", "page")


def demo_episodes(number: int) -> dict[str, Path]:
    """The demo's episodes, in the place where the rule `draw_demo_episode` puts them."""
    names = [f"demo-{episode:02}" for episode in range(1, number + 1)]
    return {name: Path(f"results/episodes/{name}.mp4") for name in names}


def find_episodes(given: str | list[str]) -> dict[str, Path]:
    """The user's episodes: a folder's, a glob pattern's, one video, or a list's, by name.

    Raises:
        InputError: there are none, or one of them cannot be used.
    """
    return _find("episodes", given, VIDEO_SUFFIXES, "episode", "video")


def find_pictures(given: str | list[str]) -> dict[str, Path]:
    """The pictures of `unseen`: the demo's, none, a folder's, a glob pattern's, one, or a list's.

    The demo's are where the rule `draw_demo_pictures` puts them.

    Raises:
        InputError: there are none but are to be, or one of them cannot be used.
    """
    if given == "none":
        return {}
    if given == "demo":
        return {name: Path(f"results/unseen/pictures/{name}.png") for name in DEMO_PICTURES}
    return _find("unseen", given, PICTURE_SUFFIXES, "picture", "picture")


def _find(
    key: str, given: str | list[str], suffixes: Collection[str], noun: str, medium: str
) -> dict[str, Path]:
    """The files that a key of the config names, its name in the sentences about them."""
    try:
        files = find_files(given, suffixes, noun)
    except NoFilesError as error:
        raise InputError(
            f"`{key}: {given}` names no {medium}: give `demo`, a folder with {medium}s, a glob"
            " pattern, or a list of files."
        ) from error
    except NotAFileError as error:
        raise InputError(
            f"The {noun} {error.path} in `{key}` is not a file: correct its path."
        ) from error
    for path in files.values():
        if set("{}") & set(str(path)):
            raise InputError(f"Snakemake takes no path with braces, as in {path}: rename it.")
    return files
