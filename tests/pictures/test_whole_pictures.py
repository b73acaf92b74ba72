"""A picture is read if all of its pixels are in its file, and refused if some are not."""

import re
import struct
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from chromacel.errors import InputError
from chromacel.pictures.files import read_picture
from picture_bytes import encoded, png, png_chunk

Content = bytes


def drawing() -> Image.Image:
    """Waves and an edge: easy to compress in part, and different in all places."""
    x, y = np.meshgrid(np.arange(90), np.arange(70))
    waves = [np.sin(x / 9) + np.cos(y / 7), np.sin(x * y / 300), np.cos(x / 5) * (y > 40)]
    return Image.fromarray(np.uint8(127 + 60 * np.stack(waves, axis=2)))


def read(folder: Path, content: Content) -> np.ndarray:
    (folder / "a").write_bytes(content)
    return read_picture(folder / "a").rgb


MAKING = {
    "JPEG": ("JPEG", {}),
    "progressive": ("JPEG", {"progressive": True}),
    "in intervals": ("JPEG", {"restart_marker_blocks": 3}),
    "progressive, in intervals": ("JPEG", {"progressive": True, "restart_marker_rows": 1}),
    "PNG": ("PNG", {}),
    "GIF": ("GIF", {}),
    "WebP": ("WEBP", {}),
    "lossless WebP": ("WEBP", {"lossless": True}),
    "WebP with metadata": ("WEBP", {"xmp": b"x" * 3000}),
    "AVIF": ("AVIF", {}),
    "JPEG 2000": ("JPEG2000", {}),
    "BMP": ("BMP", {}),
    "PPM": ("PPM", {}),
    "TIFF": ("TIFF", {}),
    "TIFF with LZW": ("TIFF", {"compression": "tiff_lzw"}),
    "TIFF with JPEG": ("TIFF", {"compression": "jpeg"}),
}


