"""Which pictures without truth are colored: a name and a file for each.

Standard library only: the Snakefile imports it each time that it is read.
"""

from pathlib import Path

from chromacel.sources import Source, find_files

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
