"""Methods without training on whole pictures: luma kept, print under colors, any size."""

from pathlib import Path

import cv2
import numpy as np
import pytest

from chromacel.coloring.hinted_pictures import colored_by_hints, is_printed
from chromacel.coloring.lifting import gray_of
from chromacel.coloring.methods import METHODS
from chromacel.errors import InputError
from chromacel.pictures.chroma import chroma
from chromacel.pictures.files import read_picture
from chromacel.pictures.hints import Hints
from chromacel.pictures.resizing import resized

BY_HINTS = [name for name, method in METHODS.items() if method.kind == "hints"]
SKIN = (230, 180, 140)


def shaded(height: int, width: int) -> np.ndarray:
    """Two tones with a soft shade, (h, w, 3)."""
    row = np.linspace(100, 120, width) + np.where(np.arange(width) < width // 2, 0, 90)
    return np.repeat(np.tile(row.astype(np.uint8), (height, 1))[..., None], 3, axis=2)


def drawing(height: int, width: int) -> np.ndarray:
    """Ink on white paper: a box, (h, w, 3)."""
    page = np.full((height, width, 3), 255, np.uint8)
    corner = (width * 3 // 4, height * 3 // 4)
    cv2.rectangle(page, (width // 4, height // 4), corner, (0, 0, 0), max(width // 100, 2))
    return page


def stroke_in_the_middle(rgb: np.ndarray, color: tuple[int, int, int] = SKIN) -> Hints:
    hints = Hints.none(rgb.shape[:2])
    y, x = (size // 2 for size in rgb.shape[:2])
    place = (slice(y, y + 10), slice(x + 5, x + 40))
    hints.given[place], hints.colors[place] = True, color
    return hints


@pytest.mark.parametrize("method", BY_HINTS)
@pytest.mark.parametrize("make", [shaded, drawing])
def test_without_hints_a_picture_is_its_gray(method: str, make: type) -> None:
    rgb = make(150, 200)
    rgb[20, 20] = (200, 10, 10)
    result = colored_by_hints(method, rgb, Hints.none((150, 200)))
    assert np.array_equal(result, np.repeat(gray_of(rgb)[..., None], 3, axis=2))


@pytest.mark.parametrize("method", BY_HINTS)
@pytest.mark.parametrize("size", [(180, 320), (700, 900)])
def test_a_gray_picture_keeps_its_luma_and_its_strokes(method: str, size: tuple[int, int]) -> None:
    rgb = shaded(*size)
    hints = stroke_in_the_middle(rgb)
    result = colored_by_hints(method, rgb, hints)
    assert np.array_equal(gray_of(result), gray_of(rgb))
    expected = chroma(np.uint8([[SKIN]]))[0, 0]
    colored = chroma(result)
    assert np.abs(colored[hints.given] - expected).max() < 3
    assert np.abs(colored[:, size[1] * 3 // 4 :] - expected).max() < 3  # its tone
    assert np.array_equal(result, colored_by_hints(method, rgb, hints))


@pytest.mark.parametrize("method", BY_HINTS)
@pytest.mark.parametrize("size", [(200, 300), (1000, 800)])
def test_line_art_is_ink_over_a_strokes_color(method: str, size: tuple[int, int]) -> None:
    rgb = drawing(*size)
    result = colored_by_hints(method, rgb, stroke_in_the_middle(rgb))
    box = result[size[0] * 3 // 10 : size[0] * 7 // 10, size[1] * 3 // 10 : size[1] * 7 // 10]
    assert np.abs(box.astype(int) - SKIN).max() <= 1
    assert (result[size[0] // 4, size[1] // 3 : size[1] // 2] < 30).all()  # the line
    if method == "qu":  # nothing but what has the stroke, up to its line
        assert (result[:10] == 255).all()
        line = max(size[1] // 100, 2)
        left, right = size[1] // 4 + line, size[1] * 3 // 4 - line
        assert np.abs(result[size[0] // 2, left:right].astype(int) - SKIN).max() <= 1


@pytest.mark.parametrize("method", BY_HINTS)
def test_a_strip_and_a_single_pixel_are_colored(method: str) -> None:
    for rgb in (shaded(1500, 60), shaded(1, 1)):
        hints = Hints.none(rgb.shape[:2])
        hints.given[:1, :1], hints.colors[:1, :1] = True, SKIN
        assert np.array_equal(gray_of(colored_by_hints(method, rgb, hints)), gray_of(rgb))


@pytest.mark.parametrize("method", BY_HINTS)
def test_hints_of_another_size_are_refused(method: str) -> None:
    with pytest.raises(InputError, match="of 20 × 10 pixels, and this one has 40 × 20"):
        colored_by_hints(method, shaded(20, 40), Hints.none((10, 20)))


def test_print_is_told_from_pictures(footage: Path) -> None:
    for page in sorted((footage / "manga").glob("*.jpg")):
        gray = gray_of(read_picture(page).rgb)
        for height in (1170, 1000, 640):  # as the studio shows it, too
            assert is_printed(resized(gray, height, height * gray.shape[1] // 1170)), page
    pages = [footage / "comic" / "tuxemon" / f"ch{name}.png" for name in ("2_page1", "1_p3_color")]
    for page in (*pages, footage / "comic" / "pages" / "ep05_E05P01.jpg"):
        assert not is_printed(gray_of(read_picture(page).rgb)), page
    assert is_printed(gray_of(read_picture(footage / "comic" / "tuxemon" / "ch1_p3_line.png").rgb))


def test_methods_are_found_where_the_table_says() -> None:
    for name in BY_HINTS:
        assert METHODS[name].load().__module__ == METHODS[name].function.partition(":")[0]
