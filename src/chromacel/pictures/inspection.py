"""What each of the user's pictures is, or why it is left out."""

from dataclasses import dataclass
from pathlib import Path

from chromacel.errors import InputError
from chromacel.files.checksums import check_intact
from chromacel.files.csv_rows import read_rows
from chromacel.pictures.files import read_picture


@dataclass(frozen=True)
class PictureInspection:
    """One row of `pictures.csv`: what is wrong is in `verdict`, a sentence, or else `ok`."""

    picture: str
    file: str
    width: int | None
    height: int | None
    mode: str
    verdict: str


def inspect_picture(name: str, path: Path) -> PictureInspection:
    """Raises DamagedFileError if it is one of ours and has changed since."""
    check_intact(path)
    try:
        picture = read_picture(path)
    except InputError as error:
        return PictureInspection(name, str(path), None, None, "", str(error))
    height, width = picture.rgb.shape[:2]
    return PictureInspection(name, str(path), width, height, picture.mode, "ok")


def good_pictures(report: Path) -> dict[str, Path]:
    """Name and file of the pictures that are `ok` in a report of `check_pictures`."""
    rows = read_rows(report)
    return {row["picture"]: Path(row["file"]) for row in rows if row["verdict"] == "ok"}
