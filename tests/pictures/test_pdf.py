"""Pages of PDFs: what is damaged in them is refused, and what is only unusual is not."""

import random
from collections.abc import Callable
from pathlib import Path

import img2pdf
import numpy as np
import pikepdf
import pytest
from PIL import Image

from chromacel.coloring.comics import comic_pages
from chromacel.dataset.comics import opened_pages
from chromacel.errors import InputError
from picture_bytes import encoded

PICTURE = Image.fromarray(np.random.default_rng(0).integers(0, 256, (60, 80, 3), dtype=np.uint8))
CONTENTS = {
    "JPEG": encoded(PICTURE, "JPEG"),
    "progressive JPEG": encoded(PICTURE, "JPEG", progressive=True),
    "JPEG in CMYK": encoded(PICTURE.convert("CMYK"), "JPEG"),
    "JPEG 2000": encoded(PICTURE, "JPEG2000"),
    "PNG": encoded(PICTURE, "PNG"),
    "PNG with a palette": encoded(PICTURE.quantize(12), "PNG", bits=4),
    "PNG with 16 bits": encoded(
        Image.fromarray(np.asarray(PICTURE.convert("L")).astype(np.uint16) * 257), "PNG"
    ),
    "PNG with one bit": encoded(PICTURE.convert("1"), "PNG"),
    "fax": encoded(PICTURE.convert("1"), "TIFF", compression="group4"),
}
PROVEN = ("JPEG", "progressive JPEG", "JPEG in CMYK", "PNG", "PNG with a palette")
DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "cut": lambda stream: stream[: len(stream) // 2],
    "zeros from the middle on": lambda stream: stream[: len(stream) // 2].ljust(len(stream), b"\0"),
    "zeros": lambda stream: bytes(len(stream)),
    "noise": lambda stream: random.Random(0).randbytes(len(stream)),
}


def pdf(path: Path, kind: str, damage: Callable[[bytes], bytes] = bytes) -> Path:
    """Two pages of one picture each, the second one with a damaged stream."""
    path.write_bytes(img2pdf.convert(CONTENTS["JPEG"], CONTENTS[kind]))
    with pikepdf.open(path, allow_overwriting_input=True) as document:
        [picture] = [*document.pages[1].Resources.XObject.values()]
        how = {"filter": picture.Filter, "decode_parms": picture.get("/DecodeParms")}
        picture.write(damage(picture.read_raw_bytes()), **how)
        document.save(path)
    return path


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("kind", PROVEN)
def test_a_damaged_picture_is_one_sentence_with_its_page(
    kind: str, damage: str, tmp_path: Path
) -> None:
    pages = comic_pages(pdf(tmp_path / "a.pdf", kind, DAMAGES[damage]))
    next(pages)
    sentence = (
        r"A picture on page 2 of .*a\.pdf (is|cannot be read) .*: replace (it|or remove it)\."
    )
    with pytest.raises(InputError, match=sentence):
        next(pages)


@pytest.mark.parametrize("damage", ["zeros", "noise"])
def test_what_cannot_be_decoded_at_all_is_refused_though_cuts_in_it_cannot_be_seen(
    damage: str, tmp_path: Path
) -> None:
    with opened_pages(pdf(tmp_path / "a.pdf", "JPEG 2000", DAMAGES[damage])) as pages:
        pages.read(0)
        with pytest.raises(InputError, match=r"A picture on page 2 of .*a\.pdf is damaged"):
            pages.read(1)


@pytest.mark.parametrize("kind", CONTENTS)
def test_whole_pictures_are_read_however_they_are_compressed(kind: str, tmp_path: Path) -> None:
    path = pdf(tmp_path / "a.pdf", kind)
    with pikepdf.open(path) as document:
        document.save(tmp_path / "b.pdf", encryption=pikepdf.Encryption(owner="a", user=""))
    for one in (path, tmp_path / "b.pdf"):
        first, second = (page.rgb.astype(int) for page in comic_pages(one))
        assert first.shape == second.shape == (60, 80, 3)
        assert second.std() > 30


@pytest.mark.parametrize("block", [1, 2**20])
@pytest.mark.parametrize("missing", [1, 3, 4])
@pytest.mark.parametrize("kind", ["PNG", "PNG with a palette"])
def test_a_picture_is_read_if_all_is_there_but_its_checksum(
    kind: str, missing: int, block: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("chromacel.pictures.pdf.BLOCK", block)
    whole = [page.rgb for page in comic_pages(pdf(tmp_path / "a.pdf", kind))]
    cut = pdf(tmp_path / "b.pdf", kind, lambda stream: stream[:-missing])
    for one, other in zip(whole, comic_pages(cut), strict=True):
        assert np.array_equal(one, other.rgb)


def test_a_picture_with_a_wrong_checksum_is_refused(tmp_path: Path) -> None:
    pages = comic_pages(pdf(tmp_path / "a.pdf", "PNG", lambda stream: stream[:-4] + b"abcd"))
    next(pages)
    with pytest.raises(InputError, match=r"A picture on page 2 of .*a\.pdf is cut or damaged"):
        next(pages)


def test_a_jpeg_behind_other_bytes_and_a_stencil_in_zlib_are_read(tmp_path: Path) -> None:
    path = pdf(tmp_path / "a.pdf", "JPEG", lambda stream: b"\n" + stream + b"\n")
    with pikepdf.open(path, allow_overwriting_input=True) as document:
        page = document.pages[0]
        stencil = pikepdf.Stream(document, bytes(range(80)), Subtype=pikepdf.Name.Image)
        stencil.Width, stencil.Height, stencil.ImageMask, stencil.BitsPerComponent = 8, 80, True, 1
        page.Contents = [page.Contents, pikepdf.Stream(document, b" q 9 0 0 9 0 0 cm /S Do Q")]
        page.Resources.XObject.S = stencil
        document.save(path)
    assert len(list(comic_pages(path))) == 2
