"""Samples of every depth and kind show the same picture as their twin of 8 bits."""

import struct
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
import tifffile  # which scikit-image brings

from chromacel.errors import InputError
from chromacel.pictures.files import read_picture
from picture_bytes import png, png_chunk, tiff

GRAY = np.arange(256, dtype=np.int64).reshape(16, 16)
COLOR = np.stack([GRAY, GRAY[::-1], GRAY.T], axis=2)
ALPHA = GRAY[:, ::-1]
WEIGHT = {8: 1, 16: 257}


def shown(folder: Path, content: bytes) -> np.ndarray:
    path = folder / "a"
    path.write_bytes(content)
    return read_picture(path).rgb.astype(int)


def over_white(colors: np.ndarray) -> np.ndarray:
    colors = colors if colors.ndim == 3 else np.repeat(colors[..., None], 3, axis=2)
    return 255 + (colors - 255) * ALPHA[..., None] / 255


@pytest.mark.parametrize("bits", [1, 2, 4, 8, 16])
def test_the_transparent_gray_of_any_depth_is_white(bits: int, tmp_path: Path) -> None:
    white = 2**bits - 1
    samples = (GRAY * white + 127) // 255
    gray = np.rint(samples * 255 / white)
    for color in (0, int(samples[7, 3]), white):
        rgb = shown(tmp_path, png(samples, bits, 0, png_chunk(b"tRNS", struct.pack(">H", color))))
        assert np.array_equal(rgb[..., 0], np.where(samples == color, 255, gray)), color
        assert np.array_equal(rgb[..., 0], rgb[..., 2])


@pytest.mark.parametrize("bits", WEIGHT)
def test_colors_and_transparency_are_those_of_the_twin(bits: int, tmp_path: Path) -> None:
    weight = WEIGHT[bits]
    both = np.dstack([GRAY, ALPHA]), np.dstack([COLOR, ALPHA])
    for samples, color, expected in (
        (COLOR, 2, COLOR),
        (both[0], 4, over_white(GRAY)),
        (both[1], 6, over_white(COLOR)),
    ):
        rgb = shown(tmp_path, png(samples * weight, bits, color))
        assert np.abs(rgb - expected).max() <= 1, color
    clear = struct.pack(">3H", *(COLOR[3, 5] * weight))
    rgb = shown(tmp_path, png(COLOR * weight, bits, 2, png_chunk(b"tRNS", clear)))
    is_clear = (COLOR[3, 5] == COLOR).all(axis=2)
    assert np.array_equal(rgb, np.where(is_clear[..., None], 255, COLOR))


def test_a_transparent_color_is_compared_in_all_of_its_bits(tmp_path: Path) -> None:
    samples = np.array([[[300, 300, 300], [300, 301, 300]]])
    clear = png_chunk(b"tRNS", struct.pack(">3H", 300, 300, 300))
    assert shown(tmp_path, png(samples, 16, 2, clear)).tolist() == [[[255] * 3, [1] * 3]]


KINDS = {
    "12 bits": (12, 1, np.rint(GRAY / 255 * 4095).astype(int)),
    "16 bits": (16, 1, GRAY * 257),
    "32 bits": (32, 1, GRAY * 16843009),
    "16 bits in 32": (32, 1, GRAY * 257),
    "8 bits, signed": (8, 2, GRAY - 128),
    "16 bits, signed": (16, 2, GRAY * 257 - 2**15),
    "32 bits, signed": (32, 2, GRAY * 16843009 - 2**31),
    "floats to 1": (32, 3, GRAY / 255),
    "floats to 255": (32, 3, GRAY),
    "long floats": (64, 3, GRAY / 255),
}


@pytest.mark.parametrize("order", "<>")
@pytest.mark.parametrize("kind", KINDS)
def test_grays_of_tiff_are_those_of_the_twin(kind: str, order: str, tmp_path: Path) -> None:
    bits, number, samples = KINDS[kind]
    for photometric, expected in ((1, GRAY), (0, 255 - GRAY)):  # black, or white, is zero
        rgb = shown(tmp_path, tiff(samples, bits, number, photometric, order))
        assert np.abs(rgb[..., 0] - expected).max() <= 1
        assert np.array_equal(rgb[..., 0], rgb[..., 1])


def test_planes_of_16_bits_are_those_of_the_twin(tmp_path: Path) -> None:
    for order in "<>":
        file = BytesIO()
        planes = np.moveaxis(COLOR * 257, 2, 0).astype(np.uint16)
        tifffile.imwrite(file, planes, photometric="rgb", planarconfig="separate", byteorder=order)
        assert np.array_equal(shown(tmp_path, file.getvalue()), COLOR)
    file = BytesIO()
    planes = np.stack([GRAY, ALPHA]).astype(np.uint8)
    tifffile.imwrite(
        file, planes, photometric="minisblack", planarconfig="separate", extrasamples=["unassalpha"]
    )
    with pytest.raises(InputError, match="its transparency is in a plane of its own"):
        shown(tmp_path, file.getvalue())


def test_reported_pictures_are_right(footage: Path) -> None:
    one, other = (read_picture(footage / f"reports/wiz{bits}.tif").rgb for bits in (8, 16))
    assert np.array_equal(one, other)
    assert one[0, 0, 0] == 255
    assert (read_picture(footage / "reports/gray16-trns.png").rgb == 255).all()
    assert read_picture(footage / "reports/icc1.png").rgb.shape == (80, 120, 3)
