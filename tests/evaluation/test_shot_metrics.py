"""Measures of whole shots, each against a plain reimplementation or a case whose value is known."""

from collections.abc import Callable

import cv2
import numpy as np
import pandas as pd
import pytest
from scipy.ndimage import map_coordinates, maximum_filter
from scipy.spatial.distance import jensenshannon
from skimage import data

from chromacel.evaluation.color_consistency import cdc
from chromacel.evaluation.decomposition import decompose
from chromacel.evaluation.flicker import held_flicker
from chromacel.evaluation.recurrence import recurrence_differences, recurrences
from chromacel.evaluation.shot_metrics import Shots, measure_shots
from chromacel.evaluation.shot_summary import RATIOS, summarize
from chromacel.evaluation.warp_error import find_motions, mean_warp_error, motion_of, warp_error
from chromacel.pictures.chroma import chroma, chromas, quantized_chroma, saturation
from chromacel.pictures.grayscale import grayscale
from chromacel.pictures.pixels import Frames


@pytest.fixture(scope="module")
def pan() -> Frames:
    """Seven frames of 60 × 96 from a camera that moves over a photograph, 3 pixels a frame."""
    small = cv2.resize(data.astronaut(), (128, 128), interpolation=cv2.INTER_AREA)
    return np.stack([small[20:80, 3 * n : 3 * n + 96] for n in range(7)])


@pytest.fixture(scope="module")
def noisy(pan: Frames) -> Frames:
    """The same in colors that change from frame to frame."""
    noise = np.random.default_rng(1).integers(-12, 13, (len(pan), 1, 1, 3))
    return np.clip(pan + noise, 0, 255).astype(np.uint8)


def tinted(frames: Frames, blue: float, red: float) -> Frames:
    """Gray frames with so much more blue and red than luma, green less: luma stays."""
    weights = np.array([0.2989, 0.5870, 0.1140])
    green = -(red * weights[0] + blue * weights[2]) / weights[1]
    return np.rint(frames + np.array([red, green, blue])).astype(np.uint8)


GRAY = np.full((1, 20, 30, 3), 120, np.uint8)


def test_chroma_is_what_blue_and_red_differ_from_luma_by(pan: Frames) -> None:
    red, green, blue = np.moveaxis(pan[0].astype(float), 2, 0)
    luma = 0.2989 * red + 0.5870 * green + 0.1140 * blue
    assert chroma(pan[0]) == pytest.approx(np.stack([blue - luma, red - luma], axis=2), abs=1e-3)
    assert np.array_equal(chromas(pan)[3], chroma(pan[3]))
    assert chroma(GRAY[0]) == pytest.approx(0, abs=0.05)  # the weights add up to .9999


def test_gray_has_no_saturation_and_a_color_the_length_of_its_cb_and_cr(pan: Frames) -> None:
    assert saturation(quantized_chroma(GRAY)) == 0
    blue_difference, red_difference = 0.564 * 60, 0.713 * 40  # ITU-T T.871
    found = saturation(quantized_chroma(tinted(GRAY, 60, 40)))
    assert found == pytest.approx(np.hypot(blue_difference, red_difference), abs=1)


@pytest.mark.parametrize("version", [lambda frames: frames, quantized_chroma])
def test_cdc_is_that_of_scipy_pair_by_pair(
    pan: Frames, noisy: Frames, version: Callable[[Frames], Frames]
) -> None:
    for frames in (version(pan), version(noisy)):
        assert cdc(frames) == pytest.approx(plain_cdc(frames), rel=1e-9)


def plain_cdc(frames: Frames) -> float:
    by_distance = []
    for distance in (1, 2, 4):
        values = []
        for first, second in zip(frames, frames[distance:], strict=False):
            for channel in range(frames.shape[3]):
                counts = [
                    np.bincount(part[..., channel].ravel(), minlength=256)
                    for part in (first, second)
                ]
                values.append(jensenshannon(*counts, base=np.e) ** 2)
        by_distance.append(np.mean(values))
    return float(np.mean(by_distance))


def test_a_shot_of_four_frames_has_no_cdc_and_one_that_is_still_has_none_of_it(pan: Frames) -> None:
    assert np.isnan(cdc(pan[:4]))
    assert cdc(np.repeat(pan[:1], 5, axis=0)) == 0


