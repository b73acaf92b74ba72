"""Comics in PDF: each page as a picture."""

import contextlib
import math
import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pypdfium2
from pypdfium2.raw import FPDF_PAGEOBJ_IMAGE

from chromacel.errors import ComicError
from chromacel.pictures.files import MOST_PIXELS
from chromacel.pictures.pixels import Picture

POINTS = 72  # in an inch
LEAST, MOST = 72 / POINTS, 600 / POINTS  # pixels in a point
PLAIN = 200 / POINTS  # of a page without a picture in a comic that has some
LONGEST = 65_000  # pixels of a side: JPEG has 65,535
LOCK = threading.RLock()  # for all calls of PDFium, which no two threads may make at once


@contextlib.contextmanager
def opened_pdf(path: Path) -> Iterator[pypdfium2.PdfDocument]:
    """Raises ComicError if it cannot be read, or has a password."""
    try:
        with LOCK:
            document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise ComicError(f"{path} is protected by a password", "save it without one") from error
        raise ComicError(f"{path} cannot be read as a PDF ({error})", "replace it") from error
    try:
        yield document
    finally:
        with LOCK:
            document.close()


def page_scales(path: Path, document: pypdfium2.PdfDocument) -> list[float]:
    """Pixels in a point of each page, by the largest picture on it, within what can be held.

    Raises:
        ComicError: no page has one, or a page cannot be read.
    """
    with LOCK:
        count = len(document)
    scales = [_scales(path, document, number) for number in range(count)]
    if not any(scale for scale, _ in scales):
        raise ComicError(f"{path} holds no picture")
    return [min(scale or PLAIN, most) for scale, most in scales]


def _scales(path: Path, document: pypdfium2.PdfDocument, number: int) -> tuple[float, float]:
    """The page's own, 0 if there is no picture, and the most."""
    largest, scale = 0, 0.0
    with _page(path, document, number) as page:
        for shown in page.get_objects(filter=[FPDF_PAGEOBJ_IMAGE]):
            width, height = shown.get_px_size()
            left, bottom, right, top = shown.get_bounds()
            area = (right - left) * (top - bottom)
            if width * height > largest and area > 0:
                largest, scale = width * height, math.sqrt(width * height / area)
        width, height = page.get_size()
        most = 0.999 * math.sqrt(MOST_PIXELS / (width * height))  # a page has whole pixels
        own = min(max(scale, LEAST), MOST) if largest else 0.0
        return own, min(most, LONGEST / max(width, height))


def rendered_page(
    path: Path, document: pypdfium2.PdfDocument, number: int, scale: float
) -> Picture:
    """Page `number`, from 0, with so many pixels in a point: (h, w, 3) uint8 over white.

    Raises:
        ComicError: it cannot be read.
    """
    with _page(path, document, number) as page:
        bitmap = page.render(scale=scale, rev_byteorder=True)
        pixels = np.array(bitmap.to_numpy())
        bitmap.close()
        rgb = pixels if pixels.ndim == 3 else np.stack([pixels] * 3, axis=-1)
        return np.ascontiguousarray(rgb[..., :3])


@contextlib.contextmanager
def _page(path: Path, document: pypdfium2.PdfDocument, number: int) -> Iterator[pypdfium2.PdfPage]:
    try:
        with LOCK, contextlib.closing(document[number]) as page:
            yield page
    except pypdfium2.PdfiumError as error:
        problem = f"Page {number + 1} of {path} cannot be read ({error})"
        raise ComicError(problem, "replace it") from error
