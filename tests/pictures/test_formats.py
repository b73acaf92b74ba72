"""Files are known by their content, and what is not read is named for what it is."""

import struct
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
import tifffile  # which scikit-image brings
from PIL import Image

from chromacel.pictures.formats import FORMATS
from chromacel.pictures.inspection import inspect_picture
from picture_bytes import encoded, png, png_chunk

PICTURE = Image.fromarray(np.arange(12 * 9 * 3, dtype=np.uint8).reshape(9, 12, 3))


def verdict(folder: Path, content: bytes, name: str = "a.png") -> str:
    (folder / name).write_bytes(content)
    return inspect_picture("a", folder / name).verdict.replace(f"{folder}/", "")


@pytest.mark.parametrize("name", ["a", "a.jpe", "a.png", "a.JPEG", "a.txt"])
def test_a_picture_is_read_by_its_content_whatever_its_name(name: str, tmp_path: Path) -> None:
    for format_name in set(FORMATS) - {"PSD"}:  # which Pillow cannot write
        assert verdict(tmp_path, encoded(PICTURE, format_name), name) == "ok", format_name


def brands(*names: bytes) -> bytes:
    """The start of a file in the container of HEIC, AVIF and MP4."""
    return (
        struct.pack(">I", 12 + 4 * len(names)) + b"ftyp" + names[0] + bytes(4) + b"".join(names[1:])
    )


def psd(bits: int, color: int) -> bytes:
    return b"8BPS\0\1" + bytes(6) + struct.pack(">HIIHH", 4, 9, 12, bits, color) + bytes(9999)


def floats() -> bytes:
    file = BytesIO()
    tifffile.imwrite(file, np.zeros((9, 12, 3), np.float32), photometric="rgb")
    return file.getvalue()


def without_rows() -> bytes:
    return encoded(PICTURE, "JPEG").replace(b"\x08\x00\x09\x00\x0c", b"\x08\x00\x00\x00\x0c")


OTHER = {
    "HEIC": (
        brands(b"heic", b"mif1", b"heic"),
        "a.png is HEIC, which is not read here: convert",
    ),
    "HEIF": (brands(b"mif1", b"miaf", b"heix"), "is HEIC, which is not read here"),
    "JPEG XL": (b"\xff\x0a" + bytes(99), "is JPEG XL, which is not read here: convert it to PNG"),
    "PDF": (b"%PDF-1.7\n", "is PDF, which is not read here"),
    "SVG": (b"<svg xmlns=''/>", "is SVG, which is not read here"),
    "ZIP": (b"PK\3\4" + bytes(99), "is a ZIP archive, which is not read here"),
    "MP4": (brands(b"isom", b"mp41"), "is damaged, or no picture in AVIF, BMP"),
    "text": (b"<!DOCTYPE html>", "is damaged, or no picture in AVIF, BMP"),
    "PSB": (b"8BPS\0\2" + bytes(99), "is PSB, which is not read here"),
    "PSD": (
        psd(16, 3),
        "a PSD in RGB with 16 bits a channel, a kind that is not read here: save",
    ),
    "other PSD": (
        psd(32, 1),
        "a PSD in gray with 32 bits a channel, a kind that is not read here",
    ),
    "floats": (floats(), "is a TIFF with a kind of samples or compression that is not read here:"),
    "12 bits": (
        encoded(PICTURE, "JPEG").replace(b"\xff\xc0\x00\x11\x08", b"\xff\xc0\x00\x11\x0c"),
        "cannot be read as a picture in JPEG (cannot handle 12-bit layers): replace or remove it.",
    ),
    "no rows": (without_rows(), "cannot be read as a picture in JPEG (it has no size): replace"),
    "cut TIFF": (encoded(PICTURE, "TIFF")[:-20], "in TIFF (it is cut or damaged: pixels are"),
    "AVIF": (encoded(PICTURE, "AVIF")[:99], "cannot be read as a picture in AVIF ("),
}


@pytest.mark.parametrize("kind", OTHER)
def test_what_is_not_read_is_named_for_what_it_is(kind: str, tmp_path: Path) -> None:
    content, sentence = OTHER[kind]
    words = verdict(tmp_path, content)
    assert sentence in words
    assert words.count("\n") == 0
    assert words.endswith(".")


def test_a_file_that_cannot_be_opened_is_not_called_damaged(tmp_path: Path) -> None:
    words = inspect_picture("a", tmp_path / "missing.png").verdict
    assert (
        words == f"{tmp_path}/missing.png cannot be read (No such file or directory): replace it."
    )


def test_a_large_picture_is_refused_though_its_reader_stumbles_before(tmp_path: Path) -> None:
    content = png(np.zeros((1, 1)), 8, 0)
    header = png_chunk(b"IHDR", struct.pack(">IIBBBBB", 60_000, 60_000, 8, 0, 0, 0, 0))
    profile = png_chunk(b"iCCP", b"k\0\1x")
    words = verdict(tmp_path, content[:8] + header + profile + content[33:])
    assert "has more than 80 megapixels: scale it down." in words
