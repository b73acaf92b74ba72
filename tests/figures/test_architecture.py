"""What Figures 3 to 5 show, against what the networks and the GAN's losses are known to be."""

import math
from collections.abc import Callable
from functools import partial
from itertools import combinations, pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.text import Annotation
from matplotlib.transforms import Bbox
from saved_figures import saved_figure, texts
from torch import Tensor, nn

from chromacel.figures.network import network_figure
from chromacel.models.networks import Generator
from chromacel.models.recipes import GanSettings
from chromacel.stages import plot_architecture

SIZES = [(180, 320), (90, 160), (45, 80), (23, 40), (12, 20), (6, 10), (3, 5)]
FILTERS = [8, 16, 32, 64, 64, 64]  # at the demo's width
DOWN = "convolution 4×4, stride 2, batch normalization, leaky ReLU"
UP = "transposed convolution 4×4, stride 2, batch normalization, ReLU"


def drawn(rows: int, columns: int, width: float, l1_weight: float) -> dict[str, Any]:
    settings = GanSettings(1, 1, 1.0, width, False, 0.5, l1_weight)
    return {"settings": settings, "rows": rows, "columns": columns}


DEMO = drawn(180, 320, 0.125, 100)
PAPER = drawn(180, 320, 1, 100)
TINY = drawn(40, 72, 0.0625, 7.5)
SETTINGS = (DEMO, PAPER, TINY)


