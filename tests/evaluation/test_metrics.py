"""Each metric against a value known from elsewhere: its paper, another library, or a plain loop."""

import cv2
import numpy as np
import pytest
from scipy.ndimage import correlate1d
from skimage import data
from skimage.color import deltaE_ciede2000, rgb2lab
from skimage.metrics import peak_signal_noise_ratio, structural_similarity

from chromacel.evaluation.error_profiles import ErrorProfile
from chromacel.evaluation.labels import DEFINITIONS, LABELS
from chromacel.evaluation.metrics import colorfulness, measure
from chromacel.pictures.pixels import Frames

# Sharma, Wu and Dalal, "The CIEDE2000 Color-Difference Formula", 2005, Table 1: pairs 1, 7, 17, 25.
SHARMA = [
    ((50.0, 2.6772, -79.7751), (50.0, 0.0, -82.7485), 2.0425),
    ((50.0, 0.0, 0.0), (50.0, -1.0, 2.0), 2.3669),
    ((50.0, 2.5, 0.0), (73.0, 25.0, -18.0), 27.1492),
    ((60.2574, -34.0099, 36.2677), (60.4626, -34.1751, 39.4387), 1.2644),
]


@pytest.fixture(scope="module")
def pair() -> tuple[Frames, Frames]:
    """Two pictures, 180 x 320, and what is left of them after blurring and a change of hue."""
    astronaut, cat = (
        cv2.resize(picture, (320, 180), interpolation=cv2.INTER_AREA)
        for picture in (data.astronaut(), data.chelsea())
    )
    truth = np.stack([astronaut, cat])
    colored = np.stack([cv2.GaussianBlur(part, (5, 5), 0)[..., [1, 0, 2]] for part in truth])
    return colored, truth


def test_the_metrics_of_pictures_are_those_of_scikit_image(pair: tuple[Frames, Frames]) -> None:
    found = measure(*pair)
    assert set(found) == set(DEFINITIONS) == set(LABELS)
    for place, (colored, truth) in enumerate(zip(*pair, strict=True)):
        difference = colored.astype(float) - truth
        labs = rgb2lab(colored), rgb2lab(truth)
        steps = deltaE_ciede2000(*labs)
        expected = {
            "l1": np.abs(difference).mean(),
            "l2": (difference**2).mean(),
            "psnr": peak_signal_noise_ratio(truth, colored),
            "ciede2000": steps.mean(),
            "ciede2000_p95": np.percentile(steps, 95),
            "chroma_error": np.hypot(*(labs[0] - labs[1])[..., 1:].transpose(2, 0, 1)).mean(),
        }
        for name, value in expected.items():
            assert found[name][place] == pytest.approx(value, rel=1e-5), name
        # The whole windows alone, as in the paper; scikit-image's own mean takes a smaller part.
        _, whole = structural_similarity(
            truth,
            colored,
            channel_axis=2,
            gaussian_weights=True,
            sigma=1.5,
            use_sample_covariance=False,
            data_range=255,
            full=True,
        )
        assert found["ssim"][place] == pytest.approx(whole[5:-5, 5:-5].mean(), abs=1e-4)


def test_ms_ssim_is_that_of_its_paper_written_out(pair: tuple[Frames, Frames]) -> None:
    assert measure(*pair)["ms_ssim"] == pytest.approx(
        [plain_ms_ssim(one, other) for one, other in zip(*pair, strict=True)], abs=1e-4
    )


