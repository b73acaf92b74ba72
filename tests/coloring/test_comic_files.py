"""Comics page by page, and written again as what they were: whole, or one sentence."""

import io
import os
import struct
import zipfile
from collections.abc import Iterator
from pathlib import Path

import img2pdf
import numpy as np
import pypdfium2
import pytest
from PIL import Image, ImageCms
from test_unseen import noise

from chromacel.coloring.comics import Page, comic_pages, page_names, write_comic
from chromacel.errors import ComicError, InputError
from chromacel.pictures.pixels import Picture
from picture_bytes import encoded

INFO = b"<ComicInfo><Title>A</Title></ComicInfo>"
TIME = (2001, 2, 3, 4, 5, 6)


def picture(number: int, mode: str = "RGB") -> Image.Image:
    return Image.fromarray(np.roll(noise(40, 30), number)).convert(mode)


PAGES = {
    "vol/page10.png": encoded(picture(10, "L"), "PNG"),
    "vol/page2.jpg": encoded(picture(2, "L"), "JPEG", dpi=(300, 300)),
    "vol/page1.webp": encoded(picture(1), "WEBP", lossless=True),
}
ORDER = ["vol/page1.webp", "vol/page2.jpg", "vol/page10.png"]


def archive_of(path: Path, files: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        archive.comment = b"scanned"
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name, TIME), content, zipfile.ZIP_DEFLATED)
    return path


def cbz(path: Path) -> Path:
    return archive_of(path, {"ComicInfo.xml": INFO, **PAGES, "vol/notes": b"x", ".DS_Store": b"y"})


def inverted(pages: Iterator[Page]) -> Iterator[tuple[str, Picture]]:
    return ((page.name, 255 - page.rgb) for page in pages)


def inverted_comic(source: Path, target: Path) -> Path:
    write_comic(source, target, inverted(comic_pages(source)))
    return target


def difference(one: Path, other: Path) -> float:
    """Between the pages of one comic and the inverted ones of another."""
    pairs = zip(comic_pages(one), comic_pages(other), strict=True)
    return max(float(np.abs(a.rgb.astype(int) - (255 - b.rgb)).mean()) for a, b in pairs)


def test_an_archive_comes_back_with_all_that_is_no_picture(tmp_path: Path) -> None:
    source = cbz(tmp_path / "a.cbz")
    assert [page.name for page in comic_pages(source)] == page_names(source) == ORDER
    target = inverted_comic(source, tmp_path / "out/a.cbz")
    assert page_names(target) == ORDER
    assert difference(source, target) < 4
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target) as new:
        assert set(old.namelist()) == set(new.namelist())
        assert new.comment == b"scanned"
        assert new.read("ComicInfo.xml") == INFO
        assert new.read(".DS_Store") == b"y"
        assert {entry.date_time for entry in new.infolist()} == {TIME}
        for name, kind in zip(ORDER, ("WEBP", "JPEG", "PNG"), strict=True):
            with Image.open(io.BytesIO(new.read(name))) as image:
                assert (image.format, image.mode) == (kind, "RGB")
                assert kind != "JPEG" or image.info["dpi"] == (300, 300)
    first = target.read_bytes()
    assert inverted_comic(source, target).read_bytes() == first


def test_a_folder_comes_back_as_one(tmp_path: Path) -> None:
    source = tmp_path / "a"
    source.mkdir()
    for name, content in {**PAGES, "ComicInfo.xml": INFO}.items():
        (source / Path(name).name).write_bytes(content)
    target = inverted_comic(source, tmp_path / "b")
    assert {path.name for path in target.iterdir()} == {path.name for path in source.iterdir()}
    assert (target / "ComicInfo.xml").read_bytes() == INFO
    assert difference(source, target) < 4


def pdf(path: Path, **how: object) -> Path:
    """Pages of 15 × 20 and of 20 × 15 points, of 30 × 40 pixels and of 40 × 30."""
    pictures = [encoded(picture(1), "PNG"), encoded(picture(2, "L").rotate(90, expand=True), "PNG")]
    path.write_bytes(
        img2pdf.convert(*pictures, layout_fun=lambda w, h, _: (w / 2, h / 2, w / 2, h / 2), **how)
    )
    return path


