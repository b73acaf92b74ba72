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
REPAINTED, AREAS = 0.8, 8  # share of pictures with areas of another color, and how many at most
TOLERANCE = 6  # levels of 255 between neighbors in an area, at most
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
    places, some = draws.some(REPAINTED)  # maybe none, and yet all processes draw the same numbers
    areas = [min(int(count), AREAS) for count in number[places].tolist()]
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
    flags = 4 | cv2.FLOODFILL_MASK_ONLY | 255 << 8
    apart = (TOLERANCE,) * COLORS
    cv2.floodFill(np.ascontiguousarray(picture), mask, (column, row), 0, apart, apart, flags)
    return mask[1:-1, 1:-1] > 0


def marks(colors: Tensor, middles: Tensor, number: Tensor, draws: Draws) -> tuple[Tensor, Tensor]:
    """Dots and strokes around the first `number` (b,) of places (b, MOST, 2), rows and columns, of
    pictures (b, 3, h, w), each in its mean color there: as `drawn_hints` gives them."""
    rows, columns = colors.shape[2:]
    is_stroke, angle = draws.coins(MOST), draws.uniform(0, math.pi, MOST)
    length, radius = draws.uniform(*LENGTH, MOST), draws.uniform(*RADIUS, MOST)
    slip = draws.uniform(-INACCURACY, INACCURACY, MOST, COLORS)
    # Of all marks of all pictures (m,), and then of the pixels around each (m, window).
    every = torch.arange(MOST, device=colors.device)
    picture, mark = (every < number.long().unsqueeze(1)).nonzero().unbind(1)
    drawn = [part[picture, mark] for part in (is_stroke, angle, length, radius, slip, middles)]
    is_stroke, angle, length, radius = (part.unsqueeze(1) for part in drawn[:4])
    steps = torch.arange(-REACH, REACH + 1, device=colors.device)
    down, right = steps.repeat_interleave(len(steps)), steps.repeat(len(steps))
    length = length * is_stroke
    x, y = angle.cos(), angle.sin()
    along = (right * x + down * y).clamp(-length, length)
    distance = (right - along * x).square() + (down - along * y).square()
    row, column = drawn[5][:, :1] + down, drawn[5][:, 1:] + right
    inside = (row >= 0) & (row < rows) & (column >= 0) & (column < columns)
    inside &= distance <= radius.square()
    row, column = row.clamp(0, rows - 1), column.clamp(0, columns - 1)
    below = colors[picture.unsqueeze(1), :, row, column]  # (m, window, 3)
    middle = below[:, [below.shape[1] // 2]]
    inside &= ((below - middle).abs().amax(2) < STOP) | ~is_stroke
    weight = inside.unsqueeze(2)
    means = (below * weight).sum(1) / weight.sum(1).clamp(min=1) + drawn[4]
    # Where marks overlap, the later one counts. GPUs find it in no fixed order, so processors do.
    order = torch.arange(1, len(mark) + 1, device=colors.device).unsqueeze(1) * inside
    places = (picture.unsqueeze(1) * rows + row) * columns + column
    last = torch.zeros(len(colors) * rows * columns, dtype=torch.long)
    last = last.scatter_reduce(0, places.flatten().cpu(), order.flatten().cpu(), "amax")
    last = last.to(colors.device)
    given = (last > 0).view(len(colors), 1, rows, columns)
    hints = means[(last - 1).clamp(min=0)].view(len(colors), rows, columns, COLORS)
    return hints.permute(0, 3, 1, 2) * given, given.float()
