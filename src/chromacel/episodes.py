"""Which episodes there are: a name and a video file for each.

Standard library only: the Snakefile imports it each time that it is read.
"""

from pathlib import Path

from chromacel.sources import Source, find_files

VIDEOS = Source(
    "episodes",
    "episode",
    "video",
    (
        *(".3gp", ".avi", ".flv", ".gif", ".m2ts", ".m4v", ".mkv", ".mov", ".mp4", ".mpeg", ".mpg"),
        *(".mts", ".ogv", ".ts", ".vob", ".webm", ".wmv"),
    ),
)


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
