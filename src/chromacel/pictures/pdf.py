"""Comics in PDF: each page as a picture."""

import contextlib
import io
import math
import threading
import zlib
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pypdfium2
from pypdfium2.raw import FPDF_PAGEOBJ_IMAGE

from chromacel.errors import ComicError, InputError
from chromacel.pictures.files import MOST_PIXELS, decoded_picture
from chromacel.pictures.pixels import Picture

POINTS = 72  # in an inch
LEAST, MOST = 72 / POINTS, 600 / POINTS  # pixels in a point
PLAIN = 200 / POINTS  # of a page without a picture in a comic that has some
BLOCK = 2**20  # bytes that are unpacked at a time
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
        InputError: a picture on it is damaged.
    """
    with _page(path, document, number) as page:
        pictures = [*_compressed(page)]
    for filters, content in pictures:  # after the lock, since a large one takes a second
        _check_picture(f"A picture on page {number + 1} of {path}", filters, content)
    del pictures
    with _page(path, document, number) as page:
        bitmap = page.render(scale=scale, rev_byteorder=True)
        pixels = np.array(bitmap.to_numpy())
        bitmap.close()
        rgb = pixels if pixels.ndim == 3 else np.stack([pixels] * 3, axis=-1)
        return np.ascontiguousarray(rgb[..., :3])


def _compressed(page: pypdfium2.PdfPage) -> Iterator[tuple[list[str], bytes]]:
    """The compressions and the content of each picture; none and nothing of what PDFium cannot
    decode at all. JPEGs that are too large to be decoded as pictures are left out."""
    for shown in page.get_objects(filter=[FPDF_PAGEOBJ_IMAGE]):
        filters = shown.get_filters()
        if not shown.get_metadata().bits_per_pixel:  # which it does not know of such a picture
            yield [], b""
        elif filters != ["DCTDecode"] or math.prod(shown.get_px_size()) <= MOST_PIXELS:
            yield filters, bytes(shown.get_data())


def _check_picture(name: str, filters: list[str], content: bytes) -> None:
    """Raises InputError if it is damaged: PDFium draws white or noise instead, without a word.

    What is compressed in another way than as JPEG or by zlib alone is only known to be damaged if
    PDFium cannot decode it at all.
    """
    if not content:
        raise InputError(f"{name} is damaged: replace it.")
    if filters == ["FlateDecode"] and not _inflates(content):
        raise InputError(f"{name} is cut or damaged: replace it.")
    if filters == ["DCTDecode"]:
        jpeg = content[content.find(b"\xff\xd8") :]  # from where PDFium, too, reads
        decoded_picture(lambda: io.BytesIO(jpeg), name)


def _inflates(content: bytes) -> bool:
    """Whether its pixels are all there, and the checksum behind them, which some writers leave out
    or cut, is not wrong."""
    inflator, check = zlib.decompressobj(-zlib.MAX_WBITS), 1
    content = content[2:]  # zlib's header
    with contextlib.suppress(zlib.error):
        while content and not inflator.eof:
            check = zlib.adler32(inflator.decompress(content, BLOCK), check)
            content = inflator.unconsumed_tail
        if not inflator.eof:  # of the last bytes, some pixels may wait
            check = zlib.adler32(inflator.flush(), check)
    found = inflator.unused_data[:4]
    return inflator.eof and (len(found) < 4 or found == check.to_bytes(4, "big"))


@contextlib.contextmanager
def _page(path: Path, document: pypdfium2.PdfDocument, number: int) -> Iterator[pypdfium2.PdfPage]:
    try:
        with LOCK, contextlib.closing(document[number]) as page:
            yield page
    except pypdfium2.PdfiumError as error:
        problem = f"Page {number + 1} of {path} cannot be read ({error})"
        raise ComicError(problem, "replace it") from error
