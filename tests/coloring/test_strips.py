"""Pictures much longer than frames: colored in windows whose seams do not show, at any length."""

import csv
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image
from test_unseen import MAKING, noise, write_weights

from chromacel.coloring.pictures import colored_picture, colored_versions
from chromacel.coloring.strips import MOST_LENGTHS, colored_strip, is_strip
from chromacel.conditions.making import condition_of
from chromacel.models.inference import predict_colors
from chromacel.models.weights import load_model
from chromacel.pictures.pixels import Picture
from conftest import Stage

FRAME = (36, 64)


def inverted(rgb: Picture) -> Picture:
    return 255 - rgb


def halved(rgb: Picture) -> Picture:
    return rgb[::2, ::2]


@pytest.mark.parametrize("color", [inverted, halved])
@pytest.mark.parametrize("size", [(1000, 36), (36, 1000), (1001, 18), (145, 36)])
def test_what_depends_on_no_place_is_the_same_in_windows(
    color: Callable[[Picture], Picture], size: tuple[int, int]
) -> None:
    picture = noise(*size)
    shapes = []

    def remembered(rgb: Picture) -> Picture:
        shapes.append(rgb.shape[:2])
        return color(rgb)

    result, whole = colored_strip(remembered, picture, FRAME), color(picture)
    assert np.array_equal(result[: len(whole), : whole.shape[1]], whole[: len(result)])
    assert abs(result.shape[0] - whole.shape[0]) <= 1
    assert len(set(shapes)) == 1
    assert max(shapes[0]) / min(shapes[0]) == pytest.approx(64 / 36, rel=0.1)


def test_no_window_is_seen_alone_and_each_fades_linearly() -> None:
    """Windows of other colors each: no row differs by more than a linear fade has it."""
    values = iter(np.random.default_rng(0).permuted(np.linspace(0, 255, 40)).astype(np.uint8))
    result = colored_strip(lambda rgb: np.full_like(rgb, next(values)), noise(1000, 36), FRAME)
    steps = np.abs(np.diff(result[:, 0, 0].astype(int)))
    assert result.std() > 30
    assert steps.max() <= np.ceil(255 / 32) + 1


def test_seams_do_not_show(tmp_path: Path) -> None:
    """Near the borders of windows, rows change as much as elsewhere; of windows that are only put
    one after another, they change more."""
    model = load_model(write_weights(tmp_path / "w.safetensors", "gray"))
    strip = np.full((6000, 144, 3), 120, np.uint8)  # so that all changes are the network's
    windows = [colored_picture(model, strip[:256])] * 23
    assert near_borders(np.concatenate(windows), 64) > 1.5
    colors = colored_picture(model, strip)
    assert colors.shape == (1500, 36, 3)
    assert near_borders(colors, 32) < 1.05  # windows of 64 rows start every 32


def near_borders(colors: Picture, step: int) -> float:
    """The change from row to row where windows start, by the mean change."""
    changes = np.abs(np.diff(colors.astype(float), axis=0)).mean(axis=(1, 2))
    near = [changes[step + place : -step : step].mean() for place in (-1, 0, 1)]
    return float(max(near) / changes.mean())


@pytest.mark.parametrize("size", [(90, 60), (40, 160), (3, 3), (1, 1)])
def test_a_picture_of_ordinary_shape_is_colored_whole(
    size: tuple[int, int], tmp_path: Path
) -> None:
    model = load_model(write_weights(tmp_path / "w.safetensors", "edge"))
    assert not is_strip(noise(*size))
    seen = condition_of(noise(*size), "edge", MAKING)
    [whole] = predict_colors(model.generator, torch.from_numpy(seen[None]))
    assert np.array_equal(colored_picture(model, noise(*size)), whole.numpy())


@pytest.mark.parametrize("size", [(1, 5000), (20_000, 1), (3, 70_000), (800, 20_000)])
def test_every_strip_is_colored_at_its_own_size(size: tuple[int, int], tmp_path: Path) -> None:
    model = load_model(write_weights(tmp_path / "w.safetensors", "gray"))
    versions = dict(colored_versions(model, noise(*size)))
    assert versions["full_size"].shape == (*size, 3)
    assert versions[""].size <= 3 * 1.1 * MOST_LENGTHS * 36 * 64


def test_strips_go_through_the_stages(tmp_path: Path, stage: Stage) -> None:
    sizes = {"webtoon": (2000, 80), "panorama": (20, 700), "line": (1, 500), "dot": (3, 3)}
    (tmp_path / "own").mkdir()
    for name, size in sizes.items():
        Image.fromarray(noise(*size)).save(tmp_path / "own" / f"{name}.png")
    report, weights = tmp_path / "pictures.csv", write_weights(tmp_path / "w.safetensors", "gray")
    pictures = sorted((tmp_path / "own").iterdir())
    words = ("--pictures", pictures, "--left-out", [])
    assert stage("check_pictures", report, *words).returncode == 0
    assert {row["verdict"] for row in csv.DictReader(report.open())} == {"ok"}
    done = stage(
        "color_pictures", weights, report, tmp_path / "out", "--device", "cpu", "--kept", tmp_path
    )
    assert done.returncode == 0, done.stderr
    for name, (height, width) in sizes.items():
        with Image.open(tmp_path / "out/full_size" / f"{name}.png") as picture:
            assert picture.size == (width, height)
    done = stage("plot_unseen", tmp_path / "a.png", report, "--colored", tmp_path / "out")
    assert done.returncode == 0, done.stderr
