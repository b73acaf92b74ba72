"""Episodes made from comics: what is in their files, and what is said of what cannot be read."""

import hashlib
import os
import shutil
import subprocess
import zipfile
from concurrent.futures import ThreadPoolExecutor, wait
from pathlib import Path

import h5py
import img2pdf
import numpy as np
import pandas as pd
import pypdfium2
import pytest
from PIL import Image

from chromacel.dataset import extraction
from chromacel.dataset.comics import opened_pages
from chromacel.dataset.extraction import extract_frames
from chromacel.dataset.frame_table import frame_table
from chromacel.dataset.inspection import inspect_comic
from chromacel.errors import ChangedFileError, ComicError, LostFramesError
from chromacel.files.comics import natural_order
from chromacel.jobs.command import flags, sentence
from chromacel.pictures.files import read_picture
from chromacel.pictures.pdf import LOCK
from chromacel.pictures.resizing import FrameSettings, fit_picture
from conftest import Stage
from picture_bytes import encoded

SETTINGS = FrameSettings(stride=1, height=36, width=64, fit="crop", trim_bars=False)
SIZES = ((64, 36), (40, 60), (100, 30))  # of pages 1, 2 and 10
FLAGS = {"stride": 9, "height": 36, "width": 64, "fit": "crop", "trim_bars": False, "damaged": 0}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three pictures of different sizes, kinds and formats."""
    folder = tmp_path / "ep 1"
    folder.mkdir()
    rng = np.random.default_rng(0)
    pages = [Image.fromarray(rng.integers(0, 256, (h, w, 3), np.uint8)) for w, h in SIZES]
    pages[0].save(folder / "page1.jpg", quality=95)
    pages[1].convert("CMYK").save(folder / "page2.tif")
    pages[2].convert("RGBA").save(folder / "page10.png")
    return folder


def zipped(folder: Path) -> Path:
    """The same as an archive, in another order."""
    with zipfile.ZipFile(folder.with_suffix(".cbz"), "w") as archive:
        for path in sorted(folder.iterdir(), reverse=True):
            archive.write(path, f"{folder.name}/{path.name}")
    return folder.with_suffix(".cbz")


def test_a_folder_and_its_archive_give_the_fitted_pictures_in_order(
    folder: Path, tmp_path: Path
) -> None:
    names = ("page1.jpg", "page2.tif", "page10.png")
    expected = [fit_picture(read_picture(folder / name).rgb, SETTINGS) for name in names]
    for number, source in enumerate((folder, zipped(folder))):
        extract_frames(source, tmp_path / f"{number}.h5", SETTINGS, damaged=0)
        with h5py.File(tmp_path / f"{number}.h5") as file:
            assert np.array_equal(file["rgb"], expected)
            assert file["index"][:].tolist() == [0, 1, 2]
            assert np.isnan(file["time"]).all()
            about = dict(file.attrs)
        assert (about["source_codec"], about["source_colors"]) == (
            "JPEG, PNG, TIFF",
            "CMYK, RGB, RGBA",
        )
        assert (about["source_width"], about["source_height"]) == (100, 60)
        assert (about["source_name"], about["source_frame_rate"]) == (source.name, "")


def pdf(folder: Path) -> Path:
    """The pictures of a folder in a PDF, without loss, two pixels in a point."""
    pages = sorted(folder.iterdir(), key=lambda path: natural_order(path.name))
    pictures = [encoded(Image.fromarray(read_picture(path).rgb), "PNG") for path in pages]
    path = folder.with_suffix(".pdf")
    path.write_bytes(
        img2pdf.convert(*pictures, layout_fun=lambda w, h, _: (w / 2, h / 2, w / 2, h / 2))
    )
    return path


def test_a_pdf_gives_its_pages_fitted_in_order(folder: Path, tmp_path: Path) -> None:
    source = pdf(folder)
    for number, path in enumerate((folder, source)):
        extract_frames(path, tmp_path / f"{number}.h5", SETTINGS, damaged=0)
    with h5py.File(tmp_path / "0.h5") as file, h5py.File(tmp_path / "1.h5") as other:
        difference = np.abs(file["rgb"][:].astype(int) - other["rgb"][:])
        assert difference.mean() < 2
        assert other["index"][:].tolist() == [0, 1, 2]
        about = dict(other.attrs)
    assert (about["source_codec"], about["source_width"], about["source_height"]) == (
        ("PDF", 100, 60)
    )
    assert about["source_sha256"] == hashlib.sha256(source.read_bytes()).hexdigest()


def test_a_pdf_without_pictures_and_a_damaged_one_are_bad_episodes(
    folder: Path, tmp_path: Path
) -> None:
    text = pypdfium2.PdfDocument.new()
    text.new_page(200, 300)
    text.save(tmp_path / "text.pdf")
    (tmp_path / "cut.pdf").write_bytes(pdf(folder).read_bytes()[:300])
    for name, said in (("text", "holds no picture"), ("cut", "cannot be read as a PDF")):
        with pytest.raises(ComicError, match=rf"{name}\.pdf {said}"):
            extract_frames(tmp_path / f"{name}.pdf", tmp_path / "x.h5", SETTINGS, damaged=9)
        [row] = inspect_comic(tmp_path / f"{name}.pdf", SETTINGS, damaged=9)
        assert said in row.verdict and row.episode == name


def test_no_two_threads_call_pdfium_at_once(folder: Path) -> None:
    source = pdf(folder)

    def read_anew() -> None:
        with opened_pages(source) as pages:
            pages.read(0)

    with ThreadPoolExecutor() as pool, opened_pages(source) as pages:
        with LOCK:
            calls = [pool.submit(pages.read, 0), pool.submit(read_anew)]
            assert wait(calls, timeout=0.3).not_done == set(calls)
        for call in calls:
            call.result(timeout=30)


def test_the_same_pictures_give_the_same_bytes(folder: Path, tmp_path: Path) -> None:
    paths = [tmp_path / "a/x.h5", tmp_path / "b/x.h5"]
    for path in paths:
        extract_frames(folder, path, SETTINGS, damaged=0)
        os.utime(folder / "page2.tif", (1, 1))
        (folder / "Thumbs.db").write_bytes(b"no picture")
    assert paths[0].read_bytes() == paths[1].read_bytes()


def test_the_hash_of_a_folder_can_be_checked_with_sha256sum(folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "x.h5"
    extract_frames(folder, path, SETTINGS, damaged=0)
    command = ["sha256sum", "page1.jpg", "page2.tif", "page10.png"]
    said = subprocess.run(command, cwd=folder, capture_output=True, check=True).stdout
    with h5py.File(path) as file:
        assert file.attrs["source_sha256"] == hashlib.sha256(said).hexdigest()
        size = sum(picture.stat().st_size for picture in folder.iterdir())
        assert file.attrs["source_size"] == size


def test_a_stride_keeps_places_and_may_be_longer_than_the_comic(
    folder: Path, tmp_path: Path
) -> None:
    for stride, places in ((2, [0, 2]), (50, [0])):
        path = tmp_path / f"{stride}.h5"
        extract_frames(folder, path, FrameSettings(stride, 36, 64, "pad", True), damaged=0)
        with h5py.File(path) as file:
            assert file["index"][:].tolist() == places
            assert file.attrs["stride"] == stride


def test_one_bad_picture_is_lost_like_a_damaged_frame(folder: Path, tmp_path: Path) -> None:
    content = (folder / "page2.tif").read_bytes()
    (folder / "page2.tif").write_bytes(content[: len(content) // 2])
    path = tmp_path / "x.h5"
    with pytest.raises(LostFramesError) as raised:
        extract_frames(folder, path, SETTINGS, damaged=0)
    said = sentence(raised.value)
    assert said.startswith(f"Of 3 pictures to take from {folder}, 1 cannot be read ({folder}/page2")
    assert said.endswith(
        "): replace it or take it out of `episodes`, or set `damaged_frames` to 1 or more."
    )
    assert not path.exists()
    [row] = inspect_comic(folder, SETTINGS, damaged=0, wording=sentence)
    assert row.verdict == said
    extract_frames(folder, path, SETTINGS, damaged=1)
    with h5py.File(path) as file:
        assert file["index"][:].tolist() == [0, 2]
        assert file["damaged"][:].tolist() == [1]
    [row] = inspect_comic(folder, SETTINGS, damaged=1)
    assert (row.verdict, row.frames, row.examples) == ("ok", 3, 2)


def test_a_comic_without_a_picture_is_an_error(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.cbz", "w"):
        pass
    with pytest.raises(ComicError, match=r"a\.cbz holds no picture"):
        extract_frames(tmp_path / "a.cbz", tmp_path / "x.h5", SETTINGS, damaged=0)
    (tmp_path / "b").mkdir()
    (tmp_path / "b/1.jpg").write_bytes(b"<html>")
    with pytest.raises(LostFramesError):
        extract_frames(tmp_path / "b", tmp_path / "x.h5", SETTINGS, damaged=5)


def test_a_picture_that_changes_meanwhile_is_named(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def changing(*arguments: object) -> str:
        (folder / "page10.png").write_bytes(b"half")
        return "hash"

    monkeypatch.setattr(extraction, "episode_sha256", changing)
    with pytest.raises(ChangedFileError, match=r"ep 1/page10\.png was changed or replaced"):
        extract_frames(folder, tmp_path / "x.h5", SETTINGS, damaged=0)


def test_the_check_has_a_row_for_a_comic_and_for_what_is_left_out_of_it(
    folder: Path, tmp_path: Path, stage: Stage, clip: Path
) -> None:
    (folder / "Thumbs.db").write_bytes(b"no picture")
    archive = zipped(folder)
    shutil.copy(archive, bad := tmp_path / "bad.zip")
    bad.write_bytes(bad.read_bytes()[:-50])
    report = tmp_path / "episodes.csv"
    words = flags({**FLAGS, "picture_stride": 1, "threads": 2, "bad": "stop"}).split()
    small = ("--downsampled", 18, 32)
    lists = ("--episodes", [clip, folder, archive, bad], "--left-out", [])
    done = stage("check_episodes", report, *words, *small, *lists)
    assert done.returncode == 0, done.stderr
    assert "nan" not in done.stdout
    assert f"Bad episode: {bad} cannot be read as a ZIP archive (" in done.stdout
    assert "1 of 4." in done.stdout
    assert f"3 of 4 episodes are comics, such as {folder}; the others are videos.\n" in done.stdout
    table = pd.read_csv(report, keep_default_na=False).set_index("file")
    for path in (folder, archive):
        row = table.loc[str(path)]
        assert (row["name"], row["verdict"], row["checked"]) == ("ep 1", "ok", "all frames")
        assert (row["frames"], row["examples"], row["codec"]) == ("3", "3", "JPEG, PNG, TIFF")
    left_out = f"{archive}/ep 1/Thumbs.db", f"{folder}/Thumbs.db"
    assert all(table.loc[list(left_out), "verdict"].str.startswith("left out: neither"))
    # The mean over the pictures' shapes: 16:9 whole, 2:3 and 10:3 cut.
    cut = [0, 1 - 40 / 60 / (64 / 36), 1 - 64 / 36 / (100 / 30)]
    assert float(table.loc[str(folder), "cut"]) == pytest.approx(100 * np.mean(cut), abs=0.06)


def test_panels_have_scenes_and_near_duplicates(footage: Path, tmp_path: Path) -> None:
    panels = footage / "comic/pepper_carrot/ep03"
    twice = tmp_path / "twice"
    shutil.copytree(panels, twice)
    for name, source in (("a", panels), ("b", twice)):
        extract_frames(source, tmp_path / f"{name}.h5", SETTINGS, damaged=0)
    frames = frame_table([tmp_path / "a.h5", tmp_path / "b.h5"])
    assert len(frames) == 2 * len(list(panels.iterdir()))
    one, other = (frames[frames["episode"] == name] for name in "ab")
    assert one["duplicate"].tolist() == other["duplicate"].tolist()
    assert frames["repeat"].all()
    assert one["scene"].nunique() > len(one) / 2


def test_whole_pages_and_an_archive_of_them_are_the_same(footage: Path, tmp_path: Path) -> None:
    pages = tmp_path / "pages"
    shutil.copytree(footage / "comic/pages", pages)
    extract_frames(pages, tmp_path / "folder.h5", SETTINGS, damaged=0)
    extract_frames(zipped(pages), tmp_path / "archive.h5", SETTINGS, damaged=0)
    with h5py.File(tmp_path / "folder.h5") as one, h5py.File(tmp_path / "archive.h5") as other:
        assert len(one["rgb"]) == 5
        assert np.array_equal(one["rgb"], other["rgb"])


def test_a_bad_comic_stops_with_a_sentence_or_is_left_out(tmp_path: Path, stage: Stage) -> None:
    archive, frames = tmp_path / "a.cbz", tmp_path / "a.h5"
    archive.write_bytes(b"PK\3\4 cut")
    for bad, code in (("stop", 1), ("skip", 0)):
        words = flags({**FLAGS, "bad": bad}).split()
        done = stage("extract_frames", archive, frames, *words)
        assert done.returncode == code
        said = done.stderr if code else done.stdout
        assert f"{archive} cannot be read as a ZIP archive (" in said
        assert "Traceback" not in done.stderr
    with h5py.File(frames) as file:
        assert len(file["rgb"]) == 0
        assert file.attrs["left_out"].startswith(f"{archive} cannot be read")
        assert file.attrs["source_name"] == "a.cbz"
