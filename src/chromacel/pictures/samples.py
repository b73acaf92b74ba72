"""Samples of any depth and kind as colors of 8 bits, the same way for all."""

import contextlib
from collections.abc import Mapping
from typing import IO, Any, cast

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFile, ImageOps, TiffImagePlugin

from chromacel.pictures.pixels import Picture

BITS, PHOTOMETRIC, PLANES, SAMPLE_FORMAT = 258, 262, 284, 339  # tags of TIFF
WHITE_IS_ZERO, SIGNED = 0, 2
Tags = Mapping[int, Any]
FLOAT_WHITES = (1, 255, 65535)
SCALES = {"L;2": 85, "L;4": 17}  # from samples of 2 and 4 bits to 8

GRAYS = {  # sample format, bits: Pillow's mode, and what libtiff gives, in the machine's byte order
    (1, 12): ("I;16", "I;12"),
    (1, 16): ("I;16", "I;16"),
    (1, 32): ("I", "I;32N"),
    (2, 8): ("L", "L"),
    (2, 16): ("I", "I;16NS"),
    (2, 32): ("I", "I;32NS"),
    (3, 32): ("F", "F;32NF"),
    (3, 64): ("F", "F;64NF"),
}
# Pillow's table lacks many of them where white is zero or bytes are swapped. Its own reader takes
# planes of 16 bits for 8; libtiff does not.
TiffImagePlugin.READ_LIBTIFF = True
TiffImagePlugin.OPEN_INFO |= {
    (order, photometric, (kind,), 1, (bits,), ()): modes
    for (kind, bits), modes in GRAYS.items()
    for photometric in (WHITE_IS_ZERO, 1)
    for order in (b"II", b"MM")
}


def rgb_of(image: ImageFile.ImageFile) -> Picture:
    """A picture as it is to be seen, (h, w, 3) uint8: upright, over white; loads it."""
    shown = _in_eight_bits(image)
    with contextlib.suppress(Exception):  # damaged EXIF data turn nothing
        ImageOps.exif_transpose(shown, in_place=True)
    if shown.has_transparency_data:
        shown = shown.convert("LA") if shown.mode == "La" else shown
        shown = shown.convert("RGBA")
        shown = Image.alpha_composite(Image.new("RGBA", shown.size, "white"), shown)
    return np.asarray(shown if shown.mode == "RGB" else shown.convert("RGB"))


def _in_eight_bits(image: ImageFile.ImageFile) -> Image.Image:
    tags: Tags = getattr(image, "tag_v2", {})
    layout, color = image.tile[0].args if image.tile else None, image.info.get("transparency")
    mask = None
    if color is not None and layout == "RGB;16B":  # of a PNG, which Pillow reduces to 8 bits
        mask = _sixteen_bits(image) != np.array(color)
        mask = mask.any(axis=2)
    elif color is not None and layout in SCALES:
        image.info["transparency"] = color * SCALES[layout]
    if tags.get(PLANES) == 2 and image.mode in ("LA", "La", "PA"):  # Pillow reads the first alone
        raise ValueError("its transparency is in a plane of its own, which is not read here")
    image.load()
    shown: Image.Image = image
    if image.mode.startswith(("I", "F")) or SIGNED in tags.get(SAMPLE_FORMAT, ()):
        samples = _samples(image, tags)
        shown = Image.fromarray(_scaled(samples, tags))
        shown.info = image.info
        if isinstance(color, int):
            mask = samples != color
    if mask is not None:
        del shown.info["transparency"]
        shown.putalpha(Image.fromarray(np.where(mask, np.uint8(255), np.uint8(0))))
    return shown


def _sixteen_bits(image: ImageFile.ImageFile) -> NDArray[np.uint16]:
    """The samples of a PNG in color, (h, w, 3): Pillow reads their high bytes, or the low ones."""
    numbers = np.zeros((*image.size[::-1], 3), np.uint16)
    for layout in ("RGB;16B", "RGB;16L"):
        again = Image.open(cast(IO[bytes], image.fp), formats=["PNG"])
        again.tile = [again.tile[0]._replace(args=layout)]
        numbers = numbers << 8 | np.asarray(again)
    return numbers


def _samples(image: Image.Image, tags: Tags) -> NDArray[np.generic]:
    samples = np.asarray(image)
    kind = tags.get(SAMPLE_FORMAT, (1,))[0]
    if kind == SIGNED and image.mode == "L":  # Pillow takes them for unsigned ones
        return samples.view(np.int8)
    if kind != SIGNED and image.mode == "I":
        return samples.view(np.uint32)
    return samples


def _scaled(samples: NDArray[np.generic], tags: Tags) -> Picture:
    """Numbers to 0-255. White is the first of those usual that none exceeds, or else the highest.

    Black is 0, but where signed numbers are below: then it is the lowest that they can have.
    """
    bits = tags.get(BITS, (8 * samples.itemsize,))[0]
    numbers = samples.astype(np.float32)
    highest = numbers.max(initial=0, where=np.isfinite(numbers))
    black = 0
    whites: tuple[int, ...] = FLOAT_WHITES
    if samples.dtype.kind == "i":
        whites = (2 ** (bits - 1) - 1,)
        black = -whites[0] - 1 if numbers.min() < 0 else 0
    elif samples.dtype.kind == "u":
        whites = (2**bits - 1,)
    if bits == 32 and not black and samples.dtype.kind in "iu":
        whites = (65535, *whites)  # numbers of 16 bits are often kept in 32
    white = next((white for white in whites if highest <= white), highest)
    shares = np.nan_to_num(np.clip((numbers - black) / (white - black), 0, 1))
    if tags.get(PHOTOMETRIC) == WHITE_IS_ZERO:
        shares = 1 - shares
    return np.asarray(np.rint(255 * shares), np.uint8)
