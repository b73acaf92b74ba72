"""Lines and screentones, against OpenCV and SciPy, and by what they are for."""

import cv2
import numpy as np
import scipy.ndimage
import torch

from chromacel.models.draws import Draws
from chromacel.models.printing import blurred, closed, drawn_lines, redrawn, screentoned

CPU = torch.device("cpu")


def noise(number: int) -> torch.Tensor:
    return torch.rand((number, 1, 24, 40), generator=torch.Generator().manual_seed(1))


def test_each_picture_is_blurred_by_its_own_gaussian() -> None:
    pictures, widths = noise(3), torch.tensor([0.5, 0.9, 1.2])
    for picture, width, blur in zip(pictures, widths, blurred(pictures, widths), strict=True):
        expected = scipy.ndimage.gaussian_filter(
            picture[0].numpy(), float(width), mode="nearest", radius=4
        )
        assert np.abs(blur[0].numpy() - expected).max() < 1e-5


def test_closing_is_opencvs() -> None:
    picture = noise(1)
    expected = cv2.morphologyEx(picture[0, 0].numpy(), cv2.MORPH_CLOSE, np.ones((5, 5), np.uint8))
    assert np.abs(closed(picture, 5)[0, 0].numpy() - expected).max() < 1e-6


def test_a_dark_stroke_becomes_a_line_and_flat_paper_none() -> None:
    luma = torch.ones((40, 1, 60, 80))
    luma[:, :, 20:40, 40:42] = -1
    lines = drawn_lines(luma, Draws((1, 1), 40, CPU))
    assert (lines[:, :, 25:35, 40:42].amax((1, 2, 3)) > 0).all()
    assert (lines[:, :, :, :30] == -1).all()


def test_lines_are_redrawn_thicker_fainter_or_broken() -> None:
    lines = torch.full((200, 1, 60, 80), -1.0)
    lines[:, :, :, 40] = 1
    other = redrawn(lines, Draws((1, 1), 200, CPU))
    assert 0.15 < float((other[:, 0, 30, 41] > -1).float().mean()) < 0.35
    gaps = (other[:, 0, :, 40] == -1).any(1)
    assert 0.2 < float(gaps.float().mean()) < 0.8
    assert float(other.amax((1, 2, 3)).median()) < 0.95
    assert (other[:, :, :, :38] == -1).all()


def test_screentones_keep_how_dark_an_area_is_in_order() -> None:
    luma = torch.linspace(-1, 1, 5).view(5, 1, 1, 1).expand(-1, -1, 80, 80)
    for number in range(20):
        draws = Draws((1, number), 1, CPU)
        draws.places = torch.zeros(5, dtype=torch.int64)  # the same page for all
        means = screentoned(luma, draws).mean((1, 2, 3))
        assert (means.diff() > 0).all()
        assert -1 <= float(means[0]) < float(means[-1]) <= 1