class Residual(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.inner = nn.Conv2d(4, 4, 3, padding=1)

    def forward(self, x: Tensor) -> Tensor:
        return x + self.inner(x)


class Unknown(nn.Module):
    """Layers, depth and connections that no network of ours has, and a kind for each color."""

    def __init__(self) -> None:
        super().__init__()
        self.stem = nn.Conv2d(1, 4, 3, padding=1)
        self.blocks = nn.Sequential(Residual(), Residual())
        self.last = nn.Sequential(
            *(nn.Conv2d(4, 4, (1, n), padding="same") for n in range(1, 80, 2)),
            nn.Conv2d(4, 1234, 2),
        )

    def forward(self, condition: Tensor, reference: Tensor) -> Tensor:
        return self.last(self.blocks(self.stem(condition)) + reference.mean())


def stage_figure(tmp_path: Path, network: str, settings: dict[str, Any] = DEMO) -> Figure:
    return saved_figure(plot_architecture.main, tmp_path / "a.png", network=network, **settings)


def unknown_figure(path: Path) -> Figure:
    inputs = {"condition": torch.zeros(1, 1, 24, 32), "reference picture": torch.zeros(1, 3, 9, 9)}
    return saved_figure(network_figure, path, "Unknown", Unknown(), inputs, "many colors")


def boxes(figure: Figure) -> list[Rectangle]:
    """The layers' from left to right: they stand around y = 0, other than the legend's."""
    rectangles = [patch for patch in figure.axes[0].patches if isinstance(patch, Rectangle)]
    row = [box for box in rectangles if math.isclose(box.get_y(), -box.get_height() / 2)]
    return sorted(row, key=lambda box: box.get_x())


def labels(figure: Figure) -> list[list[str]]:
    """Below each box, from the top."""
    middles = [box.get_x() + box.get_width() / 2 for box in boxes(figure)]
    below = sorted(texts(figure), key=lambda text: -text.get_position()[1])
    return [
        [text.get_text() for text in below if math.isclose(text.get_position()[0], x, abs_tol=1e-6)]
        for x in middles
    ]


def kinds(figure: Figure) -> list[str]:
    """What the legend says of each box's color."""
    drawn, axis = boxes(figure), figure.axes[0]
    pairs = [
        (box.get_facecolor(), text.get_text())
        for box in axis.patches
        for text in axis.texts
        if box not in drawn and box.get_y() == text.get_position()[1]
    ]
    words = dict(reversed(pairs))  # where a color recurs, the first
    return [words[box.get_facecolor()] for box in drawn]


def connections(figure: Figure) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    """From which box to which: the straight ones, and those that pass above boxes."""
    row = boxes(figure)

    def at(x: float) -> int:
        (place,) = (
            place
            for place, box in enumerate(row)
            if box.get_x() - 1e-6 <= x <= box.get_x() + box.get_width() + 1e-6
        )
        return place

    straight, above = [], []
    for line in figure.axes[0].lines:
        xs, ys = line.get_xdata(), line.get_ydata()
        pair = at(xs[0]), at(xs[-1])
        if len(xs) == 2:
            assert list(ys) == [0, 0]
            straight.append(pair)
        else:
            tops = [box.get_height() / 2 for box in row[pair[0] : pair[1] + 1]]
            assert (ys[0], ys[-1]) == (tops[0], tops[-1])
            assert min(ys[1:-1]) > max(tops)
            above.append(pair)
    return sorted(straight), sorted(above)


def test_the_generator_has_a_box_with_channels_and_size_for_each_layer(tmp_path: Path) -> None:
    figure = stage_figure(tmp_path, "generator")
    channels = [1, *FILTERS, *FILTERS[-2::-1], 3]
    sizes = [f"{rows} × {columns}" for rows, columns in [*SIZES, *SIZES[-2::-1]]]
    assert [column[:2] for column in labels(figure)] == [
        [str(number), size] for number, size in zip(channels, sizes, strict=True)
    ]
    assert [column[2:] for column in labels(figure)] == [["condition"], *[[]] * 11, ["colors"]]
    last = "transposed convolution 4×4, stride 2, tanh"
    assert kinds(figure) == ["input", *[DOWN] * 6, *[UP] * 5, last]


def test_boxes_are_as_high_as_the_root_of_their_rows_and_wider_for_more_channels(
    tmp_path: Path,
) -> None:
    row = boxes(stage_figure(tmp_path, "generator"))
    shares = [(box.get_height() / row[0].get_height()) ** 2 * 180 for box in row]
    assert shares == pytest.approx([rows for rows, _ in [*SIZES, *SIZES[-2::-1]]])
    widths = dict(
        zip([1, *FILTERS, *FILTERS[-2::-1], 3], (b.get_width() for b in row), strict=True)
    )
    assert all(widths[few] < widths[many] for few, many in pairwise([1, 3, 8, 16, 32, 64]))


def test_each_skip_connection_is_drawn_above_what_it_passes(tmp_path: Path) -> None:
    straight, above = connections(stage_figure(tmp_path, "generator"))
    assert straight == [(place, place + 1) for place in range(12)]
    assert above == [(place, 13 - place) for place in range(1, 6)]


def test_lines_above_do_not_run_into_each_other(tmp_path: Path) -> None:
    figures = (stage_figure(tmp_path, "generator"), unknown_figure(tmp_path / "b.png"))
    for figure in figures:
        lines = [line.get_xydata() for line in figure.axes[0].lines if len(line.get_xdata()) > 2]
        for (_, (left, y), (right, _), _), (_, (start, other), (end, _), _) in combinations(
            lines, 2
        ):
            assert abs(y - other) > 0.1 or right <= start or end <= left


def test_the_discriminator_takes_condition_and_colors_to_one_logit(tmp_path: Path) -> None:
    figure = stage_figure(tmp_path, "discriminator")
    pictures = [["1", "180 × 320", "condition"], ["3", "180 × 320", "colors"]]
    halved = [[str(n), f"{a} × {b}"] for n, (a, b) in zip(FILTERS, SIZES[1:], strict=True)]
    assert labels(figure) == [*pictures, *halved, ["1", "logit of\nP(real pair)"]]
    assert kinds(figure) == ["input", "input", *[DOWN] * 6, "linear layer"]
    assert connections(figure) == ([(place, place + 1) for place in range(1, 8)], [(0, 2)])


@pytest.mark.parametrize(
    ("network", "title", "pairs"),
    [
        # Of each convolution: channels in, channels out.
        (
            "generator",
            "Figure 3: the generator, which alone is the ConvNet, at width 0.125 ({:,} parameters)",
            [
                *[(1, 8), (8, 16), (16, 32), (32, 64), (64, 64), (64, 64)],
                *[(64, 64), (128, 64), (128, 32), (64, 16), (32, 8), (16, 3)],
            ],
        ),
        (
            "discriminator",
            "Figure 4: the discriminator at width 0.125 ({:,} parameters)",
            [(4, 8), (8, 16), (16, 32), (32, 64), (64, 64), (64, 64)],
        ),
    ],
)
def test_titles_tell_the_number_of_parameters(
    tmp_path: Path, network: str, title: str, pairs: list[tuple[int, int]]
) -> None:
    normalized = pairs[:-1] if network == "generator" else pairs
    number = 16 * sum(a * b for a, b in pairs) + 2 * sum(b for _, b in normalized)
    number += 3 if network == "generator" else 64 * 3 * 5 + 1  # biases, linear layer
    words = [text.get_text() for text in stage_figure(tmp_path, network).axes[0].texts]
    assert title.format(number) in words


def test_a_network_never_seen_before_is_a_row_of_boxes(tmp_path: Path) -> None:
    figure = unknown_figure(tmp_path / "a.png")
    condition, reference, stem, *others, last = labels(figure)
    assert condition == ["1", "24 × 32", "condition"]
    assert reference == ["3", "9 × 9", "reference\npicture"]
    assert [stem, *others] == [["4", "24 × 32"]] * 43
    assert last == ["1,234", "23 × 31", "many colors"]
    convolution = "convolution {}, stride 1"
    thin = [convolution.format(f"1×{n}") for n in range(1, 80, 2)]
    three, two = convolution.format("3×3"), convolution.format("2×2")
    row = ["input", "input", three, three, three, *thin, two]
    assert {*row} <= {text.get_text() for text in texts(figure)}
    assert kinds(figure)[:34] == row[:34]  # colors recur after 30 kinds
    straight, above = connections(figure)
    assert straight == [(place, place + 1) for place in range(2, 45)]
    assert above == [(0, 2), (1, 5), (2, 4), (2, 5), (3, 5)]


def test_a_network_without_layers_or_skip_connections_is_drawn(tmp_path: Path) -> None:
    for network in (nn.Identity(), nn.Conv2d(1, 1, 1), nn.MaxPool2d(2)):
        inputs = {"condition": torch.zeros(1, 1, 6, 8)}
        figure = saved_figure(network_figure, tmp_path / "a.png", "Title", network, inputs, "last")
        assert len(boxes(figure)) == 1 + isinstance(network, nn.Conv2d)
        assert not any("skip connection" in text.get_text() for text in texts(figure))


def gan_boxes(figure: Figure) -> dict[tuple[float, float], tuple[str, Bbox]]:
    """By their middles: words, and where the frame is."""
    framed = [text for text in figure.axes[0].texts if text.get_bbox_patch()]
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    return {
        text.get_position(): (text.get_text(), text.get_bbox_patch().get_window_extent())
        for text in framed
    }


def arrows(figure: Figure) -> list[Annotation]:
    return [text for text in figure.axes[0].texts if isinstance(text, Annotation)]


def test_the_gans_losses_come_from_the_pairs_of_the_paper(tmp_path: Path) -> None:
    figure = stage_figure(tmp_path, "gan")
    words = {middle: text for middle, (text, _) in gan_boxes(figure).items()}
    x, y = "condition x\n1 × 180 × 320", "truth y\n3 × 180 × 320"
    colored = "colored G(x)\n3 × 180 × 320"
    generator = "generator G\n458,467 parameters"
    real = "discriminator D\n176,049 parameters\non the true pair (x, y)"
    fake = "discriminator D\n176,049 parameters\non the colored pair (x, G(x))"
    difference = "mean |G(x) − y|"
    d_loss = "discriminator's loss\n−log D(x, y) − log(1 − D(x, G(x)))"
    g_loss = "generator's loss\n−log D(x, G(x)) + λ · mean |G(x) − y|\nλ = 100"
    assert {(words[arrow.xyann], words[arrow.xy]) for arrow in arrows(figure)} == {
        *{(x, generator), (generator, colored)},
        *{(x, real), (y, real), (x, fake), (colored, fake)},
        *{(y, difference), (colored, difference)},
        *{(real, d_loss), (fake, d_loss), (fake, g_loss), (difference, g_loss)},
    }
    assert len(words) == 9


def test_the_gan_states_its_size_and_lambda(tmp_path: Path) -> None:
    words = [text.get_text() for text in texts(stage_figure(tmp_path, "gan", TINY))]
    assert "Figure 5: the conditional GAN" in words
    assert "condition x\n1 × 40 × 72" in words
    assert any(text.endswith("\nλ = 7.5") for text in words)


def test_arrows_of_the_gan_touch_only_the_boxes_that_they_join(tmp_path: Path) -> None:
    figure = stage_figure(tmp_path, "gan", PAPER)
    frames = {middle: box for middle, (_, box) in gan_boxes(figure).items()}
    assert not any(one.overlaps(other) for one, other in combinations(frames.values(), 2))
    (notes,) = (text for text in texts(figure) if text.get_text().startswith("x: a frame's"))
    obstacles = [*frames.items(), (None, notes.get_window_extent())]
    for arrow in arrows(figure):
        ends = figure.axes[0].transData.transform([arrow.xyann, arrow.xy])
        way = ends[0] + np.linspace(0, 1, 200)[:, None] * (ends[1] - ends[0])
        for middle, box in obstacles:
            assert middle in (arrow.xyann, arrow.xy) or not any(box.contains(*at) for at in way)


def small_figure(path: Path) -> Figure:
    """Of a layer, with the longest title that we have."""
    inputs = {"condition": torch.zeros(1, 1, 24, 32)}
    title = "Figure 3: the generator, which alone is the ConvNet, at width 0.0625"
    return saved_figure(network_figure, path, title, nn.Conv2d(1, 3, 3), inputs, "colors")


OURS = ("generator", "discriminator", "gan", "pix2pix")


@pytest.mark.parametrize(
    "draw",
    [
        *(partial(stage_figure, network=name, settings=own) for name in OURS for own in SETTINGS),
        lambda path: unknown_figure(path / "a.png"),
        lambda path: small_figure(path / "a.png"),
    ],
)
def test_nothing_to_be_read_is_cut_off_or_lies_on_another(
    tmp_path: Path, draw: Callable[[Path], Figure]
) -> None:
    figure = draw(tmp_path)
    FigureCanvasAgg(figure).draw()
    places = {text.get_text() + str(text.get_position()): text for text in texts(figure)}
    extents = {words: text.get_window_extent() for words, text in places.items()}
    width, height = figure.get_size_inches() * figure.dpi
    for words, box in extents.items():
        assert box.x0 > 0 and box.y0 > 0 and box.x1 < width and box.y1 < height, words
    for (one, box), (another, other) in combinations(extents.items(), 2):
        assert not box.overlaps(other), (one, another)
    shapes = [box.get_window_extent() for box in boxes(figure)]
    assert not any(box.overlaps(shape) for box in extents.values() for shape in shapes)


@pytest.mark.parametrize("network", ["generator", "discriminator", "gan"])
def test_an_architecture_is_drawn_the_same_each_time(tmp_path: Path, network: str) -> None:
    for name in ("a.png", "b.png"):
        plot_architecture.main(tmp_path / name, network=network, **TINY)
    assert (tmp_path / "a.png").read_bytes() == (tmp_path / "b.png").read_bytes()


def test_a_figure_shows_the_network_that_it_is_given(tmp_path: Path) -> None:
    """A skip connection less, a line less."""

    class Shallow(Generator):
        def forward(self, condition: Tensor) -> Tensor:
            hook = self.encoder[0].register_forward_hook(lambda *taken: taken[-1].detach() * 0)
            with hook:
                return super().forward(condition)

    inputs = {"condition": torch.zeros(1, 1, 40, 72)}
    figure = saved_figure(network_figure, tmp_path / "a", "Title", Shallow(0.0625), inputs, "")
    straight, above = connections(figure)
    assert (1, 12) not in above and len(above) == 4
    assert (1, 2) not in straight
