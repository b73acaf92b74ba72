"""Hints drawn from pictures' true colors in training, as a person would give them.

Dots and short strokes, few more often than many. In some pictures, the areas below the first of
them get another color first, so that a model learns to obey, and not to know better.
"""

import math

import cv2
import numpy as np
import torch
from torch import Tensor

from chromacel.models.draws import Draws
from chromacel.models.luma import luma_of, with_luma
from chromacel.pictures.pixels import COLORS

MOST = 64  # marks in a picture
REACH = 12  # pixels from a mark's middle to its ends
RADIUS = (0.5, 5.0)  # of a brush, pixels
LENGTH = (0.0, 7.0)  # of a stroke, half of it, pixels
STOP = 0.12  # on the scale of [-1, 1]: where colors differ by more, a stroke ends
INACCURACY = 0.03  # of a color that a person gives, on the same scale
REPAINTED, AREAS = 0.4, 3  # share of pictures with areas of another color, and how many at most
TOLERANCE = 12  # levels of 255 between the colors of an area, at most
STRONGEST = 0.6  # of a new chroma, on the scale of [-1, 1]


def drawn_hints(colors: Tensor, draws: Draws, keeps_luma: bool) -> tuple[Tensor, Tensor, Tensor]:
    """Pictures (b, 3, h, w) as they are to be learned, and their hints: colors (b, 3, h, w), zero
    where there are none, and (b, 1, h, w), 1 where there are some. All on the scale of [-1, 1].

    New colors have the old luma where it is kept; some are beyond [-1, 1] then.
    """
    rows, columns = colors.shape[2:]
    number = draws.uniform(0, math.log(MOST + 1)).exp()
    middles = draws.uniform(0, 1, MOST, 2) * torch.tensor([rows, columns], device=colors.device)
    middles = middles.long()
    places, some = draws.some(REPAINTED)
    if len(places):
        areas = [AREAS if count >= AREAS else int(count) for count in number[places].tolist()]
        new = repainted(colors[places], middles[places], areas, some, keeps_luma)
        colors = colors.index_copy(0, places, new)
    return colors, *marks(colors, middles, number, draws)


def repainted(
    colors: Tensor, middles: Tensor, areas: list[int], draws: Draws, keeps_luma: bool
) -> Tensor:
    """(b, 3, h, w), the areas around so many of each picture's places in a random color."""
    if keeps_luma:
        chosen = draws.uniform(-STRONGEST, STRONGEST, AREAS, 2)
        empty = chosen.new_zeros(len(chosen), 1, AREAS, 1)
        chosen = with_luma(empty, chosen.transpose(1, 2).unsqueeze(-1)).squeeze(-1).transpose(1, 2)
    else:
        chosen = draws.uniform(-1, 1, AREAS, COLORS)
    pictures = ((colors + 1) * 127.5).round().clamp(0, 255).byte().permute(0, 2, 3, 1).cpu().numpy()
    result = colors.clone()
    for picture, count, old, new, target in zip(
        middles.tolist(), areas, pictures, chosen, result, strict=True
    ):
        for (row, column), color in zip(picture[:count], new, strict=False):
            area = torch.from_numpy(flooded(old, row, column)).to(colors.device)
            seen = target[:, row, column].clone()
            shown = luma_of(seen.view(1, -1, 1, 1)).flatten() if keeps_luma else 0.0
            target.add_((color - seen + shown).view(-1, 1, 1) * area)
    return result if keeps_luma else result.clamp(-1, 1)


def flooded(picture: np.ndarray, row: int, column: int) -> np.ndarray:
    """The area of a place's color in an (h, w, 3) uint8 picture: (h, w) bool."""
    mask = np.zeros((picture.shape[0] + 2, picture.shape[1] + 2), np.uint8)
    flags = 4 | cv2.FLOODFILL_MASK_ONLY | cv2.FLOODFILL_FIXED_RANGE | 255 << 8
    apart = (TOLERANCE,) * COLORS
    cv2.floodFill(np.ascontiguousarray(picture), mask, (column, row), 0, apart, apart, flags)
    return mask[1:-1, 1:-1] > 0


def marks(colors: Tensor, middles: Tensor, number: Tensor, draws: Draws) -> tuple[Tensor, Tensor]:
    """Dots and strokes around the first `number` (b,) of places (b, MOST, 2), rows and columns, of
    pictures (b, 3, h, w), each in its mean color there: as `drawn_hints` gives them."""
    rows, columns = colors.shape[2:]
    steps = torch.arange(-REACH, REACH + 1, device=colors.device)
    down, right = (part.flatten() for part in torch.meshgrid(steps, steps, indexing="ij"))
    is_stroke = draws.coins(MOST, 1)
    angle = draws.uniform(0, math.pi, MOST, 1)
    length = draws.uniform(*LENGTH, MOST, 1) * is_stroke
    x, y = angle.cos(), angle.sin()
    along = (right * x + down * y).clamp(-length, length)
    distance = (right - along * x) ** 2 + (down - along * y) ** 2
    row, column = middles[..., :1] + down, middles[..., 1:] + right
    within = (row >= 0) & (row < rows) & (column >= 0) & (column < columns)
    active = torch.arange(MOST, device=colors.device).view(1, -1, 1) < number.view(-1, 1, 1)
    inside = (distance <= draws.uniform(*RADIUS, MOST, 1) ** 2) & within & active
    places = row.clamp(0, rows - 1) * columns + column.clamp(0, columns - 1)
    spots = places.flatten(1).unsqueeze(1).expand(-1, COLORS, -1)
    below = colors.flatten(2).gather(2, spots).reshape(len(colors), COLORS, MOST, -1)
    middle = below[..., below.shape[-1] // 2].unsqueeze(-1)
    alike = ((below - middle).abs().amax(1) < STOP) | ~is_stroke
    inside &= alike
    share = inside.unsqueeze(1)
    means = (below * share).sum(-1) / share.sum(-1).clamp(min=1)
    means = means + draws.uniform(-INACCURACY, INACCURACY, COLORS, MOST)
    numbers = torch.arange(1, MOST + 1, device=colors.device).view(1, -1, 1) * inside
    last = torch.zeros(len(colors), rows * columns, dtype=torch.long, device=colors.device)
    last = last.scatter_reduce(1, places.flatten(1), numbers.flatten(1), "amax")
    given = (last > 0).unsqueeze(1)
    hints = means.gather(2, (last - 1).clamp(min=0).unsqueeze(1).expand(-1, COLORS, -1)) * given
    return hints.reshape(colors.shape), given.float().reshape(len(colors), 1, rows, columns)
