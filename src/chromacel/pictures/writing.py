"""Pictures that the workflow writes, and reads again: PNG files that say what they are."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
from PIL import Image, PngImagePlugin

from chromacel.files.checksums import damaged_file
from chromacel.files.whole import whole_file
from chromacel.pictures.pixels import Picture


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
