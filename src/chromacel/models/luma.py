"""Colors made of a picture's own luma and a network's chroma."""

import torch
from torch import Tensor
from torch.nn.functional import conv2d

from chromacel.pictures.grayscale import UNIT, WEIGHTS

RED, GREEN, BLUE = (int(weight) for weight in WEIGHTS[0])


def with_luma(luma: Tensor, chroma: Tensor) -> Tensor:
    """Luma (n, 1, h, w) and chroma (n, 2, h, w) to colors (n, 3, h, w), some beyond [-1, 1].

    All are floats on the scale of [-1, 1]. Chroma is the difference of blue and of red from luma,
    as in Cb and Cr, each divided by the largest that it can be.
    """
    blue, red = 2 * (1 - BLUE / UNIT), 2 * (1 - RED / UNIT)
    green = (-BLUE * blue / GREEN, -RED * red / GREEN)  # which the three weights leave to it
    matrix = chroma.new_tensor([(0.0, red), green, (blue, 0.0)])
    return luma + conv2d(chroma, matrix[..., None, None])


def luma_of(colors: Tensor) -> Tensor:
    """(n, 3, h, w) to (n, 1, h, w), in [-1, 1]."""
    weights = colors.new_tensor([RED, GREEN, BLUE]) / (RED + GREEN + BLUE)
    return (colors * weights.view(1, -1, 1, 1)).sum(1, keepdim=True)


def exact_colors(gray: Tensor, colors: Tensor) -> Tensor:
    """Whole numbers for colors, so that `pictures/grayscale.py` makes the same gray of them again.

    `gray` (n, h, w) uint8 and `colors` of `with_luma` in, (n, h, w, 3) uint8 out. Colors beyond RGB
    lose saturation and keep their hue. Red and blue are rounded, and green is what luma needs.
    """
    luma = gray.unsqueeze(1).float()
    difference = (colors + 1) * 127.5 - luma
    room = torch.where(difference > 0, 255 - luma, luma)
    inside = (room / difference.abs().clamp(min=1e-6)).amin(1, keepdim=True).clamp(max=1)
    red, green, blue = (luma + difference * inside).unbind(1)
    red, blue = red.round().int(), blue.round().int()
    # Grayscale adds UNIT / 2 and divides by UNIT, rounding down: green is between these.
    rest = UNIT * gray.int() - UNIT // 2 - RED * red - BLUE * blue
    least, most = -(-rest // GREEN), -(-(rest + UNIT) // GREEN) - 1
    green = torch.minimum(torch.maximum(green.round().int(), least), most)
    possible = (green >= 0) & (green <= 255)
    exact = [torch.where(possible, plane.to(torch.uint8), gray) for plane in (red, green, blue)]
    return torch.stack(exact, dim=-1)
