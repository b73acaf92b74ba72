"""Figures of numbers: each line and bar, with its words."""

from pathlib import Path

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from matplotlib.axes import Axes
from saved_figures import legend, saved_figure
from scipy.stats import spearmanr

from chromacel.figures.errors import error_bars
from chromacel.figures.leakage import distance_curves
from chromacel.figures.losses import loss_curves
from chromacel.models.recipes import RECIPES
from chromacel.stages import plot_errors, plot_leakage, plot_losses

RNG = np.random.default_rng(0)


def lines(axis: Axes) -> dict[str, list[list[float]]]:
    """By label: x and y of each point."""
    return {str(line.get_label()): line.get_xydata().tolist() for line in axis.lines}


def errors_of(offset: float, model: str = "gan", condition: str = "edge") -> pd.DataFrame:
    """Four bins of luma and two of hue, not in the order of the scales."""
    hue = pd.DataFrame({"scale": "hue", "start": [0, 128], "end": [128, 256]})
    luma = pd.DataFrame({"scale": "luma", "start": [0, 64, 128, 192], "end": [64, 128, 192, 256]})
    table = pd.concat((hue, luma), ignore_index=True)
    table = table.assign(pixels=[30, 10, 1, 2, 3, 4], error=np.arange(6) + offset)
    return table.assign(model=model, condition=condition)


def test_errors_are_drawn_by_luma_and_by_hue_over_their_pixels(tmp_path: Path) -> None:
    tables = [errors_of(10, "convnet"), errors_of(50, "gan")]
    figure = saved_figure(error_bars, tmp_path / "a.png", tables)
    luma, hue, luma_bars, hue_bars = figure.axes
    assert figure.get_suptitle() == "Error by the luma and the hue of the truth"
    assert lines(luma) == {
        "ConvNet from edges": [[32, 12], [96, 13], [160, 14], [224, 15]],
        "GAN from edges": [[32, 52], [96, 53], [160, 54], [224, 55]],
    }
    assert lines(hue) == {
        "ConvNet from edges": [[90, 10], [270, 11]],
        "GAN from edges": [[90, 50], [270, 51]],
    }
    assert legend(figure) == ["ConvNet from edges", "GAN from edges"]
    assert [axis.get_ylabel() for axis in (luma, luma_bars)] == ["mean error, 0–255", "% of pixels"]
    assert [axis.get_xlabel() for axis in (luma_bars, hue_bars)] == [
        "luma, 0–255",
        "hue in degrees",
    ]
    assert [bar.get_height() for bar in luma_bars.patches] == pytest.approx([10, 20, 30, 40])
    assert [bar.get_height() for bar in hue_bars.patches] == pytest.approx([75, 25])
    for bars, middles, width in (
        (luma_bars, [32, 96, 160, 224], 64),
        (hue_bars, [90, 270], 180),
    ):
        assert [bar.get_x() + bar.get_width() / 2 for bar in bars.patches] == middles
        assert {bar.get_width() for bar in bars.patches} == {width}


def test_a_curves_color_tells_its_model_and_its_line_the_condition(tmp_path: Path) -> None:
    pairs = [(model, condition) for condition in ("gray", "edge") for model in ("gan", "convnet")]
    figure = saved_figure(error_bars, tmp_path / "a.png", [errors_of(0, *pair) for pair in pairs])
    expected = {
        "GAN from grayscale": ("C1", "-"),
        "ConvNet from grayscale": ("C0", "-"),
        "GAN from edges": ("C1", "--"),
        "ConvNet from edges": ("C0", "--"),
    }
    luma, hue = figure.axes[:2]
    for axis in (luma, hue):
        styles = {line.get_label(): (line.get_color(), line.get_linestyle()) for line in axis.lines}
        assert styles == expected
    assert legend(figure) == list(expected)
    swatches = figure.legends[0].get_lines()
    assert [(line.get_color(), line.get_linestyle()) for line in swatches] == [*expected.values()]


def test_bars_have_the_luma_and_the_hue_that_they_stand_for(tmp_path: Path) -> None:
    figure = saved_figure(error_bars, tmp_path / "a.png", [errors_of(0)])
    _, _, luma, hue = figure.axes
    assert [bar.get_facecolor()[:3] for bar in luma.patches] == [
        (value / 256,) * 3 for value in (32, 96, 160, 224)
    ]
    hues = [mpl.colors.rgb_to_hsv(bar.get_facecolor()[:3])[0] for bar in hue.patches]
    assert hues == pytest.approx([0.25, 0.75])


