"""Folders of a user's pictures as a model colored them: a PNG each, which says what made it."""

import contextlib
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np
from PIL import Image, PngImagePlugin

from chromacel.checksums import damaged_file
from chromacel.frames import Frames
from chromacel.storage import whole_file


@contextlib.contextmanager
def whole_folder(path: Path) -> Iterator[Path]:
    """A temporary folder beside `path`, which takes its place if the block succeeds.

    Raises:
        InputError: there is no room for it.
    """
    with whole_file(path) as temporary:
        shutil.rmtree(temporary, ignore_errors=True)  # a killed process may have left it
        temporary.mkdir()
        try:
            yield temporary
        except BaseException:
            shutil.rmtree(temporary)
            raise
        shutil.rmtree(path, ignore_errors=True)


def write_picture(path: Path, picture: Frames, about: Mapping[str, object]) -> None:
    """An (h, w) or (h, w, 3) uint8 picture as PNG; `about` is kept in it as text."""
    texts = PngImagePlugin.PngInfo()
    for name, value in about.items():
        texts.add_text(name, str(value))
    with whole_file(path) as temporary:
        Image.fromarray(picture).save(temporary, "PNG", pnginfo=texts)


def read_colored(path: Path) -> tuple[Frames, Mapping[str, str]]:
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
