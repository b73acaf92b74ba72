"""Picture files of any origin, read with Pillow: as they are to be seen, or refused by name.

Only formats whose readers open nothing but the file itself are tried.
"""

import contextlib
import csv
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps, PngImagePlugin, UnidentifiedImageError

from chromacel.errors import InputError
from chromacel.files.checksums import check_intact, damaged_file
from chromacel.files.whole import whole_file
from chromacel.pictures.pixels import Picture

FORMATS = ("AVIF", "BMP", "GIF", "JPEG", "JPEG2000", "PNG", "PPM", "PSD", "TIFF", "WEBP")
MOST_PIXELS = 80_000_000  # an A3 page at 600 dots an inch has 70; Pillow's own alarm is at 89
LONGEST = 16  # times as long as wide: longer strips are some ten pixels wide to a model
WHITES = {"I;16": (65535,), "I": (65535, 2**31 - 1), "F": (1, 255, 65535)}


@dataclass(frozen=True)
class DecodedPicture:
    """`rgb` (h, w, 3) uint8, upright, over white; `mode` is Pillow's name for what the file has."""

    rgb: Picture
    mode: str


@dataclass(frozen=True)
class PictureInspection:
    """One row of `pictures.csv`: what is wrong is in `verdict`, a sentence, or else `ok`."""

    picture: str
    file: str
    width: int | None
    height: int | None
    mode: str
    verdict: str


def read_picture(path: Path) -> DecodedPicture:
    """The first picture in a file, turned as its EXIF data say; color profiles are not applied.

    Raises:
        DamagedFileError: it is one of ours and has changed.
        InputError: it is no picture, damaged, too large, or too long for its width.
    """
    check_intact(path)
    try:
        with path.open("rb") as file, warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            image: Image.Image = Image.open(file, formats=FORMATS)
            if image.width * image.height > MOST_PIXELS:
                raise Image.DecompressionBombError  # nothing but the header has been read
            image.load()
            mode = image.mode
            with contextlib.suppress(Exception):  # damaged EXIF data turn nothing
                image = ImageOps.exif_transpose(image)
            rgb = _rgb(image)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise InputError(
            f"{path} has more than {MOST_PIXELS // 10**6} megapixels: scale it down."
        ) from error
    except UnidentifiedImageError as error:
        raise InputError(
            f"{path} is damaged, or no picture in {', '.join(FORMATS[:-1])} or {FORMATS[-1]}:"
            " replace or remove it."
        ) from error
    except Exception as error:  # decoders raise whatever damage makes them stumble over
        reason = " ".join(str(error).split()) or type(error).__name__
        raise InputError(
            f"{path} cannot be read as a picture ({reason}): replace or remove it."
        ) from error
    height, width = rgb.shape[:2]
    if max(height, width) > LONGEST * min(height, width):
        raise InputError(
            f"{path} has {width} × {height} pixels, and models see a strip of more than"
            f" {LONGEST}:1 too small: cut it."
        )
    return DecodedPicture(rgb, mode)


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
    with report.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {row["picture"]: Path(row["file"]) for row in rows if row["verdict"] == "ok"}


def _rgb(image: Image.Image) -> Picture:
    if image.mode.startswith(("I", "F")):
        gray = _eight_bits(np.asarray(image), WHITES[image.mode[:4]])
        return np.repeat(gray[..., None], 3, axis=2)
    if image.has_transparency_data:
        image = image.convert("RGBA")
        image = Image.alpha_composite(Image.new("RGBA", image.size, "white"), image)
    return np.asarray(image.convert("RGB"))


def _eight_bits(values: NDArray[np.generic], whites: tuple[int, ...]) -> Picture:
    """Numbers to 0-255. White is the first of `whites` that none exceeds, or else the highest."""
    numbers = values.astype(np.float32)
    highest = numbers.max(initial=0, where=np.isfinite(numbers))
    white = next((white for white in whites if highest <= white), highest)
    scaled = np.nan_to_num(np.clip(numbers / white, 0, 1))
    return np.asarray(np.rint(255 * scaled), np.uint8)


def write_picture(path: Path, picture: Picture, about: Mapping[str, object]) -> None:
    """An (h, w) or (h, w, 3) uint8 picture as PNG; `about` is kept in it as text."""
    texts = PngImagePlugin.PngInfo()
    for name, value in about.items():
        texts.add_text(name, str(value))
    with whole_file(path) as temporary:
        Image.fromarray(picture).save(temporary, "PNG", pnginfo=texts)


def read_colored(path: Path) -> tuple[Picture, Mapping[str, str]]:
    """A picture that `write_picture` wrote, and what it says about itself.

    Raises:
        DamagedFileError: it is missing or damaged.
    """
    try:
        with Image.open(path, formats=["PNG"]) as image:
            texts = {str(name): str(value) for name, value in image.info.items()}
            return np.asarray(image.convert("RGB")), texts
    except (OSError, SyntaxError, ValueError) as error:
        raise damaged_file(path, error) from error