def test_held_flicker_is_the_change_of_chroma_where_luma_is_held(
    pan: Frames, noisy: Frames
) -> None:
    frames = np.stack([pan[0], pan[0], pan[0]])
    frames[1, 10:20, 10:20] //= 2  # something moves there
    other = np.where(np.arange(96)[:, None] < 48, frames, noisy[:3])
    found, pixels = held_flicker(chromas(other), chromas(frames), grayscale(frames))
    own, true, number = plain_held(other, frames)
    assert pixels == number < 2 * 60 * 96
    assert found == pytest.approx(own - true, rel=1e-4)


def plain_held(colored: Frames, truth: Frames) -> tuple[float, float, int]:
    gray = grayscale(truth).astype(int)
    held = [maximum_filter(abs(gray[n] - gray[n + 1]), 3) <= 2 for n in range(len(gray) - 1)]
    own, true = (
        np.concatenate(
            [
                abs(chroma(part[n]) - chroma(part[n + 1]))[area].mean(axis=1)
                for n, area in enumerate(held)
            ]
        )
        for part in (colored, truth)
    )
    return float(own.mean()), float(true.mean()), len(own)


def test_nothing_flickers_where_nothing_is_held(pan: Frames) -> None:
    gray = np.stack([np.zeros((8, 8), np.uint8), np.full((8, 8), 9, np.uint8)])
    still = np.zeros((2, 8, 8, 2), np.float32)
    value, pixels = held_flicker(still, still, gray)
    assert np.isnan(value)
    assert pixels == 0


def test_motion_is_that_of_a_pan_and_what_it_uncovers_is_left_out(pan: Frames) -> None:
    motion = next(find_motions(grayscale(pan)))
    columns = np.arange(96)
    moved = (motion.places[..., 0] - columns)[motion.trusted > 0]
    assert np.median(moved) == pytest.approx(-3, abs=0.1)
    assert (motion.trusted > 0).mean() > 0.5
    assert not motion.trusted[:, :2].any()  # what leaves the picture


def test_warp_error_and_its_masks_are_those_of_their_formulas(pan: Frames, noisy: Frames) -> None:
    search = cv2.DISOpticalFlow.create(cv2.DISOPTICAL_FLOW_PRESET_MEDIUM)
    here, there = grayscale(pan[:2])
    forward, backward = (search.calc(*two, None) for two in ((here, there), (there, here)))
    motion = motion_of(forward, backward)
    rows, columns = np.mgrid[:60, :96]
    target = np.stack([rows + forward[..., 1], columns + forward[..., 0]])

    def sample(values: np.ndarray) -> np.ndarray:
        parts = [map_coordinates(values[..., n], target, order=1, mode="constant") for n in (0, 1)]
        return np.stack(parts, axis=2)

    back = sample(backward)
    length = (forward**2).sum(2) + (back**2).sum(2)
    hidden = ((forward + back) ** 2).sum(2) > 0.01 * length + 0.5
    slope = sum((np.gradient(forward[..., n], axis=a) ** 2) for n in (0, 1) for a in (0, 1))
    boundary = slope > 0.01 * (forward**2).sum(2) + 0.002
    limits = np.array([59, 95])[:, None, None]
    trusted = ((target >= 0) & (target <= limits)).all(0) & ~hidden & ~boundary
    assert (trusted != (motion.trusted > 0)).mean() < 0.01  # OpenCV rounds places to 1/32
    one, other = chroma(noisy[0]), chroma(noisy[1])
    expected = ((one - sample(other)) ** 2).sum(2)[motion.trusted > 0].mean()
    assert warp_error(one, other, motion) == pytest.approx(expected, rel=0.03)


def test_of_a_pan_in_steady_colors_the_warp_error_is_small_beside_one_that_flickers(
    pan: Frames, noisy: Frames
) -> None:
    motions = list(find_motions(grayscale(pan)))
    steady, flickering = (mean_warp_error(chromas(one), motions) for one in (pan, noisy))
    assert steady < 0.3 * flickering


def test_the_three_parts_add_up_to_the_squared_chroma_error(pan: Frames, noisy: Frames) -> None:
    blurred = np.stack([cv2.GaussianBlur(frame, (9, 9), 0) for frame in noisy])
    parts = decompose(chromas(blurred), chromas(pan))
    squares = (chromas(blurred).astype(float) - chromas(pan)) ** 2
    assert parts.wrong + parts.wobble + parts.rest == pytest.approx(
        squares.sum(axis=3).mean(), rel=1e-6
    )
    assert min(parts.wrong, parts.wobble, parts.rest) > 0.01


