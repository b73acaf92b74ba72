"""Comics in PDF: each page as a picture, and a PDF of pictures of the same page sizes."""

import contextlib
import io
import math
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import img2pdf
import numpy as np
import pypdfium2
from PIL import Image
from pypdfium2.raw import FPDF_PAGEOBJ_IMAGE

from chromacel.errors import ComicError, InputError
from chromacel.pictures.files import MOST_PIXELS
from chromacel.pictures.pixels import Picture

START = b"%PDF"
POINTS = 72  # in an inch
LEAST, MOST = 72 / POINTS, 600 / POINTS  # pixels in a point
PLAIN = 200 / POINTS  # of a page without a picture in a comic that has some
TEXTS = {"Title": "title", "Author": "author", "Subject": "subject"}  # that are kept


@contextlib.contextmanager
def opened_pdf(path: Path) -> Iterator[pypdfium2.PdfDocument]:
    """Raises ComicError if it cannot be read, or has a password."""
    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise ComicError(f"{path} is protected by a password", "save it without one") from error
        raise ComicError(f"{path} cannot be read as a PDF ({error})", "replace it") from error
    try:
        yield document
    finally:
        document.close()


def page_scales(path: Path, document: pypdfium2.PdfDocument) -> list[float]:
    """Pixels in a point of each page, by the largest picture on it.

    Raises:
        ComicError: no page has one.
    """
    scales = [_scale(path, document, number) for number in range(len(document))]
    if not any(scales):
        raise ComicError(f"{path} holds no picture")
    return [scale or PLAIN for scale in scales]


def _scale(path: Path, document: pypdfium2.PdfDocument, number: int) -> float:
    """0 if there is no picture."""
    largest, scale = 0, 0.0
    with _page(path, document, number) as page:
        for shown in page.get_objects(filter=[FPDF_PAGEOBJ_IMAGE]):
            width, height = shown.get_px_size()
            left, bottom, right, top = shown.get_bounds()
            area = (right - left) * (top - bottom)
            if width * height > largest and area > 0:
                largest, scale = width * height, math.sqrt(width * height / area)
        if not largest:
            return 0.0
        most = math.sqrt(MOST_PIXELS / (page.get_width() * page.get_height()))
        return min(max(scale, LEAST), MOST, 0.999 * most)  # a page has whole pixels


def rendered_page(
    path: Path, document: pypdfium2.PdfDocument, number: int, scale: float
) -> Picture:
    """Page `number`, from 0, with so many pixels in a point: (h, w, 3) uint8 over white.

    Raises:
        InputError: it cannot be read.
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
        page = document[number]
        try:
            yield page
        finally:
            page.close()
    except pypdfium2.PdfiumError as error:
        raise InputError(
            f"Page {number + 1} of {path} cannot be read ({error}): replace or remove it."
        ) from error


def write_pdf(source: Path, target: Path, pages: Iterable[Picture]) -> None:
    """A PDF of pictures as large as the pages of another one, in JPEG, with its title and author:
    the same bytes each time. Compressed, all pages are in memory.

    Raises:
        ComicError: the source cannot be read.
    """
    contents = [_jpeg(page) for page in pages]
    with opened_pdf(source) as document:
        sizes = iter([document.get_page_size(number) for number in range(len(document))])
        said = document.get_metadata_dict()
    texts = {argument: said[key] for key, argument in TEXTS.items() if said.get(key)}

    def layout(*_: object) -> Sequence[float]:
        """Of one picture after the other: the page's width and height, and the picture's."""
        width, height = next(sizes)
        return width, height, width, height

    with target.open("wb") as file:
        img2pdf.convert(
            contents,
            outputstream=file,
            layout_fun=layout,
            nodate=True,
            engine=img2pdf.Engine.internal,
            **texts,
        )


def _jpeg(rgb: Picture) -> bytes:
    file = io.BytesIO()
    Image.fromarray(rgb).save(file, "JPEG", quality=95, subsampling=0)
    return file.getvalue()
