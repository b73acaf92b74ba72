"""Pictures that differ each time that they are learned from, where the training has them."""

import math

import torch
from torch import Tensor
from torch.nn.functional import affine_grid, grid_sample

from chromacel.models.draws import Draws

SMALLEST, LARGEST = 0.8, 1.6  # times the size: an enlarged picture is cut, a small one mirrored
STRETCH = 0.1  # of the width against the height, as a logarithm
ANGLE = math.radians(5)


def warped(pictures: Tensor, draws: Draws) -> Tensor:
    """(b, c, h, w) to the same size, each mirrored or not, enlarged, stretched, turned, moved."""
    if not len(pictures):  # this process has none of the last batch
        return pictures
    rows, columns = pictures.shape[2:]
    size = draws.uniform(math.log(SMALLEST), math.log(LARGEST)).exp()
    stretch = draws.uniform(-STRETCH, STRETCH).exp()
    angle = draws.uniform(-ANGLE, ANGLE)
    mirror = draws.uniform(-1, 1).sign()
    x, y = stretch / size, 1 / (stretch * size)  # shares of the picture's width and height
    right, down = draws.uniform(-1, 1) * (1 - x).abs(), draws.uniform(-1, 1) * (1 - y).abs()
    shape = rows / columns
    places = torch.stack(
        [
            torch.stack([mirror * x * angle.cos(), -shape * y * angle.sin(), right], dim=1),
            torch.stack([mirror / shape * x * angle.sin(), y * angle.cos(), down], dim=1),
        ],
        dim=1,
    )
    grid = affine_grid(places, list(pictures.shape), align_corners=False)
    return grid_sample(pictures, grid, padding_mode="reflection", align_corners=False)
