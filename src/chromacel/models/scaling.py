"""Between uint8 pictures and the numbers that networks compute with."""

from torch import Tensor


def scaled_condition(pictures: Tensor) -> Tensor:
    """(n, h, w) uint8 to (n, 1, h, w) float in [-1, 1]."""
    return pictures.unsqueeze(1).float() / 127.5 - 1


def scaled_colors(pictures: Tensor) -> Tensor:
    """(n, h, w, 3) uint8 to (n, 3, h, w) float in [-1, 1]."""
    return pictures.permute(0, 3, 1, 2).float() / 127.5 - 1


def unscaled_colors(colors: Tensor) -> Tensor:
    """The way back: (n, 3, h, w) in [-1, 1] to (n, h, w, 3) uint8, rounded and clipped."""
    return ((colors + 1) * 127.5).round().clamp(0, 255).byte().permute(0, 2, 3, 1)
