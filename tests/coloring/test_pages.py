"""Pages at their own size: luma kept or lines on top, white paper, gray tones, and no seams."""

import itertools
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest
import torch
from PIL import Image
from test_unseen import MAKING, noise, write_weights

from chromacel.coloring.page_examples import examples_of_pages
from chromacel.coloring.pages import colored_page, frames_of
from chromacel.models.networks import Network
from chromacel.models.weights import TrainedModel, load_model
from chromacel.pictures.edge_stopping import smoothed
from chromacel.pictures.grayscale import grayscale
from chromacel.pictures.panels import panel_areas
from chromacel.pictures.pixels import Picture


class Painter(Network):
    """Colors all that it sees alike, and remembers what that was."""

    def __init__(self, color: tuple[int, int, int]) -> None:
        super().__init__()
        self.paint = torch.nn.Parameter(torch.tensor(color, dtype=torch.float32))
        self.seen: list[Picture] = []

    def color(self, condition: torch.Tensor) -> torch.Tensor:
        self.seen.append(condition[0].numpy())
        return self.paint.to(torch.uint8).expand(*condition.shape, 3)


def painting(tmp_path: Path, condition: str, color: tuple[int, int, int]) -> TrainedModel:
    model = load_model(write_weights(tmp_path / "w.safetensors", condition))
    return replace(model, generator=Painter(color))


def spread(rgb: Picture) -> Picture:
    return np.asarray(rgb.max(axis=2) - rgb.min(axis=2))


def page_of(rows: int, columns: int, paper: int = 255) -> Picture:
    """A page with so many panels of noise."""
    page = np.full((600, 420, 3), paper, np.uint8)
    boxes = itertools.product(np.array_split(range(600), rows), np.array_split(range(420), columns))
    for down, right in boxes:
        inner = page[down[0] + 6 : down[-1] - 6, right[0] + 6 : right[-1] - 6]
        inner[...] = noise(*inner.shape[:2])
    return page


@pytest.mark.parametrize("paper", [255, 0])
@pytest.mark.parametrize(("rows", "columns"), [(1, 1), (3, 2), (4, 1), (1, 2)])
def test_a_pages_panels_are_counted(rows: int, columns: int, paper: int) -> None:
    page = page_of(rows, columns, paper)
    areas = panel_areas(grayscale(page[None])[0])
    assert len(areas) == rows * columns
    assert np.ptp(areas) < 0.02
    fewest = 4  # of a page that is taller than wide, however few are found
    assert frames_of(page, MAKING) == pytest.approx(max(1 / areas[0], fewest), rel=0.05)


def test_a_single_frame_is_seen_as_one_and_a_small_page_is_not_enlarged() -> None:
    assert frames_of(noise(360, 640), MAKING) == 1
    assert frames_of(noise(90, 60), MAKING) == pytest.approx(90 * 60 / (36 * 64))


@pytest.mark.parametrize(
    "size", [(500, 350), (90, 60), (2000, 90), (90, 2000), (1, 1), (3, 70_000)]
)
def test_a_page_of_any_size_keeps_its_luma(size: tuple[int, int], tmp_path: Path) -> None:
    model = load_model(write_weights(tmp_path / "w.safetensors", "gray"))
    page = noise(*size)
    assert np.array_equal(grayscale(colored_page(model, page)[None]), grayscale(page[None]))


def test_paper_and_ink_have_no_color_and_what_is_gray_has(tmp_path: Path) -> None:
    model = painting(tmp_path, "gray", (200, 120, 60))
    levels = np.arange(256).repeat(3).astype(np.uint8)
    page = np.broadcast_to(levels[:, None, None], (768, 500, 3)).copy()
    colors = spread(colored_page(model, page)).max(axis=1)
    assert colors[(levels <= 5) | (levels >= 250)].max() <= 2
    assert colors[(levels > 80) & (levels < 150)].min() > 60


def test_screentones_are_seen_as_gray_and_stay_on_the_page(tmp_path: Path) -> None:
    """Dots of 6 pixels at 45 degrees, on a page whose pixels the model sees 6 by 6."""
    down, right = np.indices((900, 600))
    waves = np.cos((down + right) * 2 * np.pi / 6) + np.cos((down - right) * 2 * np.pi / 6)
    page = np.where(waves > 0.3, 20, 240).astype(np.uint8)[..., None].repeat(3, axis=2)
    model = painting(tmp_path, "gray", (120, 120, 120))
    assert np.array_equal(colored_page(model, page), page)
    [seen] = model.generator.seen
    assert page.std() > 100
    assert seen.std() < 12