def test_distances_are_drawn_for_twins_and_for_others(tmp_path: Path) -> None:
    table = pd.DataFrame(
        {
            "distance": [1.0, 9.0, 4.0, 2.0],
            "l1": [5.0, 30.0, 8.0, 6.0],
            "l2": [3.0, 1.0, 2.0, 4.0],
            "twin": [True, False, False, True],
        }
    )
    other = table.assign(l1=[4.0, 3.0, 1.0, 2.0])
    curves = {"ConvNet from edges": table, "GAN from edges": other}
    figure = saved_figure(distance_curves, tmp_path / "a.png", "scene", curves)
    expected = "Error against distance to the nearest training frame, split by scene"
    assert figure.get_suptitle() == expected
    first, second = figure.axes
    twins, none = "near-duplicate in training", "none"
    assert lines(first) == {twins: [[1, 5], [2, 6]], none: [[9, 30], [4, 8]]}
    assert lines(second) == {twins: [[1, 4], [2, 2]], none: [[9, 3], [4, 1]]}
    assert legend(figure) == [twins, none]
    assert {line.get_linestyle() for axis in figure.axes for line in axis.lines} == {"None"}
    for axis, (name, drawn) in zip(figure.axes, curves.items(), strict=True):
        ranks = spearmanr(drawn["distance"], drawn["l1"]).statistic
        assert axis.get_title() == f"{name}\nrank correlation {ranks:.2f}"
        assert axis.get_xlabel() == "difference of thumbnails, 0–255"
    assert first.get_ylabel() == "L1 per pixel-channel, 0–255"
    assert first.get_ylim() == second.get_ylim()


@pytest.mark.parametrize(
    ("distances", "l1"),
    [
        ([], []),
        ([1.0, 2.0], [3.0, 4.0]),
        ([1.0] * 3, [3.0, 4.0, 5.0]),
        ([1.0, 2.0, 3.0], [4.0] * 3),
    ],
)
def test_no_correlation_is_claimed_of_few_or_equal_frames(
    tmp_path: Path, distances: list[float], l1: list[float]
) -> None:
    table = pd.DataFrame({"distance": distances, "l1": l1, "twin": [False] * len(l1)})
    figure = saved_figure(distance_curves, tmp_path / "a.png", "frame", {"GAN": table})
    assert figure.axes[0].get_title() == "GAN"


@pytest.mark.parametrize(
    ("model", "network"),
    [(name, network) for name, recipe in RECIPES.items() for network in recipe.losses],
)
def test_losses_of_several_seeds_are_drawn(tmp_path: Path, model: str, network: str) -> None:
    others = {"generator", "discriminator"} - {network}
    batches = {
        seed: pd.DataFrame({name: RNG.random(60) for name in (network, *others)}).assign(epoch=1)
        for seed in ("1", "7")
    }
    epochs = {
        seed: pd.DataFrame({"epoch": [1, 2], network: [2.0, seed_loss], "validation_l1": [20, 15]})
        for seed, seed_loss in (("1", 1.0), ("7", 0.5))
    }
    function = loss_curves, tmp_path / "a", model, network, "edge"
    figure = saved_figure(*function, batches, epochs)
    by_batch, by_epoch, *rest = figure.axes
    numbers = {("convnet", "generator"): 7, ("gan", "discriminator"): 8, ("gan", "generator"): 9}
    begin = f"Figure {numbers[model, network]}: " if (model, network) in numbers else "Loss of "
    assert figure.get_suptitle().startswith(begin)
    assert figure.get_suptitle().endswith(", input edges")

    raw, mean, other_raw, other_mean = by_batch.lines
    for seed, every, smooth in (("1", raw, mean), ("7", other_raw, other_mean)):
        losses = batches[seed][network].to_numpy()
        assert every.get_xdata().tolist() == smooth.get_xdata().tolist() == list(range(1, 61))
        assert every.get_ydata().tolist() == losses.tolist()
        windows = np.convolve(losses, np.ones(3) / 3, "valid")
        assert smooth.get_ydata()[2:] == pytest.approx(windows)
        assert np.isnan(smooth.get_ydata()[:2]).all()
    assert [raw.get_color(), mean.get_color()] == ["C0"] * 2
    assert [other_raw.get_color(), other_mean.get_color()] == ["C1"] * 2
    assert by_batch.get_title() == "By batch (thick: mean of 3)"
    assert legend(figure) == ["seed 1", "seed 7"]

    assert lines(by_epoch) == {"seed 1": [[1, 2], [2, 1]], "seed 7": [[1, 2], [2, 0.5]]}
    assert by_batch.get_ylabel() == by_epoch.get_ylabel() == RECIPES[model].losses[network].formula
    assert [by_batch.get_xlabel(), by_epoch.get_xlabel()] == ["batch", "epoch"]
    if network == "generator":
        (validation,) = rest
        assert [line.get_xydata().tolist() for line in validation.lines] == [[[1, 20], [2, 15]]] * 2
        assert validation.get_title() == "Validation L1 by epoch"
    else:
        assert rest == []