@pytest.mark.parametrize("kind", MAKING)
def test_a_cut_file_is_refused_or_shows_every_pixel(kind: str, tmp_path: Path) -> None:
    format_name, options = MAKING[kind]
    content = encoded(drawing(), format_name, **options)
    whole = read(tmp_path, content)
    cuts = {*range(1, 40), *range(40, len(content), len(content) // 30)}
    refused = 0
    for cut in cuts:
        try:
            assert np.array_equal(read(tmp_path, content[:-cut]), whole), cut
        except InputError as error:
            assert str(error).endswith(": replace or remove it."), cut
            refused += 1
    assert 3 < refused < 12 if kind == "WebP with metadata" else refused > 20


@pytest.mark.parametrize("kind", ["JPEG", "progressive", "in intervals", "PNG", "WebP", "AVIF"])
def test_what_an_interrupted_copy_left_as_zeros_is_missing(kind: str, tmp_path: Path) -> None:
    content = encoded(drawing(), MAKING[kind][0], **MAKING[kind][1])
    for share in (0.5, 0.9):
        size = int(len(content) * share)
        with pytest.raises(InputError, match="a cannot be read as a picture in"):
            read(tmp_path, content[:size] + bytes(len(content) - size))


@pytest.mark.parametrize("kind", ["JPEG", "progressive", "in intervals"])
def test_a_jpeg_is_whole_without_what_stands_around_its_pixels(kind: str, tmp_path: Path) -> None:
    content = encoded(drawing(), "JPEG", **MAKING[kind][1])
    tables = content.index(b"\xff\xdb")
    whole = read(tmp_path, content)
    for name, other in {
        "no end": content[:-2],
        "half an end": content[:-1],
        "zeros for its end": content[:-2] + bytes(500),
        "something behind": content + b"<script>" * 99,
        "something for its end": content[:-2] + b"<script>" * 99,
        "another picture behind": content * 2,
        "fill bytes": content[:2] + b"\xff" * 7 + content[2:],
        "something between": content[:tables] + b"abc\xff\x00def" + content[tables:],
        "a damaged profile": content[:2] + b"\xff\xe2\x00\x10ICC_PROFILE\0\7\1" + content[2:],
        "damaged EXIF data": content[:2] + b"\xff\xe1\x00\x0eExif\0\0MM\0*ab" + content[2:],
        "a thumbnail": content[:2] + b"\xff\xe1\x03\xf0Exif\0\0" + content[:1000] + content[2:],
    }.items():
        assert np.array_equal(read(tmp_path, other), whole), name


@pytest.mark.parametrize("size", [(48, 64), (70, 90), (100, 100), (240, 310)])
def test_zeros_at_the_end_of_a_jpeg_may_be_pixels(size: tuple[int, int], tmp_path: Path) -> None:
    for color in ("white", "gray", "red"):
        for quality in (75, 100):
            picture = Image.new("RGB", size, color)
            content = encoded(picture, "JPEG", quality=quality, optimize=True)
            whole = read(tmp_path, content)
            assert np.array_equal(read(tmp_path, content[:-2]), whole), (color, quality)


@pytest.mark.parametrize("kind", ["JPEG", "progressive", "in intervals"])
def test_a_jpeg_with_a_hole_is_refused_whatever_its_end(kind: str, tmp_path: Path) -> None:
    content = encoded(drawing(), "JPEG", **MAKING[kind][1])
    for share in (0.5, 0.9, 0.99):
        with pytest.raises(InputError, match="pixels are missing"):
            read(tmp_path, content[: int(len(content) * share)] + b"\xff\xd9")
    starts = [found.start() for found in re.finditer(rb"\xff[\xd0-\xd7]", content)]
    for lost in (1, 2, 3, 7, 8) if kind == "in intervals" else ():
        with pytest.raises(InputError, match="pixels are missing"):
            read(tmp_path, content[: starts[0]] + content[starts[lost] :])
        with pytest.raises(InputError, match="pixels are missing"):
            read(tmp_path, content[: starts[-lost]])


def wrong(chunk: bytes) -> bytes:
    return chunk[:-4] + b"abcd"


def text_bomb(name: bytes) -> bytes:
    return png_chunk(name, b"k\0\0" + zlib.compress(bytes(3_000_000)))


def test_a_png_is_whole_without_what_stands_around_its_pixels(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    content = encoded(drawing(), "PNG", exif=exif)  # turned
    whole = read(tmp_path, content)
    assert whole.shape == (90, 70, 3)
    for name, chunk in {
        "a large text": png_chunk(b"tEXt", b"k\0" + b"x" * 70_000_000),
        "a text that grows": text_bomb(b"zTXt"),
        "a profile that grows": text_bomb(b"iCCP"),
        "a profile in no known compression": png_chunk(b"iCCP", b"k\0\1x"),
        "an empty profile": png_chunk(b"iCCP", b""),
        "a wrong checksum": wrong(png_chunk(b"tEXt", b"k\0v")),
        "a wrong checksum of a color": wrong(png_chunk(b"tRNS", bytes(6))),
        "a short chunk": png_chunk(b"gAMA", b""),
        "a chunk of another program": png_chunk(b"abCd", bytes(2_000_000)),
    }.items():
        assert np.array_equal(read(tmp_path, content[:33] + chunk + content[33:]), whole), name
    for name, other in {
        "no end": content[:-12],
        "no checksum of its pixels": content[:-16],
        "a wrong one": content[:-16] + b"abcd" + content[-12:],
        "something behind": content + b"<script>" * 99,
        "something large for its end": content[:-12] + text_bomb(b"zTXt"),
    }.items():
        assert np.array_equal(read(tmp_path, other), whole), name


def test_an_interlaced_png_of_any_depth_is_whole_or_not(tmp_path: Path) -> None:
    samples = np.arange(13 * 11).reshape(13, 11) % 16
    plain = png(samples, 4, 0)
    rows = [samples[y::down, x::across] for x, y, across, down in PASSES]
    data = b"".join(png_rows(part) for part in rows if part.size)
    header = png_chunk(b"IHDR", struct.pack(">IIBBBBB", 11, 13, 4, 0, 0, 0, 1))
    bad = png_chunk(b"iCCP", b"k\0\1x")  # so that it is rebuilt
    for size in (len(data), len(data) - 1):
        pixels = png_chunk(b"IDAT", zlib.compress(data[:size]))
        content = plain[:8] + header + bad + pixels
        if size == len(data):
            assert np.array_equal(read(tmp_path, content), read(tmp_path, plain))
        else:
            with pytest.raises(InputError, match="pixels are missing"):
                read(tmp_path, content)


PASSES = (
    *((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4)),
    *((0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)),
)


def png_rows(samples: np.ndarray) -> bytes:
    """Rows of samples of 4 bits, each behind its filter's number."""
    even = np.pad(samples, ((0, 0), (0, samples.shape[1] % 2)))
    return b"".join(bytes([0, *(row[::2] * 16 + row[1::2])]) for row in even)


def test_a_webp_of_a_wrong_size_and_a_jpeg_2000_without_end_are_whole(tmp_path: Path) -> None:
    content = encoded(drawing(), "WEBP")
    whole = read(tmp_path, content)
    for size in (10**9, 0):
        other = content[:4] + struct.pack("<I", size) + content[8:]
        assert np.array_equal(read(tmp_path, other), whole)
    content = encoded(drawing(), "JPEG2000")
    assert np.array_equal(read(tmp_path, content[:-2]), read(tmp_path, content))


def test_later_frames_may_be_cut(tmp_path: Path) -> None:
    other = [Image.fromarray(255 - np.asarray(drawing()))]
    for format_name in ("GIF", "PNG", "WEBP", "MPO"):
        content = encoded(drawing(), format_name, save_all=True, append_images=other)
        whole = read(tmp_path, content)
        assert np.array_equal(read(tmp_path, content[:-50]), whole), format_name
        with pytest.raises(InputError):
            read(tmp_path, content[: len(content) // 4])