def plain_ms_ssim(one: Frames, other: Frames) -> float:
    """Wang, Simoncelli and Bovik, "Multi-scale structural similarity", 2003, per channel."""
    window = np.exp(-(np.arange(-5, 6) ** 2) / (2 * 1.5**2))
    window /= window.sum()

    def mean(values: np.ndarray) -> np.ndarray:
        return correlate1d(correlate1d(values, window, 0), window, 1)[5:-5, 5:-5]

    def halved(values: np.ndarray) -> np.ndarray:
        # An odd side gets a row of zeros before the first, counted in the mean.
        padded = np.pad(values, [(length % 2, 0) for length in values.shape])
        pairs = padded[: padded.shape[0] // 2 * 2, : padded.shape[1] // 2 * 2]
        return (pairs[::2, ::2] + pairs[1::2, ::2] + pairs[::2, 1::2] + pairs[1::2, 1::2]) / 4

    total = []
    for channel in range(3):
        x, y = one[..., channel].astype(float), other[..., channel].astype(float)
        product = 1.0
        for scale, weight in enumerate((0.0448, 0.2856, 0.3001, 0.2363, 0.1333)):
            mx, my = mean(x), mean(y)
            vx, vy, cov = mean(x * x) - mx**2, mean(y * y) - my**2, mean(x * y) - mx * my
            contrast = (2 * cov + (0.03 * 255) ** 2) / (vx + vy + (0.03 * 255) ** 2)
            light = (2 * mx * my + (0.01 * 255) ** 2) / (mx**2 + my**2 + (0.01 * 255) ** 2)
            term = (light * contrast if scale == 4 else contrast).mean()
            product *= max(term, 0) ** weight
            x, y = halved(x), halved(y)
        total.append(product)
    return float(np.mean(total))


@pytest.mark.parametrize(("one", "other", "difference"), SHARMA)
def test_ciede2000_has_the_values_of_its_test_data(
    one: tuple[float, ...], other: tuple[float, ...], difference: float
) -> None:
    assert deltaE_ciede2000(np.array(one), np.array(other)) == pytest.approx(difference, abs=1e-4)


def test_equal_pictures_are_as_near_as_can_be(pair: tuple[Frames, Frames]) -> None:
    _, truth = pair
    found = {name: values[0] for name, values in measure(truth, truth).items()}
    assert (found["ssim"], found["ms_ssim"]) == pytest.approx((1, 1))
    assert found["psnr"] == 99
    differences = ("brightness", "sharpness", "colorfulness_error")
    for name in (*differences, "l1", "l2", "ciede2000", "ciede2000_p95", "chroma_error"):
        assert found[name] == 0


def test_colorfulness_is_that_of_its_formula_by_hand() -> None:
    gray = np.full((8, 8, 3), 90, np.uint8)
    assert colorfulness(gray) == 0
    red = np.zeros((8, 8, 3), np.uint8)
    red[..., 0] = 200
    assert colorfulness(red) == pytest.approx(0.3 * np.hypot(200, 100))
    half = gray.copy()
    half[:4] = (200, 0, 0)
    # Red minus green is 200 or 0, yellow minus blue 100 or 0.
    assert colorfulness(half) == pytest.approx(np.hypot(100, 50) + 0.3 * np.hypot(100, 50))


def test_small_and_black_pictures_have_numbers_too() -> None:
    black, white = (np.full((1, 40, 72, 3), value, np.uint8) for value in (0, 255))
    found = measure(white, black)
    assert np.isnan(found.pop("ms_ssim")).all()
    assert all(np.isfinite(values).all() for values in found.values())
    assert found["l1"] == [255]
    assert found["psnr"] == pytest.approx(0)


def test_errors_are_counted_by_the_luma_and_hue_of_the_truth() -> None:
    truth = np.zeros((1, 4, 4, 3), np.uint8)
    truth[0, :2] = (250, 0, 0)  # luma 75, hue 0
    colored = truth.copy()
    colored[0, :2, :, 1] = 30
    profile = ErrorProfile()
    profile.add(colored, truth)
    table = profile.table().set_index(["scale", "start"])
    assert table["pixels"].sum() == 16 + 8
    assert table.loc[("luma", 64.0), ["pixels", "error"]].tolist() == [8, 10]
    assert table.loc[("luma", 0.0), ["pixels", "error"]].tolist() == [8, 0]
    assert table.loc[("hue", 0.0), ["pixels", "error"]].tolist() == [8, 10]
    assert table["error"].isna().sum() == 14 + 23
