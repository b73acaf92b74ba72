"""Fitting, grayscale, edges and downsampling, each against an oracle."""

from pathlib import Path

import cv2
import numpy as np
import pytest
import scipy.ndimage

from chromacel.pictures.downsampling import DownsamplingSettings, downsample
from chromacel.pictures.edges import EdgeSettings, detect_edges
from chromacel.pictures.grayscale import grayscale
from chromacel.pictures.resizing import FrameSettings, fit_picture
from conftest import sampled

RNG = np.random.default_rng(0)


def natural(n: int, height: int, width: int) -> np.ndarray:
    """Smooth colors with hard borders, like cels."""
    noise = RNG.normal(size=(n, height, width, 3))
    smooth = scipy.ndimage.gaussian_filter(noise, (0, 6, 6, 0))
    steps = np.round(smooth / smooth.std() * 2) * 40 + 128
    return np.clip(steps, 0, 255).astype(np.uint8)


def test_grayscale_is_the_rounded_weighted_sum() -> None:
    rgb = RNG.integers(0, 256, (2, 50, 60, 3), np.uint8)
    exact = rgb.astype(np.int64) @ np.array([2989, 5870, 1140])
    assert np.array_equal(grayscale(rgb), (exact + 5000) // 10_000)
    assert grayscale(np.full((1, 1, 1, 3), 255, np.uint8)).item() == 255


def test_edges_are_cannys() -> None:
    gray = grayscale(natural(3, 90, 160))
    edges = detect_edges(gray, EdgeSettings(low=100, high=200, aperture=3))
    assert set(np.unique(edges)) == {0, 255}
    assert np.array_equal(edges[1], cv2.Canny(gray[1], 100, 200))


def difference_to_scipys_zoom(frames: np.ndarray, size: tuple[int, int]) -> np.ndarray:
    """What separates `downsample` from SciPy's zoom of each channel, rounded and clipped."""
    factors = (size[0] / frames.shape[1], size[1] / frames.shape[2])
    zoomed = [
        [scipy.ndimage.zoom(frame[..., c].astype(float), factors, order=3) for c in range(3)]
        for frame in frames
    ]
    oracle = np.moveaxis(np.array(zoomed), 1, -1).round().clip(0, 255)
    ours = downsample(frames, DownsamplingSettings(*size))
    assert ours.shape == (len(frames), *size, 3)
    return np.abs(ours - oracle)


@pytest.mark.parametrize("size", [(180, 320), (90, 200), (37, 53)])
def test_downsampling_has_the_values_of_scipys_zoom(size: tuple[int, int]) -> None:
    difference = difference_to_scipys_zoom(natural(2, 180, 320), size)
    assert difference.max() <= 1
    assert (difference > 0).mean() < 1e-4


@pytest.mark.parametrize("show", ["munchausen/munchausen_01", "bunny/bunny_02"])
def test_downsampling_of_real_footage_has_the_values_of_scipys_zoom(
    footage: Path, show: str
) -> None:
    frames = np.stack([frame.rgb for frame in sampled(footage / f"{show}.mp4", 400)])
    difference = difference_to_scipys_zoom(frames, (180, 320))
    assert difference.max() <= 1
    assert (difference > 0).mean() < 1e-4


def test_downsampling_clips_and_never_wraps() -> None:
    board = np.zeros((1, 40, 40), np.uint8)
    board[:, 10:30, 10:30] = 255
    small = downsample(board, DownsamplingSettings(20, 20)).astype(int)
    assert small[0, 8:12, 8:12].min() == 255
    assert small[0, :3].max() <= 10


@pytest.mark.parametrize(
    ("fit", "left", "top"), [("crop", 200, 200), ("pad", 90, 0), ("stretch", 90, 200)]
)
def test_fitting_cuts_pads_or_stretches(fit: str, left: int, top: int) -> None:
    wide = np.full((40, 160, 3), 200, np.uint8)
    wide[:, :20] = wide[:, -20:] = 90
    settings = FrameSettings(stride=1, height=36, width=64, fit=fit, trim_bars=False)
    fitted = fit_picture(wide, settings)[..., 0]
    assert fitted.shape == (36, 64)
    assert fitted[18, 32] == 200
    assert (fitted[18, 0], fitted[18, 63]) == (left, left)
    assert (fitted[0, 32], fitted[35, 32]) == (top, top)


def test_fitting_keeps_the_center_and_the_shape_of_things() -> None:
    tall = np.zeros((200, 100, 3), np.uint8)
    cv2.circle(tall, (50, 100), 30, (255, 255, 255), -1)
    for fit, radius in (("crop", 30 * 0.64), ("pad", 30 * 0.18)):
        fitted = fit_picture(tall, FrameSettings(1, 36, 64, fit, False))[..., 0] > 128  # type: ignore[arg-type]
        rows, columns = np.nonzero(fitted)
        assert (rows.mean(), columns.mean()) == pytest.approx((17.5, 31.5), abs=1)
        assert np.ptp(columns) / 2 == pytest.approx(min(radius, 32), abs=1.5)


def test_a_picture_of_the_right_size_is_not_touched() -> None:
    picture = natural(1, 36, 64)[0]
    for fit in ("crop", "pad", "stretch"):
        settings = FrameSettings(1, 36, 64, fit, False)  # type: ignore[arg-type]
        assert np.array_equal(fit_picture(picture, settings), picture)


@pytest.mark.parametrize(("fit", "shape"), [("crop", (36, 64)), ("pad", (36, 64))])
def test_fitting_makes_pixels_square(fit: str, shape: tuple[int, int]) -> None:
    """A disk stored at half its width, as pixels twice as wide as high show it."""
    stored = np.zeros((180, 160, 3), np.uint8)
    cv2.ellipse(stored, (80, 90), (20, 40), 0, 0, 360, (255, 255, 255), -1)
    settings = FrameSettings(1, *shape, fit, False)  # type: ignore[arg-type]
    rows, columns = np.nonzero(fit_picture(stored, settings, pixel_aspect=2)[..., 0] > 128)
    assert np.ptp(columns) == pytest.approx(np.ptp(rows), abs=1)
    assert np.ptp(rows) == pytest.approx(16, abs=1)


@pytest.mark.parametrize("fit", ["crop", "pad", "stretch"])
@pytest.mark.parametrize("aspect", [1e-6, 1e6])
def test_pixels_of_any_shape_are_fitted_in_little_memory(fit: str, aspect: float) -> None:
    settings = FrameSettings(1, 36, 64, fit, False)  # type: ignore[arg-type]
    assert fit_picture(natural(1, 90, 160)[0], settings, aspect).shape == (36, 64, 3)
