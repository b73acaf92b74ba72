"""The pictures of docs/studio.md, taken of the page as it is.

`CHROMACEL_PICTURES=docs pytest tests/studio/test_studio_pictures.py` replaces those in `docs`.
"""

import io
import itertools
import os
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image
from playwright.sync_api import Page, expect

from chromacel.demo.show import DemoSettings, episode_frames
from chromacel.pictures.grayscale import grayscale
from chromacel.video.encoding import encode_video
from chromium import chromium, new_context
from conftest import ROOT
from studio_server import Server

FRAMES, SHOWN, REFERENCE = 120, 75, 105  # frames of the demo's first episode
LEAST, AGAIN = 5.0, 12.0  # pixels from a region's middle to its edge, for a mark and for another
APART = 150  # pixels between marks of a large region
LARGEST = 200_000  # bytes
COLORS = 200  # of a screenshot
DESK, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}


def marks_of(colors: NDArray[np.uint8]) -> list[dict[str, Any]]:
    """Short strokes in each flat region, in its color, as a patient person would draw them."""
    marks = []
    different, counts = np.unique(colors.reshape(-1, 3), axis=0, return_counts=True)
    for color in different[counts > LEAST**2]:
        same = (colors == color).all(-1).astype(np.uint8)
        _, regions, sizes, _ = cv2.connectedComponentsWithStats(same)
        large = sizes[1:, cv2.CC_STAT_AREA] > LEAST**2
        for region in np.flatnonzero(large) + 1:
            inside = np.pad((regions == region).astype(np.uint8), 1)
            marks += strokes(inside, "#{:02x}{:02x}{:02x}".format(*color))
    return marks


def strokes(inside: NDArray[np.uint8], color: str) -> list[dict[str, Any]]:
    """In the widest places of a region, (h, w), which has a margin of a pixel."""
    apart = cv2.distanceTransform(inside, cv2.DIST_L2, 5)[1:-1, 1:-1].copy()
    marks: list[dict[str, Any]] = []
    while True:
        _, radius, _, (x, y) = cv2.minMaxLoc(apart)
        if radius < (AGAIN if marks else LEAST):
            return marks
        half = min(radius / 2, 14)
        points = [[x - half + 0.5, y + 0.5], [x + half + 0.5, y + 0.5]]
        marks.append({"color": color, "width": 4 if radius < 2 * LEAST else 7, "points": points})
        cv2.circle(apart, (x, y), APART, 0, cv2.FILLED)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A gray episode, and one colored frame of it."""
    show = episode_frames("demo-01", DemoSettings(episodes=1, seconds=60, seed=0))
    frames = list(itertools.islice(show, FRAMES))
    Image.fromarray(frames[REFERENCE]).save(tmp_path / "character sheet.png")
    np.save(tmp_path / "colors.npy", frames[SHOWN])
    gray = (np.repeat(grayscale(frame[None])[0][..., None], 3, axis=-1) for frame in frames)
    height, width, _ = frames[0].shape
    encode_video(tmp_path / "The Cel Street Show 01.mp4", gray, width, height, 24)
    return tmp_path


def opened(page: Page, server: Server) -> None:
    page.goto(server.address)
    page.wait_for_selector("body.ready")
    page.fill("#pages .number", str(SHOWN + 1))
    page.keyboard.press("Enter")
    page.wait_for_selector("#used .swatch", state="attached")
    page.locator("#picture").focus()
    page.mouse.click(1, 1)
    settle(page)


def settle(page: Page) -> None:
    page.wait_for_timeout(500)
    page.wait_for_selector("#status[data-is-busy=false]", state="attached", timeout=120_000)
    page.wait_for_timeout(300)


def look(page: Page, path: Path) -> None:
    """A screenshot of fewer colors, so that it is a small file."""
    picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    fewer = picture.quantize(COLORS, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    fewer.save(path, optimize=True)


@pytest.mark.long
def test_the_docs_show_the_page_on_a_desk_and_on_a_phone(folder: Path) -> None:
    target = Path(os.environ.get("CHROMACEL_PICTURES", folder)).absolute()
    words = ("The Cel Street Show 01.mp4", "--reference", "character sheet.png")
    marks = marks_of(np.load(folder / "colors.npy"))
    hints = {"version": 1, "size": [640, 360], "marks": marks}
    with Server(*words, folder=folder) as server, chromium() as browser:
        server.ask("PUT", f"api/inputs/0/pages/{SHOWN}/hints", hints)
        server.ask("POST", "api/inputs/0/proposals", {"count": 6})
        page = new_context(browser, viewport=DESK, color_scheme="dark").new_page()
        opened(page, server)
        page.keyboard.press("a")
        expect(page.locator(".frame.accepted")).to_have_count(1)
        expect(page.locator("#pages .number")).not_to_have_value(str(SHOWN + 1))  # the next one
        page.fill("#pages .number", str(SHOWN + 1))
        page.keyboard.press("Enter")
        page.locator("#show .swatch").nth(3).click()
        settle(page)
        look(page, target / "studio-desk.png")
        phone = {"viewport": PHONE, "is_mobile": True, "has_touch": True}
        page = new_context(browser, color_scheme="light", **phone).new_page()
        opened(page, server)
        for key in ("+", "+", "+"):
            page.keyboard.press(key)
        settle(page)
        look(page, target / "studio-phone.png")
    for name, size in (("desk", DESK), ("phone", PHONE)):
        for path in (target / f"studio-{name}.png", ROOT / f"docs/studio-{name}.png"):
            assert Image.open(path).size == (size["width"], size["height"])
            assert path.stat().st_size < LARGEST
