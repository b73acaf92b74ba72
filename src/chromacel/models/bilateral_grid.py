"""Bilateral grids: values by place and gray level, coarse in both, that follow a picture's edges.

Chen et al., Real-time edge-aware image processing with the bilateral grid, SIGGRAPH 2007; as the
output of a network, Gharbi et al., Deep bilateral learning, SIGGRAPH 2017.
"""

import torch
from torch import Tensor
from torch.nn.functional import grid_sample, interpolate


def sliced(grid: Tensor, guide: Tensor) -> Tensor:
    """Values for each pixel's place and gray level, linear between those of the grid.

    `grid` (n, c, levels, h', w') of at least two levels, and `guide` (n, 1, h, w) in [-1, 1], which
    are of the same picture whatever their sizes; (n, c, h, w) out.
    """
    if grid.is_cuda:  # where the gradient of grid_sample is a sum in no fixed order
        return weighted(grid, guide)
    levels, height = grid.shape[2:4]
    rows, columns = guide.shape[2:]
    stacked = grid.flatten(2, 3)  # below each other: sampling in two dimensions is fast
    x = (2 * torch.arange(columns) + 1) / columns - 1
    row = ((torch.arange(rows) + 0.5) * height / rows - 0.5).clamp(0, height - 1).view(-1, 1)
    level = (guide[:, 0] + 1) / 2 * (levels - 1)
    lower = level.floor().clamp(0, levels - 2)
    ys = [(2 * (row + each * height) + 1) / (levels * height) - 1 for each in (lower, lower + 1)]
    below, above = (
        grid_sample(stacked, torch.stack(places, -1), "bilinear", "border", align_corners=False)
        for places in ((x.expand_as(y), y) for y in ys)
    )
    return torch.lerp(below, above, (level - lower).unsqueeze(1))


def weighted(grid: Tensor, guide: Tensor) -> Tensor:
    """`sliced` by a sum over all levels of the grid, of which two weigh more than nothing."""
    number, values, levels = grid.shape[:3]
    size = guide.shape[2:]
    large = interpolate(grid.flatten(1, 2), size, mode="bilinear")
    numbers = torch.arange(levels, device=guide.device).view(-1, 1, 1)
    weights = (1 - ((guide + 1) / 2 * (levels - 1) - numbers).abs()).clamp(min=0)
    return (large.reshape(number, values, levels, *size) * weights.unsqueeze(1)).sum(2)