def test_a_pdf_is_read_at_its_pictures_resolution_and_keeps_its_pages_sizes(tmp_path: Path) -> None:
    source = pdf(tmp_path / "a.pdf", title="第一話")
    pages = list(comic_pages(source))
    assert [page.name for page in pages] == ["1", "2"]
    assert [page.rgb.shape for page in pages] == [(40, 30, 3), (30, 40, 3)]
    assert np.abs(pages[0].rgb.astype(int) - np.asarray(picture(1))).mean() < 2
    target = inverted_comic(source, tmp_path / "b.pdf")
    assert difference(source, target) < 4
    with pypdfium2.PdfDocument(target) as document:
        sizes = [document.get_page_size(number) for number in range(2)]
        assert np.allclose(sizes, [(15, 20), (20, 15)], atol=0.01)
        assert document.get_metadata_value("Title") == "第一話"
    first = target.read_bytes()
    assert inverted_comic(source, target).read_bytes() == first


def test_a_pdf_of_huge_pages_is_rendered_within_limits(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("chromacel.pictures.pdf.MOST_PIXELS", 700)
    [page, _] = comic_pages(pdf(tmp_path / "a.pdf"))
    assert 600 < page.rgb.shape[0] * page.rgb.shape[1] <= 23 * 31


@pytest.mark.parametrize("size", [(20_000, 20_000), (1e9, 1e-3)])
def test_pages_without_a_picture_and_long_ones_are_within_limits_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: tuple[float, float]
) -> None:
    monkeypatch.setattr("chromacel.pictures.pdf.MOST_PIXELS", 70_000)
    with pypdfium2.PdfDocument(pdf(tmp_path / "a.pdf")) as document:
        document.new_page(*size)
        document.save(tmp_path / "b.pdf")
    *_, page = comic_pages(tmp_path / "b.pdf")
    assert page.rgb.size // 3 <= 266**2
    assert (
        difference(tmp_path / "b.pdf", inverted_comic(tmp_path / "b.pdf", tmp_path / "c.pdf")) < 4
    )


def test_a_title_of_a_pdf_that_is_no_text_is_left_out(tmp_path: Path) -> None:
    source = pdf(tmp_path / "a.pdf", title="Untitled", author="Eve")
    content = source.read_bytes()
    assert content.count(b"(Untitled)") == 1
    source.write_bytes(content.replace(b"(Untitled)", b"<FEFFD801>"))  # half a pair of UTF-16
    with pypdfium2.PdfDocument(inverted_comic(source, tmp_path / "b.pdf")) as document:
        assert document.get_metadata_value("Author") == "Eve"
        assert not document.get_metadata_value("Title")


def test_pages_that_are_done_are_not_read_again(tmp_path: Path) -> None:
    assert [page.name for page in comic_pages(cbz(tmp_path / "a.cbz"), ORDER[:2])] == ORDER[2:]
    assert [page.name for page in comic_pages(pdf(tmp_path / "a.pdf"), ["1"])] == ["2"]


def test_a_color_profile_is_honored(tmp_path: Path) -> None:
    """LAB's neighbors aside: a gray of gamma 1 is much brighter on the screen."""
    linear = gray_profile(1.0)
    picture = Image.new("L", (8, 8), 55)
    files = {"1.png": encoded(picture, "PNG", icc_profile=linear), "2.png": encoded(picture, "PNG")}
    honored, plain = (page.rgb for page in comic_pages(archive_of(tmp_path / "a.cbz", files)))
    assert set(plain.ravel()) == {55}
    assert np.abs(honored.astype(int) - 128).max() <= 3
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    files = {"1.png": encoded(picture.convert("RGB"), "PNG", icc_profile=srgb)}
    [same] = (page.rgb for page in comic_pages(archive_of(tmp_path / "b.cbz", files)))
    assert np.abs(same.astype(int) - 55).max() <= 1


def gray_profile(gamma: float) -> bytes:
    """An ICC profile of gray with an exponent (ICC.1:2001-04)."""
    white = struct.pack(">4s4x3i", b"XYZ ", 63190, 65536, 54061)
    curve = struct.pack(">4s4xIH2x", b"curv", 1, round(gamma * 256))
    text = struct.pack(">4s4xI8s", b"desc", 8, b"linear\0\0") + bytes(78)
    tags, body = [], b""
    for name, data in ((b"wtpt", white), (b"kTRC", curve), (b"desc", text)):
        tags.append((name, 128 + 4 + 36 + len(body), len(data)))
        body += data + bytes(-len(data) % 4)
    table = struct.pack(">I", 3) + b"".join(struct.pack(">4sII", *tag) for tag in tags)
    header = struct.pack(
        ">I4sI4s4s4s12s4s28x3i48x",
        128 + len(table) + len(body),
        b"test",
        0x02100000,
        b"mntr",
        b"GRAY",
        b"XYZ ",
        bytes(12),
        b"acsp",
        63190,
        65536,
        54061,
    )
    return header + table + body


