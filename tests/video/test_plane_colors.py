"""Chroma and colors in planes, against a textbook's formulas for the way back."""

import numpy as np
import pytest

from chromacel.pictures.grayscale import grayscale
from chromacel.video.plane_colors import LUMA_WEIGHTS, PlaneLayout


def layout(matrix: int, bits: int, is_full: bool, subsampling: str = "444") -> PlaneLayout:
    return PlaneLayout(8, 6, subsampling, bits, is_full, matrix)


def decoded(planes: tuple[np.ndarray, ...], kind: PlaneLayout) -> np.ndarray:
    """Red, green and blue from 0 to 255, by ITU-T H.273."""
    luma, blue, red = (plane.astype(float) for plane in planes)
    one, most = 1 << (kind.bits - 8), (1 << kind.bits) - 1
    if kind.is_full_range:
        luma, blue, red = luma / most, (blue - 128 * one) / most, (red - 128 * one) / most
    else:
        luma = (luma - 16 * one) / (219 * one)
        blue, red = (blue - 128 * one) / (224 * one), (red - 128 * one) / (224 * one)
    weight_red, weight_blue = LUMA_WEIGHTS[kind.matrix]
    red, blue = luma + (2 - 2 * weight_red) * red, luma + (2 - 2 * weight_blue) * blue
    green = (luma - weight_red * red - weight_blue * blue) / (1 - weight_red - weight_blue)
    return 255 * np.stack([red, green, blue], axis=-1)


@pytest.mark.parametrize("bits", [8, 10, 12])
@pytest.mark.parametrize("is_full", [False, True])
@pytest.mark.parametrize("matrix", LUMA_WEIGHTS)
def test_chroma_with_its_luma_and_colors_alone_give_the_same_rgb(
    matrix: int, is_full: bool, bits: int
) -> None:
    kind = layout(matrix, bits, is_full)
    rgb = np.full((6, 8, 3), (200, 120, 60), np.uint8)
    planes = kind.from_colors(rgb)
    tolerance = 2.0 if bits == 8 else 0.6
    assert np.abs(decoded(planes, kind) - rgb).max() <= tolerance
    luma = rgb[..., :1].astype(np.float32) * 0.2989 + rgb[..., 1:2] * 0.5870 + rgb[..., 2:] * 0.1140
    chroma = np.concatenate([rgb[..., 2:] - luma, rgb[..., :1] - luma], axis=-1).astype(np.float32)
    assert np.abs(decoded((planes[0], *kind.from_chroma(chroma)), kind) - rgb).max() <= tolerance


@pytest.mark.parametrize("subsampling", ["420", "422", "444"])
def test_chroma_planes_have_the_sizes_of_the_format(subsampling: str) -> None:
    kind = PlaneLayout(9, 7, subsampling, 8, False, 1)
    blue, red = kind.from_chroma(np.zeros((3, 4, 2), np.float32))
    expected = {"420": (4, 5), "422": (7, 5), "444": (7, 9)}[subsampling]
    assert blue.shape == red.shape == expected
    assert (blue == 128).all()


@pytest.mark.parametrize("bits", [8, 10])
@pytest.mark.parametrize("is_full", [False, True])
def test_gray_of_a_neutral_picture_is_its_grayscale(is_full: bool, bits: int) -> None:
    rgb = np.repeat(np.arange(256, dtype=np.uint8)[None, :, None], 3, axis=2)
    kind = PlaneLayout(256, 1, "444", bits, is_full, 6)
    gray = kind.gray(kind.from_colors(rgb)[0])
    assert np.abs(gray.astype(int) - grayscale(rgb[None])[0]).max() <= (0 if bits > 8 else 1)