def test_a_page_cut_elsewhere_has_the_same_colors(tmp_path: Path) -> None:
    """By half of what a frame covers of it: no window has borders that would show."""
    model = load_model(write_weights(tmp_path / "w.safetensors", "gray"))
    long = noise(1300, 520)
    one, other = (colored_page(model, long[start : start + 900]) for start in (0, 200))
    difference = np.abs(one[400:700].astype(int) - other[200:500])
    assert difference.mean() < 0.15 * spread(one).mean()


def drawing() -> Picture:
    """Two framed panels on paper, a circle in each."""
    page = np.full((900, 600), 255, np.uint8)
    for top in (60, 480):
        cv2.rectangle(page, (50, top), (550, top + 360), 0, 4)
        cv2.circle(page, (300, top + 180), 100, 0, 4)
    return page[..., None].repeat(3, axis=2)


def test_lines_stay_black_over_the_colors_and_paper_around_panels_white(tmp_path: Path) -> None:
    page = drawing()
    colors = colored_page(painting(tmp_path, "edge", (250, 150, 50)), page)
    assert np.array_equal(colors[page.max(axis=2) == 0].max(), 0)
    assert colors[:50].min() == 255
    assert colors[430:470].min() == 255
    assert np.abs(colors[200, 100].astype(int) - (250, 150, 50)).max() <= 1
    assert np.abs(colors[660, 300].astype(int) - (250, 150, 50)).max() <= 1


def test_a_page_with_tones_keeps_its_luma_under_a_model_of_edges_too(tmp_path: Path) -> None:
    page = drawing()
    page[100:250, 100:300] = 170
    colors = colored_page(painting(tmp_path, "edge", (250, 150, 50)), page)
    assert np.array_equal(grayscale(colors[None]), grayscale(page[None]))
    assert spread(colors)[150, 150] > 60


def test_a_drawing_without_frames_is_colored_up_to_the_border(tmp_path: Path) -> None:
    page = np.full((300, 400, 3), 255, np.uint8)
    cv2.circle(page, (200, 150), 60, (0, 0, 0), 3)
    colors = colored_page(painting(tmp_path, "edge", (250, 150, 50)), page)
    assert np.abs(colors[0, 0].astype(int) - (250, 150, 50)).max() <= 1


def test_colors_do_not_cross_lines() -> None:
    """A blurred border between two colors becomes as sharp as the line on it."""
    guide = np.full((60, 120), 255, np.uint8)
    guide[:, 59:61] = 0
    blurred = np.linspace(-1, 1, 120, dtype=np.float32).clip(-0.1, 0.1)[None, :, None] * 500
    values = np.broadcast_to(blurred, (60, 120, 1)).copy()
    result = smoothed(values, guide, 32, 12)[30, :, 0]
    assert result[58] < -30
    assert result[61] > 30
    assert np.allclose(smoothed(np.ones_like(values), guide, 32, 12), 1)


def test_manga_pages_of_any_kind_keep_white_paper(footage: Path, tmp_path: Path) -> None:
    model = painting(tmp_path, "gray", (200, 120, 60))
    pages = sorted((footage / "manga").glob("*.jpg"))
    for path in pages[::3]:
        page = np.asarray(Image.open(path).convert("RGB"))
        gray = grayscale(page[None])[0]
        colors = colored_page(model, page)
        assert spread(colors)[(gray >= 250) | (gray <= 5)].max() <= 2
        assert np.array_equal(grayscale(colors[None])[0], gray)


def test_colored_pages_are_learned_at_the_scale_at_which_pages_are_seen(tmp_path: Path) -> None:
    model = painting(tmp_path, "gray", (120, 120, 120))
    page, cpu = page_of(3, 2), torch.device("cpu")
    colored_page(model, page)
    [seen] = model.generator.seen
    examples = examples_of_pages([(page, 255 - page)], model, cpu)
    assert examples.size == (36, 64)
    assert np.array_equal(examples.condition[0].numpy(), seen[:36, :64])
    assert np.array_equal(examples.condition[-1].numpy(), seen[-36:, -64:])
    opposite = grayscale(examples.colors[0].numpy()[None])[0]
    assert np.abs(255 - opposite.astype(int) - seen[:36, :64]).max() <= 2
    narrow = noise(90, 30)  # narrower than a frame: mirrored
    parts = examples_of_pages([(narrow, narrow)] * 2, model, cpu)
    assert np.array_equal(grayscale(parts.colors.numpy()), parts.condition.numpy())
    assert len(parts) > 2