def bad_comics(folder: Path) -> dict[str, tuple[Path, str]]:
    """Each with the sentence on it."""
    page = PAGES["vol/page2.jpg"]
    (folder / "a.cbr").write_bytes(b"Rar!\x1a\7\0")
    (folder / "cut.cbz").write_bytes(cbz(folder / "whole.cbz").read_bytes()[:600])
    (folder / "cut.pdf").write_bytes(b"%PDF-1.7 and no more")
    broken = archive_of(folder / "broken.cbz", {"1.jpg": page})
    content = bytearray(broken.read_bytes())
    content[len(content) // 2] ^= 255
    broken.write_bytes(content)
    secret = archive_of(folder / "secret.cbz", {"1.jpg": page})
    content = bytearray(secret.read_bytes())
    content[content.index(b"PK\1\2") + 8] |= 1
    secret.write_bytes(content)
    bomb = archive_of(folder / "bomb.cbz", {"1.jpg": page})
    content = bytearray(bomb.read_bytes())
    place = content.index(b"PK\1\2") + 24
    content[place : place + 4] = struct.pack("<I", 2**31)
    bomb.write_bytes(content)
    text = pypdfium2.PdfDocument.new()
    text.new_page(200, 300)
    text.save(folder / "text.pdf")
    return {
        "CBR": (folder / "a.cbr", r"a\.cbr is no archive that is read \(\.cbr\): save it as CBZ\."),
        "cut": (folder / "cut.cbz", r"cut\.cbz cannot be read as a ZIP archive \(.*\): replace it"),
        "cut PDF": (folder / "cut.pdf", r"cut\.pdf cannot be read as a PDF \(.*\): replace it"),
        "broken": (broken, r"broken\.cbz/1\.jpg cannot be unpacked \(.*\): replace or remove it"),
        "secret": (secret, r"secret\.cbz is protected by a password: save it without one"),
        "bomb": (bomb, r"bomb\.cbz/1\.jpg has more than 512 MB: scale it down"),
        "climbs": (
            archive_of(folder / "climbs.cbz", {"../1.jpg": page}),
            r"climbs\.cbz has an entry that would be unpacked outside of its folder, '\.\./1\.jpg'",
        ),
        "empty": (archive_of(folder / "empty.cbz", {"a.txt": b""}), r"empty\.cbz holds no picture"),
        "text": (folder / "text.pdf", r"text\.pdf holds no picture"),
        "PSD": (
            archive_of(folder / "psd.cbz", {"1.psd": b"8BPS\0\1" + bytes(20)}),
            r"psd\.cbz/1\.psd is in PSD, which is not written: convert it to PNG or JPEG",
        ),
    }


def test_a_bad_comic_is_one_sentence_and_nothing_is_written(tmp_path: Path) -> None:
    for path, sentence in bad_comics(tmp_path).values():
        for done in (lambda path=path: page_names(path), lambda path=path: list(comic_pages(path))):
            with pytest.raises(InputError, match=sentence) as caught:
                done()
            assert "\n" not in str(caught.value)
        with pytest.raises(InputError, match=sentence):
            inverted_comic(path, tmp_path / "out" / path.name)
    assert not (tmp_path / "out").exists() or os.listdir(tmp_path / "out") == []  # noqa: PTH208


def test_a_pdf_with_a_password_is_one_sentence(tmp_path: Path) -> None:
    pikepdf = pytest.importorskip("pikepdf")
    with pikepdf.open(pdf(tmp_path / "a.pdf")) as opened:
        opened.save(tmp_path / "b.pdf", encryption=pikepdf.Encryption(owner="a", user="b"))
    with pytest.raises(ComicError, match=r"b\.pdf is protected by a password: save it without one"):
        page_names(tmp_path / "b.pdf")


@pytest.mark.parametrize("kind", ["folder", "cbz", "pdf"])
def test_what_fails_midway_leaves_what_was_there(kind: str, tmp_path: Path) -> None:
    if kind == "folder":
        source = tmp_path / "a"
        source.mkdir()
        for name, content in PAGES.items():
            (source / Path(name).name).write_bytes(content)
    else:
        source = (cbz if kind == "cbz" else pdf)(tmp_path / f"a.{kind}")
    target = inverted_comic(source, tmp_path / "out" / source.name)

    def contents() -> dict[str, bytes]:
        files = (tmp_path / "out").rglob("*")
        return {str(path): path.read_bytes() for path in files if path.is_file()}

    before = contents()

    def failing() -> Iterator[tuple[str, Picture]]:
        yield next(inverted(comic_pages(source)))
        raise InputError("stop")

    with pytest.raises(InputError, match="stop"):
        write_comic(source, target, failing())
    with pytest.raises(ValueError, match="shorter"):
        write_comic(source, target, [next(inverted(comic_pages(source)))])
    assert contents() == before
