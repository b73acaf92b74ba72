"""Picture files of any origin, read with Pillow: as they are to be seen, or refused by name.

A reader's complaint is no proof of damage, nor its silence a proof that all is there: the pixels
decide. A picture is read if all of its pixels are in the file, and refused if some are missing.
"""

import contextlib
import hashlib
import io
import struct
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import numpy as np
from PIL import Image

from chromacel.errors import InputError
from chromacel.files.checksums import check_intact
from chromacel.pictures.formats import format_of, opened_image, refusal
from chromacel.pictures.jpeg import whole_jpegs, written
from chromacel.pictures.pixels import Picture
from chromacel.pictures.png import is_intact, rebuilt_png
from chromacel.pictures.samples import rgb_of

MOST_PIXELS = 80_000_000  # an A3 page at 600 dots an inch has 70; Pillow's own alarm is at 89
TOO_LARGE = (Image.DecompressionBombError, Image.DecompressionBombWarning)
FILL = 2**24  # bytes, at most, behind a file that its reader calls cut
UNWRITTEN = 64  # zeros at the end of a file, from which on an interrupted copy may have left them
MISSING = "it is cut or damaged: pixels are missing"


@dataclass(frozen=True)
class DecodedPicture:
    """`rgb` (h, w, 3) uint8, upright, over white; `mode` and `format` are Pillow's names for what
    the file has."""

    rgb: Picture
    mode: str
    format: str


def read_picture(path: Path) -> DecodedPicture:
    """The first picture in a file, turned as its EXIF data say; color profiles are not applied.

    Raises:
        DamagedFileError: it is one of ours and has changed.
        InputError: it is no picture, too large, or pixels of it are missing.
    """
    check_intact(path)
    return decoded_picture(lambda: path.open("rb"), str(path))


def decoded_picture(opened: Callable[[], IO[bytes]], name: str) -> DecodedPicture:
    """The same of the file that `opened` opens, which sentences call `name`.

    Raises:
        InputError: it is no picture, too large, or pixels of it are missing.
    """
    head = b""
    try:
        with opened() as file, warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            warnings.simplefilter("ignore", UserWarning)  # on what no pixel depends on
            head = file.read(64)
            return _read(file, format_of(head[:16]))
    except TOO_LARGE as error:
        raise InputError(
            f"{name} has more than {MOST_PIXELS // 10**6} megapixels: scale it down."
        ) from error
    except InputError:
        raise
    except Exception as error:  # decoders raise whatever damage makes them stumble over
        if isinstance(error, OSError) and error.strerror:  # of the file system
            raise InputError(f"{name} cannot be read ({error.strerror}): replace it.") from error
        raise InputError(f"{name} {refusal(head, error)}") from error


def _read(file: IO[bytes], format_name: str | None) -> DecodedPicture:
    if format_name == "JPEG":  # its reader fills what is missing, without an error
        return _whole_jpeg(_content(file))
    try:
        picture = _decoded(file)
    except TOO_LARGE:
        raise
    except Exception as complaint:
        if format_name is None:
            raise
        return _mended(_content(file), format_name, complaint)
    return _proven(picture, format_name, file)


def _whole_jpeg(content: bytes) -> DecodedPicture:
    plain, filled = whole_jpegs(content)
    picture = _same(plain, filled, ValueError(MISSING))
    if (shorter := written(content)) != content:
        changed, _ = whole_jpegs(content[:-16] + b"\x80" * 16)
        if _digest(_decoded(io.BytesIO(changed))) == _digest(picture):
            return _whole_jpeg(shorter)  # these zeros are no pixels: others may be none
    return picture


def _proven(picture: DecodedPicture, format_name: str | None, file: IO[bytes]) -> DecodedPicture:
    """A picture that its reader read in silence.

    Raises:
        Exception: pixels are missing or damaged.
    """
    content = _content(file) if format_name in ("AVIF", "PNG", "WEBP") else b""
    if format_name == "PNG" and not is_intact(content):  # which its reader does not ask
        return _decoded(io.BytesIO(rebuilt_png(content, MOST_PIXELS)))
    shorter = content.rstrip(b"\0")  # zeros are pixels to readers of AVIF and WebP
    if format_name != "PNG" and len(content) - len(shorter) >= UNWRITTEN:
        noise = _noise(len(content) - len(shorter))
        return _same(content, shorter + noise, ValueError(MISSING))
    return picture


def _mended(content: bytes, format_name: str, complaint: Exception) -> DecodedPicture:
    """A picture that a reader complains of, if nothing of its pixels is missing.

    Raises:
        Exception: something is, or may be.
    """
    if format_name == "PNG":
        return _decoded(io.BytesIO(rebuilt_png(content, MOST_PIXELS)))
    ended = {  # readers of these refuse what is cut, but for these few bytes
        "JPEG2000": content.rstrip(b"\xff") + b"\xff\xd9",  # the end marker
        "WEBP": content[:4] + struct.pack("<I", len(content) - 8) + content[8:],  # the file's size
    }
    if format_name in ended:
        with contextlib.suppress(Exception):
            return _decoded(io.BytesIO(ended[format_name]))
    size = min(2**16 + 2 * len(content), FILL)
    with contextlib.suppress(Exception):
        return _same(content + bytes(size), content + _noise(size), complaint)
    raise complaint


def _noise(size: int) -> bytes:
    return np.random.default_rng(0).bytes(size)


def _content(file: IO[bytes]) -> bytes:
    file.seek(0)
    return file.read()


def _same(plain: bytes, filled: bytes, complaint: Exception) -> DecodedPicture:
    """A picture from two contents, which differ where data are missing.

    Raises:
        Exception: what reading the first one ended with, or else `complaint` if pixels differ.
    """
    other = None
    with contextlib.suppress(Exception):
        other = _digest(_decoded(io.BytesIO(filled)))
    picture = _decoded(io.BytesIO(plain))
    if _digest(picture) != other:
        raise complaint
    return picture


def _digest(picture: DecodedPicture) -> bytes:
    return hashlib.sha256(picture.rgb.tobytes()).digest()


def _decoded(file: IO[bytes]) -> DecodedPicture:
    image = opened_image(file)
    if image.width * image.height > MOST_PIXELS:
        raise Image.DecompressionBombError  # nothing but the header has been read
    return DecodedPicture(rgb_of(image), image.mode, image.format or "")
