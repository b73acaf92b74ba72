"""Nothing in a figure lies over something else, whatever names and however few numbers it has."""

from itertools import combinations
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from matplotlib.axis import Tick
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from PIL import Image
from saved_figures import saved_figure, texts

from chromacel.evaluation.progress import Watched
from chromacel.figures import style
from chromacel.figures.convergence import convergence_figure
from chromacel.figures.errors import error_bars
from chromacel.figures.grids import frame_names, picture_rows
from chromacel.figures.leakage import distance_curves
from chromacel.figures.losses import loss_curves
from chromacel.figures.text import fitted, readable, text_width

RNG = np.random.default_rng(0)
LONG = "The Extraordinary Adventures of a Rather Long Name, Season 12, Episode 34 (1080p) [5F3A]"
UNBROKEN = "w" * 200
ARABIC = "مغامرات القط"
RUSSIAN = "Приключения кота Леопольда и его верных друзей, серия двенадцатая"
JAPANESE = "ポケットモンスター 第一話"
TITLE = "Figure 13: one flat region fills most of the picture, and is colored in patches"


def noise(*shape: int) -> np.ndarray:
    return RNG.integers(0, 256, shape).astype(np.uint8)


def assert_apart(figure: Figure) -> None:
    """No two texts overlap, and all lie in the figure."""
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    renderer = canvas.get_renderer()
    ticks = {id(text) for tick in figure.findobj(Tick) for text in (tick.label1, tick.label2)}
    boxes = {
        text.get_text(): text.get_window_extent(renderer)
        for text in texts(figure)
        if id(text) not in ticks
    }
    whole = figure.bbox.padded(2)
    for (one, box), (other, place) in combinations(boxes.items(), 2):
        width = min(box.x1, place.x1) - max(box.x0, place.x0)
        height = min(box.y1, place.y1) - max(box.y0, place.y0)
        assert min(width, height) <= 1, (one, other)
    for words, box in boxes.items():
        assert whole.x0 <= box.x0 < box.x1 <= whole.x1, words
        assert whole.y0 <= box.y0 < box.y1 <= whole.y1, words


@pytest.mark.parametrize("number", [1, 3, 7])
def test_names_of_any_length_and_script_do_not_overlap_in_a_grid(
    tmp_path: Path, number: int
) -> None:
    names = [LONG, UNBROKEN, RUSSIAN, ARABIC, JAPANESE, LONG, UNBROKEN][:number]
    origins = pd.DataFrame({"episode": "a-slug", "name": names, "index": range(number)})
    labels = [f"{name}\nL1 12.3" for name in frame_names(origins, range(number))]
    rows = {
        "Color": noise(number, 18, 32, 3),
        "GAN from grayscale,\nat full size": noise(number, 18, 32),
    }
    figure = saved_figure(picture_rows, tmp_path / "a.png", TITLE, rows, labels)
    assert_apart(figure)
    assert {f"frame {place}" in text for place, text in enumerate(labels)} == {True}


def test_narrow_pictures_have_names_as_narrow(tmp_path: Path) -> None:
    pictures = [noise(90, 30), noise(20, 90, 3), noise(90, 30)]
    figure = saved_figure(picture_rows, tmp_path / "a", "A", {"Picture": pictures}, [LONG] * 3)
    assert_apart(figure)


def test_many_samples_go_on_below(tmp_path: Path) -> None:
    rows = {name: noise(14, 9, 16) for name in "ab"}
    labels = [f"frame {place}" for place in range(14)]
    figure = saved_figure(picture_rows, tmp_path / "a.png", "Many", rows, labels)
    assert_apart(figure)
    assert len(figure.axes) == 28
    assert [axis.get_xlabel() for axis in figure.axes if axis.get_xlabel()] == labels
    first, seventh = (figure.axes[place].get_position() for place in (0, 12))
    assert first.x0 == pytest.approx(seventh.x0)
    assert first.y0 > seventh.y1


