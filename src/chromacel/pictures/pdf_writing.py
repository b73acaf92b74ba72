"""A PDF of pictures, with the page sizes of another one."""

import contextlib
import io
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import img2pdf
import pypdfium2
from PIL import Image

from chromacel.pictures.pdf import LOCK, opened_pdf
from chromacel.pictures.pixels import Picture

TEXTS = {"Title": "title", "Author": "author", "Subject": "subject"}  # that are kept


def write_pdf(source: Path, target: Path, pages: Iterable[Picture]) -> None:
    """A PDF of pictures as large as the pages of another one, in JPEG, with its title and author:
    the same bytes each time. Compressed, all pages are in memory.

    Raises:
        ComicError: the source cannot be read.
    """
    contents = [_jpeg(page) for page in pages]
    with opened_pdf(source) as document, LOCK:
        sizes = iter([document.get_page_size(number) for number in range(len(document))])
        texts = dict(_texts(document))

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


def _texts(document: pypdfium2.PdfDocument) -> Iterator[tuple[str, str]]:
    """Those that are there, and are text."""
    for key, argument in TEXTS.items():
        with contextlib.suppress(UnicodeError):
            if said := document.get_metadata_value(key):
                yield argument, said


def _jpeg(rgb: Picture) -> bytes:
    file = io.BytesIO()
    Image.fromarray(rgb).save(file, "JPEG", quality=95, subsampling=0)
    return file.getvalue()
