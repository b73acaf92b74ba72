"""`chromacel color`: what goes in comes out in color, once."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import img2pdf
import numpy as np
import pytest
from PIL import Image
from test_unseen import noise, write_weights

import forked
from chromacel.coloring.best_weights import best_weights
from chromacel.coloring.comics import comic_pages
from chromacel.coloring.files import has_color
from chromacel.coloring.sources import find_sources
from conftest import ROOT
from picture_bytes import encoded
from recoloring_clips import make, pattern, planes


def chromacel(*words: object, folder: Path = ROOT) -> subprocess.CompletedProcess[str]:
    return forked.run(["chromacel", *map(str, words)], folder=folder)


@pytest.fixture(scope="module")
def weights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("weights")
    return write_weights(folder / "gray.safetensors", "gray")


@pytest.fixture
def inputs(tmp_path: Path) -> Path:
    """A picture, a comic of two pages and a video, in folders, and what is none of these."""
    folder = tmp_path / "inputs"
    (folder / "deep/er").mkdir(parents=True)
    Image.fromarray(noise(60, 90)).convert("L").save(folder / "deep/er/ink.jpg")
    with zipfile.ZipFile(folder / "deep/comic.cbz", "w") as archive:
        for number in (1, 2):
            Image.fromarray(noise(80, 60 + number)).convert("L").save(folder / "page.png")
            archive.write(folder / "page.png", f"page{number}.png")
        archive.writestr("ComicInfo.xml", "<ComicInfo/>")
    (folder / "page.png").unlink()
    (folder / "notes.txt").write_text("not a picture")
    make(folder / "episode.mkv", *pattern(), "-f", "lavfi", "-i", "sine=d=1", "-vf", "hue=s=0")
    return folder


def test_each_kind_comes_out_as_what_it_was(tmp_path: Path, inputs: Path, weights: Path) -> None:
    out = tmp_path / "out"
    words = ("color", inputs, "--out", out, "--weights", weights, "--codec", "ffv1")
    done = chromacel(*words)
    assert done.returncode == 0, done.stderr
    names = {str(path.relative_to(out)) for path in out.rglob("*") if path.is_file()}
    made = {"deep/er/ink.jpg", "deep/comic.cbz", "episode.mkv"}
    assert names == {*made, ".chromacel/colored.jsonl"}
    assert Image.open(out / "deep/er/ink.jpg").size == (90, 60)
    with zipfile.ZipFile(out / "deep/comic.cbz") as archive:
        assert set(archive.namelist()) == {"page1.png", "page2.png", "ComicInfo.xml"}
    before, after = planes(inputs / "episode.mkv"), planes(out / "episode.mkv")
    assert all(np.array_equal(a[0], b[0]) for a, b in zip(before, after, strict=True))
    assert any(np.ptp(frame[1]) for frame in after), "chroma is made"
    times = {name: (out / name).stat().st_mtime_ns for name in made}
    again = chromacel(*words)
    assert again.stderr.count("done before") == len(made)
    assert times == {name: (out / name).stat().st_mtime_ns for name in made}


@pytest.mark.parametrize("kind", ["cbz", "pdf"])
def test_a_colored_page_comes_out_as_it_was_colored(
    kind: str, tmp_path: Path, weights: Path
) -> None:
    pages = [noise(80, 60), noise(80, 60)[::-1]]
    gray = [encoded(Image.fromarray(page).convert("L"), "PNG") for page in pages]
    comic = tmp_path / f"comic.{kind}"
    if kind == "pdf":
        comic.write_bytes(img2pdf.convert(*gray))
    else:
        with zipfile.ZipFile(comic, "w") as archive:
            for number, page in enumerate(gray):
                archive.writestr(f"{number}.png", page)
    keys = tmp_path / "keys"
    done = chromacel("keyframes", comic, "--out", keys, "--count", "2")
    assert done.returncode == 0, done.stderr
    (keys / "000001.png").unlink()
    frame = np.asarray(Image.open(keys / "000000.png").convert("RGB")).astype(int)
    colored = np.clip(frame + np.array([60, 0, -60]), 0, 255).astype(np.uint8)
    Image.fromarray(colored).save(keys / "000000.png")
    words = (comic, "--out", tmp_path / "out", "--weights", weights, "--keyframes", keys)
    done = chromacel("color", *words)
    assert done.returncode == 0, done.stderr
    first, second = (page.rgb.astype(int) for page in comic_pages(tmp_path / "out" / comic.name))
    most = 4 if kind == "pdf" else 0  # which JPEG and resampling change
    assert np.abs(first - colored).mean() <= most
    assert np.abs(second - colored).mean() > 20


def test_nothing_is_overwritten_unasked(tmp_path: Path, weights: Path) -> None:
    Image.fromarray(noise(40, 60)).save(tmp_path / "a.png")
    out = tmp_path / "out"
    out.mkdir()
    (out / "a.png").write_bytes(b"mine")
    words = ("color", tmp_path / "a.png", "--out", out, "--weights", weights)
    done = chromacel(*words)
    assert done.returncode == 1
    assert "a.png exists and is not what would be made now: add --overwrite" in done.stderr
    assert (out / "a.png").read_bytes() == b"mine"
    assert chromacel(*words, "--overwrite").returncode == 0
    assert Image.open(out / "a.png").size == (60, 40)


def test_one_that_cannot_be_colored_keeps_no_other_back(tmp_path: Path, weights: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.png").write_bytes(b"\x89PNG\r\n\x1a\nbroken")
    Image.fromarray(noise(40, 60)).save(folder / "b.png")
    done = chromacel("color", folder, "--out", tmp_path / "out", "--weights", weights)
    assert done.returncode == 1
    assert "Error: 1 of 2 could not be colored" in done.stderr and "a.png" in done.stderr
    assert "Traceback" not in done.stderr
    assert {path.name for path in (tmp_path / "out").glob("*.png")} == {"b.png"}


def test_a_killed_run_goes_on_and_ends_with_the_same_bytes(tmp_path: Path, weights: Path) -> None:
    clip = make(tmp_path / "long.mkv", *pattern("96x64", 50), "-vf", "hue=s=0", "-c:v", "libx264")
    whole, killed = tmp_path / "whole", tmp_path / "killed"
    words = ["color", str(clip), "--weights", str(weights), "--out"]
    assert chromacel(*words, whole).returncode == 0
    command = [sys.executable, "-m", "chromacel", *words, str(killed)]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as process:
        while not list(killed.glob(".chromacel/*/.*.segments/000001.packets")):
            assert process.poll() is None, "it ended before it was killed"
            time.sleep(0.02)
        os.kill(process.pid, signal.SIGKILL)
    assert not (killed / "long.mkv").exists()
    assert chromacel(*words, killed).returncode == 0
    assert (killed / "long.mkv").read_bytes() == (whole / "long.mkv").read_bytes()


def test_what_has_color_is_left_out_where_that_is_asked(tmp_path: Path, weights: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    Image.fromarray(noise(40, 60)).save(folder / "colored.png")
    Image.fromarray(noise(40, 60)).convert("L").save(folder / "gray.png")
    words = ("color", folder, "--out", tmp_path / "out", "--weights", weights, "--skip-colored")
    done = chromacel(*words)
    assert "colored.png has color already: left out" in done.stderr
    assert {path.name for path in (tmp_path / "out").glob("*.png")} == {"gray.png"}


def test_a_tint_is_no_color() -> None:
    gray = noise(90, 160)[..., :1]
    assert not has_color(np.repeat(gray, 3, axis=2))
    assert not has_color((gray * np.array([1.0, 0.8, 0.5])).astype(np.uint8))
    assert has_color(noise(90, 160))


def test_the_best_weights_are_those_of_the_least_error(tmp_path: Path) -> None:
    for folder, l1, frames in (
        ("models/convnet/gray/1", 20.0, None),
        ("models/tuned/gray/1", 10.0, None),
        ("adapted/tuned/gray/1", 12.0, {"ep1": [0, 10]}),
    ):
        (tmp_path / folder).mkdir(parents=True)
        record = {"last_epoch": {"validation_l1": l1}} | ({"frames": frames} if frames else {})
        (tmp_path / folder / "record.json").write_text(json.dumps(record))
    assert best_weights(tmp_path).parent == tmp_path / "models/tuned/gray/1"
    assert best_weights(tmp_path, {"ep1"}).parent == tmp_path / "adapted/tuned/gray/1"
    assert best_weights(tmp_path, {"ep2"}).parent == tmp_path / "models/tuned/gray/1"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["nothing"], "nothing does not exist"),
        (["empty"], "No picture, comic or video is in empty"),
        (["notes.txt"], "notes.txt is neither a picture nor a comic nor a video"),
        (["a.png", "--weights", "none.safetensors"], "There is no file none.safetensors"),
        (["a.png"], "No trained model is in results"),
        (["a.png", "--keyframes", "a.png"], "a.png is no folder"),
        (["a.png", "--keyframes", "empty"], "empty has keyframes of none of the inputs"),
        (
            ["a.png", "--keyframes", "deep"],
            "a.png is a single picture, and keyframes are of videos",
        ),
        (["a.png", "deep"], "a.png and deep/a.png would both be written to out/a.png"),
    ],
)
def test_a_mistake_is_one_sentence(tmp_path: Path, words: list[str], said: str) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "deep").mkdir()
    (tmp_path / "notes.txt").write_text("no picture")
    Image.fromarray(noise(20, 30)).save(tmp_path / "a.png")
    shutil.copy(tmp_path / "a.png", tmp_path / "deep")
    done = chromacel("color", *words, "--out", "out", folder=tmp_path)
    assert done.returncode == 1
    assert done.stderr.startswith(f"Error: {said}") and done.stderr.count("\n") == 1
    assert not (tmp_path / "out").exists()


def test_the_folder_that_is_written_to_is_not_searched(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    for name in ("a.png", "out/b.png", ".hidden.png"):
        (tmp_path / name).write_bytes(b"\x89PNG\r\n")
    found = find_sources([tmp_path], tmp_path / "out", lossless=False)
    assert [str(source.name) for source in found] == ["a.png"]