def test_figures_of_numbers_are_drawn_the_same_each_time(tmp_path: Path) -> None:
    table = pd.DataFrame({"epoch": [1, 2], "generator": [2.0, 1.0], "validation_l1": [20.0, 15.0]})
    curve = pd.DataFrame({"distance": [1.0, 2, 3], "l1": [3.0, 1, 2], "twin": [True, False, True]})
    drawings = {
        "losses": (loss_curves, "gan", "generator", "gray", {"1": table}, {"1": table}),
        "errors": (error_bars, [errors_of(0)]),
        "leakage": (distance_curves, "frame", {"GAN": curve}),
    }
    for name, (function, *arguments) in drawings.items():
        for number in "ab":
            function(tmp_path / f"{name}-{number}", *arguments)
        assert (tmp_path / f"{name}-a").read_bytes() == (tmp_path / f"{name}-b").read_bytes()


def test_the_stage_of_leakage_draws_l1_against_the_distance_of_its_split(tmp_path: Path) -> None:
    frames = pd.DataFrame({"episode": ["a", "b"], "index": [0, 50]})
    near = [
        frames.assign(by=by, distance=distances, twin=[True, False])
        for by, distances in (("frame", [1, 2]), ("scene", [3, 4]))
    ]
    pd.concat(near).to_csv(tmp_path / "leakage.csv", index=False)
    names = {"model": "gan", "condition": "edge"}
    metrics = frames[::-1].assign(**names, l1=[30, 20], l2=[5, 6])
    metrics.to_csv(tmp_path / "metrics.csv", index=False)
    flags = {"by": "scene", "metrics": [tmp_path / "metrics.csv"]}
    figure = saved_figure(plot_leakage.main, tmp_path / "a", tmp_path / "leakage.csv", **flags)
    (axis,) = figure.axes
    assert lines(axis) == {"near-duplicate in training": [[3, 20]], "none": [[4, 30]]}


def test_the_stage_of_errors_names_model_and_condition(tmp_path: Path) -> None:
    paths = [tmp_path / "1.csv", tmp_path / "2.csv"]
    for path, model, offset in zip(paths, ("gan", "convnet"), (1, 2), strict=True):
        errors_of(offset, model, "gray").to_csv(path, index=False)
    figure = saved_figure(plot_errors.main, tmp_path / "a.png", errors=paths)
    assert lines(figure.axes[1]) == {
        "GAN from grayscale": [[90, 1], [270, 2]],
        "ConvNet from grayscale": [[90, 2], [270, 3]],
    }


def test_the_stage_of_losses_gives_each_seed_its_history(tmp_path: Path) -> None:
    flags: dict[str, list[Path]] = {"batches": [], "epochs": []}
    for seed in (1, 2):
        table = pd.DataFrame({"batch": [1], "epoch": [1], "generator": seed, "validation_l1": seed})
        for name, paths in flags.items():
            paths.append(tmp_path / f"{name}-{seed}.csv")
            table.to_csv(paths[-1], index=False)
    names = {"model": "gan", "network": "generator", "condition": "gray", "seeds": ["3", "4"]}
    figure = saved_figure(plot_losses.main, tmp_path / "a.png", **names, **flags)
    assert lines(figure.axes[1]) == {"seed 3": [[1, 1]], "seed 4": [[1, 2]]}
