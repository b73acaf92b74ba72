"""Line art at its own size: even colors up to the lines, and nothing in panels without hints."""

from collections.abc import Mapping

import cv2
import numpy as np
import pytest

from chromacel.coloring.hinted_pictures import colored_by_hints
from chromacel.pictures.hints import Hints

RED, BLUE, GREEN = (200, 40, 30), (30, 60, 190), (40, 160, 60)
METHODS = ("levin", "yatziv", "qu")
Boxes = Mapping[tuple[int, int, int, int], tuple[int, int, int]]


def two_panels() -> np.ndarray:
    """A page of two panels, the left of them in halves, which a line of three pixels parts."""
    page = np.full((600, 800, 3), 255, np.uint8)
    for left, right in ((50, 399), (450, 749)):
        cv2.rectangle(page, (left, 50), (right, 549), (0, 0, 0), 3)
    cv2.line(page, (52, 300), (397, 300), (0, 0, 0), 3)
    return page


def hints_in(boxes: Boxes) -> Hints:
    """Filled boxes (left, top, right, bottom) of colors."""
    hints = Hints.none((600, 800))
    for (left, top, right, bottom), color in boxes.items():
        hints.given[top:bottom, left:right], hints.colors[top:bottom, left:right] = True, color
    return hints


@pytest.mark.parametrize("method", METHODS)
def test_colors_end_at_the_lines_of_a_large_page(method: str) -> None:
    boxes: Boxes = {(150, 150, 250, 160): RED, (150, 400, 250, 410): BLUE}
    result = colored_by_hints(method, two_panels(), hints_in(boxes))
    assert (result[54:296, 54:396] == RED).all()
    assert (result[304:546, 54:396] == BLUE).all()
    assert (result[:46] == 255).all() and (result[:, :46] == 255).all()  # no halo at the frame


def test_a_panel_without_hints_stays_white() -> None:
    result = colored_by_hints("levin", two_panels(), hints_in({(150, 150, 250, 160): RED}))
    assert (result[54:546, 454:746] == 255).all()
    assert (result[54:296, 54:396] == RED).all()


def test_a_fill_that_touches_a_line_colors_one_side() -> None:
    boxes: Boxes = {(52, 52, 398, 303): RED, (150, 400, 250, 410): BLUE}
    result = colored_by_hints("yatziv", two_panels(), hints_in(boxes))
    assert (result[304:546, 54:396] == BLUE).all()


def test_a_region_with_two_colors_has_both() -> None:
    boxes: Boxes = {(75, 150, 125, 160): RED, (325, 150, 375, 160): GREEN}
    result = colored_by_hints("yatziv", two_panels(), hints_in(boxes))
    assert (result[150:160, 75:125] == RED).all() and (result[150:160, 325:375] == GREEN).all()
    assert np.abs(result[250, 56].astype(int) - RED).max() < 30
    assert np.abs(result[250, 393].astype(int) - GREEN).max() < 30


def test_a_stroke_that_runs_on_to_the_paper_leaves_it_white() -> None:
    result = colored_by_hints("yatziv", two_panels(), hints_in({(25, 150, 250, 160): RED}))
    assert (result[:, :46] == 255).all() and (result[54:296, 54:396] == RED).all()
