"""Luma that a network keeps."""

import numpy as np
import torch

from chromacel.models.luma import exact_colors, with_luma
from chromacel.models.scaling import scaled_condition
from chromacel.pictures.grayscale import grayscale


def all_colors(steps: int) -> tuple[torch.Tensor, torch.Tensor]:
    """Every gray level beside chroma of all hues and strengths, in and beyond RGB."""
    strengths = torch.linspace(-1, 1, steps)
    chroma = torch.stack(torch.meshgrid(strengths, strengths, indexing="ij")).flatten(1)
    gray = torch.arange(256, dtype=torch.uint8)[:, None].expand(-1, chroma.shape[1])
    return gray[None], chroma[None, :, None].expand(-1, -1, 256, -1)


def test_the_luma_of_exact_colors_is_the_inputs_for_every_level_and_chroma() -> None:
    gray, chroma = all_colors(101)
    colors = exact_colors(gray, with_luma(scaled_condition(gray), chroma))
    assert np.array_equal(grayscale(colors.numpy()), gray.numpy())


def test_exact_colors_are_the_networks_to_rounding_where_rgb_has_them() -> None:
    gray, chroma = all_colors(41)
    colors = with_luma(scaled_condition(gray), chroma)
    wanted = ((colors + 1) * 127.5).permute(0, 2, 3, 1)
    inside = ((wanted >= 1) & (wanted <= 254)).all(-1)
    difference = (exact_colors(gray, colors) - wanted).abs().amax(-1)
    assert float(difference[inside].max()) < 1.6
    assert float(inside.float().mean()) > 0.1


def test_a_color_beyond_rgb_keeps_its_hue() -> None:
    gray = torch.full((1, 1, 1), 200, dtype=torch.uint8)
    chroma = torch.tensor([-0.4, 0.9]).view(1, 2, 1, 1)
    red, green, blue = exact_colors(gray, with_luma(scaled_condition(gray), chroma))[
        0, 0, 0
    ].tolist()
    assert red == 255
    asked = with_luma(scaled_condition(gray), chroma).flatten() * 127.5 + 127.5 - 200
    assert abs((green - 200) / (red - 200) - float(asked[1] / asked[0])) < 0.02
    assert abs((blue - 200) / (red - 200) - float(asked[2] / asked[0])) < 0.02
