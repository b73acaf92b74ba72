"""Folders of a user's pictures as a model colored them: a PNG each, which says what made it."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
from PIL import Image

from chromacel.files.checksums import damaged_file
from chromacel.pictures.pixels import Picture


def read_colored(path: Path) -> tuple[Picture, Mapping[str, str]]:
    """A picture that `write_picture` wrote, and what it says about itself.

    Raises:
        InputError: it is missing or damaged.
    """
    try:
        with Image.open(path, formats=["PNG"]) as image:
            texts = {str(name): str(value) for name, value in image.info.items()}
            return np.asarray(image.convert("RGB")), texts
    except (OSError, SyntaxError, ValueError) as error:
        raise damaged_file(path, error) from error