def test_a_still_shot_in_alternating_hues_wobbles_and_is_nothing_else() -> None:
    still = np.repeat(GRAY, 8, axis=0)
    hues = [tinted(GRAY, 30, -20), tinted(GRAY, -30, 20)]
    parts = decompose(chromas(np.concatenate(hues * 4)), chromas(still))
    assert parts.wobble == pytest.approx(30**2 + 20**2, rel=0.05)
    assert parts.wrong == pytest.approx(0, abs=0.5)  # of rounding
    assert parts.rest == pytest.approx(0, abs=1e-3)


def test_a_constant_wrong_color_is_wrong_and_is_nothing_else() -> None:
    still = np.repeat(GRAY, 6, axis=0)
    parts = decompose(chromas(tinted(still, 30, -20)), chromas(still))
    assert parts.wrong == pytest.approx(30**2 + 20**2, rel=0.05)
    assert (parts.wobble, parts.rest) == pytest.approx((0, 0), abs=1e-3)


def test_a_drawing_that_is_seen_again_in_another_color_is_a_recurrence(pan: Frames) -> None:
    cat = cv2.resize(data.chelsea(), (96, 60), interpolation=cv2.INTER_AREA)
    truth = np.stack([pan[0], pan[0], cat, pan[0], pan[0]])
    shots = np.array([0, 0, 1, 2, 2])
    pairs = recurrences(grayscale(truth), shots)
    assert pairs.some.tolist() == [0, 1, 3, 4]
    assert set(pairs.others[:2]) <= {3, 4}
    assert set(pairs.others[2:]) <= {0, 1}
    colored = truth.copy()
    colored[3:] = np.clip(truth[3:].astype(int) + np.array([0, 0, 20]), 0, 255)
    found = recurrence_differences(colored, truth, pairs)
    expected = abs(chroma(colored[3]) - chroma(truth[0])).mean()
    assert found == pytest.approx(np.full(4, expected), rel=1e-5)
    assert not len(recurrences(grayscale(truth[:2]), shots[:2]).some)


def two_shots(pan: Frames) -> Shots:
    still = np.repeat(pan[6:], 6, axis=0)
    truth = np.concatenate([pan, still])
    return Shots(truth, grayscale(truth), np.repeat([0, 1], [len(pan), 6]))


def test_the_truth_itself_has_ratios_of_1_and_neither_flicker_nor_error(pan: Frames) -> None:
    shots = two_shots(pan)
    rows = measure_shots(shots, {"truth": shots.truth})
    [summary] = summarize(rows, ["version"]).to_dict("records")
    assert [summary[name] for name in RATIOS] == [1, 1, 1, 1]
    parts = ("held_flicker", "wrong", "wobble", "rest", "recurrence")
    assert [summary[name] for name in parts] == [0, 0, 0, 0, 0]
    assert (summary["shots"], summary["frames"]) == (2, 13)


def test_gray_does_not_flicker_and_its_saturation_tells_why(pan: Frames) -> None:
    shots = two_shots(pan)
    gray = np.stack([shots.gray] * 3, axis=3)
    [summary] = summarize(measure_shots(shots, {"gray": gray}), ["version"]).to_dict("records")
    assert summary["cdc_chroma"] == pytest.approx(0, abs=1e-9)
    assert summary["warp_error"] == pytest.approx(0, abs=1e-3)
    assert summary["saturation"] == 0


def test_a_summary_counts_shots_by_what_they_have(pan: Frames) -> None:
    shots = two_shots(pan)
    wrong = shots.truth.copy()
    wrong[7:] = np.clip(shots.truth[7:].astype(int) + np.array([25, 0, 0]), 0, 255)
    rows = measure_shots(shots, {"alone": wrong, "truth": shots.truth})
    summary = summarize(rows, ["version"]).set_index("version")
    assert list(summary.index) == ["alone", "truth"]
    own = rows[rows["version"] == "alone"].set_index("shot")
    assert own.loc[0, "wrong"] == 0
    assert summary.loc["alone", "wrong"] == pytest.approx(own.loc[1, "wrong"] * 6 / 13)
    short = pd.concat([own.assign(cdc=[0.2, np.nan], true_cdc=[0.1, np.nan])]).reset_index()
    assert summarize(short, ["version"])["cdc"].tolist() == [pytest.approx(2)]
