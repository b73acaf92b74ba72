"""Lines and screentones as artists and printers make them, drawn from pictures' luma in training.

A model that has seen one detector's edges alone takes ink lines for something else, and one that
has seen clean grayscale alone the dots of a printed page.
"""

import math

import torch
from torch import Tensor
from torch.nn.functional import conv2d, interpolate, max_pool2d, pad

from chromacel.models.draws import Draws

REACH = 4  # pixels of a blur to each side
GAPS = (12, 20)  # places in a picture at which lines may break


def drawn_lines(luma: Tensor, draws: Draws) -> Tensor:
    """Bright lines on black for luma, (b, 1, h, w) float in [-1, 1] each.

    Half of the pictures in the mean get contours, by an extended difference of Gaussians
    (Winnemöller et al. 2012) of random width and threshold; the others their own ink, which is
    what a morphological closing fills.
    """
    light = (luma + 1) / 2
    width, threshold = draws.uniform(0.5, 1.2), draws.uniform(0.0, 0.03)
    gain = draws.uniform(15, 60).view(-1, 1, 1, 1)
    difference = blurred(light, width) - blurred(light, 1.6 * width)
    contours = (-difference - threshold.view(-1, 1, 1, 1)) * gain
    ink = (closed(light, 5) - light) * draws.uniform(1.5, 4).view(-1, 1, 1, 1)
    is_ink = draws.uniform(0, 1).view(-1, 1, 1, 1) < 0.5
    return 2 * torch.where(is_ink, ink, contours).clamp(0, 1) - 1


def redrawn(lines: Tensor, draws: Draws) -> Tensor:
    """Bright lines on black, (b, 1, h, w) in [-1, 1], as another hand would draw them: some twice
    as thick, some fainter, some with gaps."""
    thick, _ = draws.some(0.25)
    lines = lines.index_copy(0, thick, max_pool2d(lines[thick], 3, stride=1, padding=1))
    noise = draws.uniform(0, 1, 1, *GAPS)
    missing = interpolate(noise, lines.shape[2:], mode="bilinear") < draws.uniform(-0.3, 0.3).view(
        -1, 1, 1, 1
    )
    strength = draws.uniform(0.6, 1.0).view(-1, 1, 1, 1)
    return 2 * torch.where(missing, 0.0, (lines + 1) / 2 * strength) - 1


def screentoned(luma: Tensor, draws: Draws) -> Tensor:
    """Luma (b, 1, h, w) in [-1, 1] as on a printed page: dots or lines of a random pitch and angle
    in place of grays, paper that is not white, and ink that is not black."""
    light = (luma + 1) / 2
    rows, columns = luma.shape[2:]
    angle, pitch = draws.uniform(0, math.pi), draws.uniform(2.5, 7)
    down = torch.arange(rows, device=luma.device).view(-1, 1)
    right = torch.arange(columns, device=luma.device).view(1, -1)
    turns = (2 * math.pi / pitch).view(-1, 1, 1)
    cosine, sine = angle.cos().view(-1, 1, 1), angle.sin().view(-1, 1, 1)
    along = ((right * cosine + down * sine) * turns).cos()
    across = ((down * cosine - right * sine) * turns).cos()
    is_lines = draws.uniform(0, 1).view(-1, 1, 1) < 0.3
    screen = (0.5 + torch.where(is_lines, along / 2, (along + across) / 4)).unsqueeze(1)
    hardness, share = draws.uniform(4, 20), draws.uniform(0.2, 0.9)
    toned = torch.sigmoid((light - screen) * hardness.view(-1, 1, 1, 1))
    page = torch.lerp(light, toned, share.view(-1, 1, 1, 1))
    ink, paper = draws.uniform(0, 0.15), draws.uniform(0.85, 1)
    return 2 * torch.lerp(ink.view(-1, 1, 1, 1), paper.view(-1, 1, 1, 1), page) - 1


def blurred(pictures: Tensor, widths: Tensor) -> Tensor:
    """(b, 1, h, w) with each picture blurred by a Gaussian of its own standard deviation."""
    places = torch.arange(-REACH, REACH + 1, device=pictures.device)
    kernels = torch.exp(-((places / widths.view(-1, 1)) ** 2) / 2)
    kernels = kernels / kernels.sum(1, keepdim=True)
    together = pad(pictures.transpose(0, 1), [REACH] * 4, mode="replicate")
    across = conv2d(together, kernels[:, None, None], groups=len(pictures))
    return conv2d(across, kernels[:, None, :, None], groups=len(pictures)).transpose(0, 1)


def closed(pictures: Tensor, size: int) -> Tensor:
    """Dark strokes narrower than `size` pixels filled by what is around them."""
    grown = max_pool2d(pictures, size, stride=1, padding=size // 2)
    return -max_pool2d(-grown, size, stride=1, padding=size // 2)
