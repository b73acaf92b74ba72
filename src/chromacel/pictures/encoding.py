"""Pictures written in the format of others, for what takes their place."""

import io
from collections.abc import Mapping
from typing import Any

from PIL import Image

from chromacel.errors import InputError
from chromacel.pictures.formats import format_of
from chromacel.pictures.pixels import Picture

OPTIONS: Mapping[str, Mapping[str, Any]] = {  # of Pillow, by its names of the formats it writes
    "AVIF": {"quality": 90},
    "BMP": {},
    "GIF": {},
    "JPEG": {"quality": 95, "subsampling": 0},  # colors as sharp as lines
    "JPEG2000": {},  # without loss
    "PNG": {},
    "PPM": {},
    "TIFF": {"compression": "tiff_deflate"},
    "WEBP": {"quality": 95},
}
WITH_DENSITY = ("JPEG", "PNG", "TIFF")
LOSSLESS_WEBP = b"VP8L"


def check_format(name: str, head: bytes) -> None:
    """Whether what begins with these 16 bytes can be written again, before anything is colored.

    Raises:
        InputError: it is of a format that is only read.
    """
    kind = format_of(head)
    if kind is not None and kind not in OPTIONS:
        raise InputError(f"{name} is in {kind}, which is not written: convert it to PNG or JPEG.")


def encoded_like(rgb: Picture, original: bytes) -> bytes:
    """An (h, w, 3) uint8 picture in the format of another picture's file, and with its density."""
    kind = format_of(original[:16]) or "PNG"
    options = dict(OPTIONS[kind])
    if kind == "WEBP" and LOSSLESS_WEBP in original[:64]:
        options = {"lossless": True}
    if kind in WITH_DENSITY and (density := _density(original)):
        options["dpi"] = density
    file = io.BytesIO()
    Image.fromarray(rgb).save(file, kind, **options)
    return file.getvalue()


def _density(original: bytes) -> tuple[float, float] | None:
    try:
        with Image.open(io.BytesIO(original)) as image:
            across, down = image.info.get("dpi", (0, 0))
            return (float(across), float(down)) if across > 0 and down > 0 else None
    except Exception:  # of a file that is read in spite of damage
        return None
