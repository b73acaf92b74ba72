"""Figures of pictures: each one in its cell, unchanged."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure
from numpy.typing import NDArray
from PIL import Image
from saved_figures import legend, picture, saved_figure, texts

from chromacel.evaluation.progress import Watched
from chromacel.figures.convergence import convergence_figure
from chromacel.figures.failures import plot
from chromacel.figures.grids import error_maps, frame_names, message, picture_rows
from chromacel.figures.style import DPI
from chromacel.pictures.pixels import Frames

RNG = np.random.default_rng(0)
ORIGINS = pd.DataFrame({"episode": ["a", "a", "b"], "index": [0, 50, 0], "name": ["a", "a", "b"]})
COLORS = [(250, 10, 10), (10, 250, 10), (10, 10, 250)]


def noise(*shape: int) -> NDArray[np.uint8]:
    return RNG.integers(0, 256, shape, np.uint8)


def assert_shows(figure: Figure, rows: Mapping[str, Sequence[NDArray[np.uint8]]]) -> None:
    """Pictures and row names, from the top and from the left."""
    cells = [(name, place) for name, pictures in rows.items() for place in range(len(pictures))]
    assert len(figure.axes) == len(cells)
    middles = {}
    for axis, (name, place) in zip(figure.axes, cells, strict=True):
        assert np.array_equal(picture(axis), rows[name][place]), (name, place)
        assert axis.get_ylabel() == ("" if place else name)
        box = axis.get_position()
        middles[name, place] = (box.x0 + box.x1) / 2, -(box.y0 + box.y1) / 2
    assert sorted(cells, key=lambda cell: tuple(np.round(middles[cell][::-1], 3))) == cells


def test_a_grid_shows_each_picture_in_its_cell(tmp_path: Path) -> None:
    rows = {"Color": noise(3, 18, 32, 3), "Gray": noise(3, 18, 32)}
    path = tmp_path / "a.png"
    figure = saved_figure(picture_rows, path, "A title", rows, ["one", "two", "three"])
    assert_shows(figure, rows)
    assert figure.get_suptitle() == "A title"
    names = [axis.get_xlabel() for axis in figure.axes]
    assert names == ["", "", "", "one", "two", "three"]


def test_a_grids_file_has_the_pictures_colors_where_they_belong(tmp_path: Path) -> None:
    rgb = np.array([np.full((18, 32, 3), color) for color in COLORS], np.uint8)
    gray = np.array([np.full((18, 32), luma) for luma in (0, 77, 255)], np.uint8)
    path = tmp_path / "new" / "grid.png"
    figure = saved_figure(picture_rows, path, "A title", {"Color": rgb, "Gray": gray})
    with Image.open(path) as image:
        pixels = np.asarray(image.convert("RGB"))
    height, width = pixels.shape[:2]
    assert (width, height) == tuple((figure.get_size_inches() * DPI).astype(int))
    seen = []
    for axis in figure.axes:
        box = axis.get_position()
        row, column = 1 - (box.y0 + box.y1) / 2, (box.x0 + box.x1) / 2
        seen.append(tuple(pixels[int(row * height), int(column * width)].tolist()))
    assert seen == [*COLORS, (0, 0, 0), (77, 77, 77), (255, 255, 255)]


def test_columns_of_several_shapes_are_equally_high(tmp_path: Path) -> None:
    pictures = [noise(40, 20), noise(20, 40, 3), noise(10, 200)]
    figure = saved_figure(picture_rows, tmp_path / "a", "Title", {"Picture": pictures})
    assert_shows(figure, {"Picture": pictures})
    wide, high = figure.get_size_inches()
    boxes = [axis.get_position() for axis in figure.axes]
    shapes = [(box.width * wide) / (box.height * high) for box in boxes]
    assert shapes[:2] == pytest.approx([0.5, 2], rel=0.02)
    assert boxes[0].height == pytest.approx(boxes[1].height, rel=0.02)
    assert shapes[2] == pytest.approx(20)  # shown whole, though its column is narrower


def test_frames_are_named_by_episode_and_index() -> None:
    assert frame_names(ORIGINS, [2, 1]) == ["b\nframe 0", "a\nframe 50"]


def test_error_maps_go_from_black_through_red_to_white_at_96() -> None:
    errors = np.array([[[0, 48, 96, 255]]], np.float64)
    # The first, middle and last colors of inferno, as matplotlib publishes them.
    expected = [[0, 0, 4], [188, 55, 84], [252, 255, 164], [252, 255, 164]]
    found = error_maps(errors)
    assert found.dtype == np.uint8
    assert np.abs(found[0, 0].astype(int) - expected).max() <= 1
    luma = error_maps(np.linspace(0, 96, 97)[None, None])[0, 0].astype(int) @ [299, 587, 114]
    assert np.all(np.diff(luma) >= -1000) and luma[-1] > 200_000 > 10_000 > luma[0]


def test_a_message_has_its_words_and_no_picture(tmp_path: Path) -> None:
    figure = saved_figure(message, tmp_path / "a.png", "Captions", "There are none.")
    assert [text.get_text() for text in texts(figure)] == ["Captions", "There are none."]
    assert figure.axes == []
    assert Image.open(tmp_path / "a.png").format == "PNG"


@dataclass
class Pictures:
    """Stands in for a split, and for the predictions of a model."""

    rgb: Frames
    names: Mapping[str, str]

    def pictures(self, *wanted: str | Sequence[int]) -> Frames:
        assert wanted[:-1] in ((), ("rgb",))
        numbers = [int(number) for number in wanted[-1]]
        assert numbers == sorted(set(numbers))  # as a file is read
        return self.rgb[numbers]


def failures_figure(path: Path, found: pd.DataFrame, *rgb: Frames) -> Figure:
    names = ({}, {"model": "gan", "condition": "edge"}, {"model": "convnet", "condition": "gray"})
    split, *models = (Pictures(*pair) for pair in zip(rgb, names, strict=True))
    return saved_figure(plot, path, "Failures", found, split, ORIGINS, models)


def test_failures_are_shown_worst_first_with_boxes_around_them(tmp_path: Path) -> None:
    truth, gan, convnet = noise(3, 30, 40, 3), noise(3, 30, 40, 3), noise(3, 30, 40, 3)
    found = pd.DataFrame(
        {
            "episode": ["b", "a"],
            "index": [0, 50],
            "boxes": ["2 3 10 12; 20 5 8 20", ""],
            "model": ["gan", "convnet"],
            "condition": ["edge", "gray"],
        }
    )
    figure = failures_figure(tmp_path / "a", found, truth, gan, convnet)
    shown = picture(figure.axes[0])
    edge, near = np.zeros((2, 30, 40), bool)
    for x, y, width, height in ((2, 3, 10, 12), (20, 5, 8, 20)):
        edge[y : y + height, x : x + width] = True
        edge[y + 1 : y + height - 1, x + 1 : x + width - 1] = False
        near[y - 1 : y + height + 1, x - 1 : x + width + 1] = True
        near[y + 2 : y + height - 2, x + 2 : x + width - 2] = False
    assert (shown[edge] == (255, 0, 255)).all()
    assert np.array_equal(shown[~near], truth[2][~near])
    expected = {"Truth": [shown, truth[1]], "GAN from\nedges": gan[[2, 1]]}
    assert_shows(figure, {**expected, "ConvNet from\ngrayscale": convnet[[2, 1]]})
    assert [axis.get_xlabel() for axis in figure.axes[-2:]] == [
        "b\nframe 0\nGAN from edges",
        "a\nframe 50\nConvNet from grayscale",
    ]


def test_failures_of_no_model_in_particular_name_none(tmp_path: Path) -> None:
    columns = {"episode": ["a"], "index": [0], "boxes": "", "model": "", "condition": ""}
    figure = failures_figure(tmp_path / "a", pd.DataFrame(columns), *noise(3, 3, 30, 40, 3))
    assert figure.axes[-1].get_xlabel() == "a\nframe 0"
    assert figure.get_suptitle() == "Failures"


@pytest.fixture
def convergence(tmp_path: Path) -> tuple[Figure, Watched, list[tuple[int, Frames]]]:
    watched = Watched(noise(2, 18, 32), noise(2, 18, 32, 3), ORIGINS.iloc[:2])
    names = ["a", "an episode of a long name"]
    by_epoch = [(epoch, noise(2, 18, 32, 3)) for epoch in (1, 3)]
    table = pd.DataFrame(
        {
            "epoch": [1, 1, 2, 2, 3, 3],
            "frame": [0, 1, 0, 1, 0, 1],
            "l1": [30, 50, 20, 40, 10, 20],
            "l2": [9, 8, 7, 6, 5, 4],
            "sharpness": [10, 0, 20, 10, 30, 10],
            "true": [40, 0, 40, 0, 40, 0],
        }
    )
    shown = ("Title", watched, names, by_epoch, table)
    figure = saved_figure(convergence_figure, tmp_path / "a", *shown)
    return figure, watched, by_epoch


def test_convergence_shows_input_epochs_and_truth_of_each_frame(
    convergence: tuple[Figure, Watched, list[tuple[int, Frames]]],
) -> None:
    figure, watched, ((_, first), (_, third)) = convergence
    above, below = figure.subfigs
    assert above.get_suptitle() == "Title"
    assert [axis.get_title() for axis in above.axes[:4]] == ["Input", "Epoch 1", "Epoch 3", "Truth"]
    columns = (watched.condition, first, third, watched.truth)
    for place, axis in enumerate(above.axes):
        assert np.array_equal(picture(axis), columns[place % 4][place // 4])
    names = [axis.get_ylabel() for axis in above.axes]
    assert names == ["a\nframe 0", "", "", "", "an episode of a l…\nframe 50", "", "", ""]
    lefts = [axis.get_window_extent().x0 for axis in above.axes[:4]]
    lows = [axis.get_window_extent().y0 for axis in (*above.axes[::4], below.axes[0])]
    assert lefts == sorted(lefts) and lows == sorted(lows, reverse=True)


def test_convergence_shows_sharpness_and_l1_by_epoch(
    convergence: tuple[Figure, Watched, list[tuple[int, Frames]]],
) -> None:
    sharp, near = convergence[0].subfigs[1].axes
    share, truth = (line.get_xydata().tolist() for line in sharp.lines)
    assert share == [[1, 25], [2, 75], [3, 100]]
    assert [y for _, y in truth] == [100, 100]
    first, second, mean = (line.get_xydata().tolist() for line in near.lines)
    assert first == [[1, 30], [2, 20], [3, 10]]
    assert second == [[1, 50], [2, 40], [3, 20]]
    assert mean == [[1, 40], [2, 30], [3, 15]]
    assert legend(sharp) == ["all frames together", "truth"]
    assert legend(near) == ["each frame", "mean"]
    assert near.lines[0].get_color() == near.lines[1].get_color() != near.lines[2].get_color()
    assert [sharp.get_title(), near.get_title()] == ["Sharpness by epoch", "L1 by epoch"]
    assert sharp.get_ylabel() == "gradients, % of the truth's"
    assert near.get_ylabel() == "per pixel-channel, 0–255"