def test_no_figure_is_larger_than_a_format_allows(tmp_path: Path) -> None:
    style.save(Figure(figsize=(500, 1)), tmp_path / "a.png")
    with Image.open(tmp_path / "a.png") as picture:
        assert picture.width == style.MOST_PIXELS
        picture.convert("RGB").save(tmp_path / "a.webp")


@pytest.mark.parametrize("epochs", [1, 3])
@pytest.mark.parametrize("frames", [1, 4])
def test_convergence_fits_with_one_epoch_one_frame_and_long_names(
    tmp_path: Path, epochs: int, frames: int
) -> None:
    watched = Watched(
        noise(frames, 18, 32), noise(frames, 18, 32, 3), pd.DataFrame({"index": range(frames)})
    )
    by_epoch = [(place + 1, noise(frames, 18, 32, 3)) for place in range(epochs)]
    rows = [(epoch + 1, frame) for epoch in range(epochs) for frame in range(frames)]
    table = pd.DataFrame(rows, columns=["epoch", "frame"]).assign(l1=3.0, sharpness=0.0, true=0.0)
    shown = (LONG, watched, [LONG] * frames, by_epoch, table)
    assert_apart(saved_figure(convergence_figure, tmp_path / "a", *shown))


def test_one_epoch_and_one_batch_have_axes_that_can_be_read(tmp_path: Path) -> None:
    table = pd.DataFrame({"epoch": [1], "generator": [33.0], "validation_l1": [44.0]})
    shown = ("gan", "generator", "gray", {"1": table}, {"1": table})
    figure = saved_figure(loss_curves, tmp_path / "a.png", *shown)
    assert_apart(figure)
    for axis, value in zip(figure.axes, (33, 33, 44), strict=True):
        assert axis.get_xlim() == (0.5, 1.5)
        assert axis.get_ylim() == (0, 2 * value)
        assert [tick for tick in axis.get_xticks() if 0.5 <= tick <= 1.5] == [1]
        assert axis.lines[-1].get_marker() == "o"
    assert figure.axes[0].get_title() == "By batch"
    assert figure.legends == []


@pytest.mark.parametrize("frames", [1, 30])
@pytest.mark.parametrize("models", [1, 4])
def test_distances_fit_with_one_frame_and_one_model(
    tmp_path: Path, frames: int, models: int
) -> None:
    values = {"distance": RNG.random(frames) * 9, "l1": RNG.random(frames) * 9, "twin": False}
    curves = {f"GAN {place} from grayscale": pd.DataFrame(values) for place in range(models)}
    figure = saved_figure(distance_curves, tmp_path / "a.png", "episode", curves)
    assert_apart(figure)
    if frames == 1:
        low, high = figure.axes[0].get_xlim()
        assert low == 0 < values["distance"][0] < high
    legend = figure.legends[0].get_window_extent()
    assert not any(axis.get_window_extent().overlaps(legend) for axis in figure.axes)


def test_gray_footage_has_no_hue_and_no_bars(tmp_path: Path) -> None:
    luma = pd.DataFrame({"scale": "luma", "start": [0, 128], "end": [128, 256], "pixels": 5})
    hue = luma.assign(scale="hue", pixels=0, error=np.nan)
    table = pd.concat([luma.assign(error=3.0), hue], ignore_index=True)
    table = table.assign(model="gan", condition="gray")
    figure = saved_figure(error_bars, tmp_path / "a.png", [table])
    assert_apart(figure)
    assert "no pixel is colored" in [text.get_text() for text in texts(figure)]


def test_a_label_is_as_wide_as_it_may_be_and_no_wider() -> None:
    for name in (LONG, UNBROKEN, RUSSIAN, ARABIC):
        lines = fitted(name, 1.5).split("\n")
        assert len(lines) <= 2
        assert max(map(text_width, lines)) <= 1.5
        assert "\n".join(lines).replace("\n", " ") == name or lines[-1].endswith("…")
    assert fitted("a name\nframe 5", 3) == "a name\nframe 5"
    assert fitted("", 1) == ""


def test_a_name_that_no_font_has_letters_for_is_called_by_its_slug(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert readable(RUSSIAN, "slug") == RUSSIAN
    assert readable("a \U0010ffff", "slug") == "slug"
