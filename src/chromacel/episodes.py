"""Which episodes there are: a name and a video file for each.

Standard library only: the Snakefile imports it each time that it is read.
"""

import glob
import os
import re
from pathlib import Path

from chromacel.errors import InputError

VIDEO_SUFFIXES = (
    *(".3gp", ".avi", ".flv", ".gif", ".m2ts", ".m4v", ".mkv", ".mov", ".mp4", ".mpeg", ".mpg"),
    *(".mts", ".ogv", ".ts", ".vob", ".webm", ".wmv"),
)


def find_episodes(source: str | list[str]) -> dict[str, Path]:
    """The episodes of a folder, a glob pattern, one video, or a list of videos, by name.

    A name is the file's name without its suffix, control characters replaced by spaces.

    Raises:
        InputError: there are none, one does not exist or has braces in its path, which Snakemake
            takes for a wildcard, or two have the same name.
    """
    if isinstance(source, list):
        paths = [_expanded(entry) for entry in source]
    else:
        given = _expanded(source)
        if given.is_dir():
            paths = sorted(path for path in given.iterdir() if _is_shown_video(path))
        elif given.exists():
            paths = [given]
        else:
            paths = [Path(path) for path in sorted(glob.glob(str(given), recursive=True))]
    if not paths:
        raise InputError(
            f"`episodes: {source}` names no video: give `demo`, a folder with videos, a glob"
            " pattern, or a list of files."
        )
    episodes: dict[str, Path] = {}
    for path in paths:
        if not path.is_file():
            raise InputError(f"The episode {path} in `episodes` is not a file: correct its path.")
        if not os.access(path, os.R_OK):
            raise InputError(f"The episode {path} may not be read: give yourself permission to.")
        if set("{}") & set(str(path)):
            raise InputError(f"Snakemake takes no path with braces, as in {path}: rename it.")
        if any("\udc80" <= character <= "\udcff" for character in str(path)):
            raise InputError(f"The name of the episode {str(path)!a} is not UTF-8: rename it.")
        name = episode_name(path)
        if name in episodes:
            raise InputError(
                f"The episodes {episodes[name]} and {path} have the same name: rename one of them."
            )
        episodes[name] = path
    return episodes


def episode_name(path: Path) -> str:
    return re.sub(r"[\x00-\x1f\x7f]", " ", path.stem)


def _is_shown_video(path: Path) -> bool:
    return path.suffix.lower() in VIDEO_SUFFIXES and not path.name.startswith(".")


def _expanded(path: str) -> Path:
    try:
        return Path(path).expanduser()
    except RuntimeError:
        return Path(path)  # `~name` of nobody is a name like others


def demo_episodes(number: int) -> dict[str, Path]:
    """The demo's episodes, in the place where the rule `draw_demo_episode` puts them."""
    names = [f"demo-{episode:02}" for episode in range(1, number + 1)]
    return {name: Path(f"results/episodes/{name}.mp4") for name in names}
