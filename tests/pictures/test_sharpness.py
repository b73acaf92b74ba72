"""How sharp a picture is, against SciPy's Sobel filter."""

import numpy as np
import pytest
import scipy.ndimage

from chromacel.pictures.grayscale import grayscale
from chromacel.pictures.sharpness import sharpness


def test_sharpness_is_the_mean_magnitude_of_the_gradient_of_the_luma() -> None:
    picture = np.random.default_rng(0).integers(0, 256, (36, 64, 3), np.uint8)
    luma = grayscale(picture[None])[0].astype(float)
    down, across = (scipy.ndimage.sobel(luma, axis, mode="mirror") for axis in (0, 1))
    assert sharpness(picture) == pytest.approx(np.sqrt(across**2 + down**2).mean(), rel=1e-5)


def test_a_border_is_as_sharp_across_as_down() -> None:
    halves = np.zeros((40, 40, 3), np.uint8)
    halves[:, 20:] = 200
    assert sharpness(halves) == sharpness(halves.swapaxes(0, 1)) > 0
