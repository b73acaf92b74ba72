"""Flat regions of drawings."""

import numpy as np

from chromacel.pictures.regions import averaged, flat_regions


def drawing() -> np.ndarray:
    """Two flat halves with some grain, and a line between them; a small square in one."""
    random = np.random.default_rng(1)
    gray = np.full((40, 80), 100, np.uint8)
    gray[:, 41:] = 120
    gray += random.integers(0, 2, gray.shape, dtype=np.uint8)
    gray[:, 40] = 0
    gray[10:15, 60:65] = 200
    return gray


def test_what_lines_part_are_regions_of_their_own() -> None:
    regions = flat_regions(drawing())
    assert len(set(regions[:, :39].ravel())) == 1
    assert regions[5, 5] != regions[5, 75] and regions[5, 75] > 0
    assert not regions[:, 40].any()
    assert not regions[11:14, 61:64].any()  # too small


def test_a_slow_gradient_is_one_region() -> None:
    gray = np.tile(np.arange(0, 240, 3, dtype=np.uint8), (20, 1))
    assert (flat_regions(gray) == 1).all()


def test_a_regions_pixels_get_its_mean_and_others_stay() -> None:
    regions = flat_regions(drawing())
    values = np.random.default_rng(2).random((3, 40, 80), np.float32)
    means = averaged(values, regions)
    for number in set(regions.ravel()) - {0}:
        inside = regions == number
        expected = values[:, inside].mean(1)
        assert np.abs(means[:, inside] - expected[:, None]).max() < 1e-5
    assert np.array_equal(means[:, regions == 0], values[:, regions == 0])
