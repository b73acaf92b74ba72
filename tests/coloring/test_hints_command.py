"""`chromacel color --hints`: a person's colors in pictures, comics and videos."""

import json
import shutil
import struct
import zipfile
import zlib
from dataclasses import asdict
from pathlib import Path

import img2pdf
import numpy as np
import pypdfium2
import pytest
import torch
from PIL import Image
from safetensors import safe_open
from safetensors.torch import save_file
from test_unseen import STEPS, noise, write_weights

from chromacel.coloring.hint_files import hints_by_place
from chromacel.errors import InputError
from chromacel.models.objectives import objective_class
from chromacel.models.recipes import HintedSettings
from chromacel.models.weights import Description, save_model
from color_runs import color
from recoloring_clips import make, planes

RED = "#e02030"
Planes = list[list[np.ndarray]]
HALVES = (60, 120)  # rows and columns of a picture that is dark on its left and light on its right


def halves() -> Image.Image:
    gray = np.full(HALVES, 90, np.uint8)
    gray[:, HALVES[1] // 2 :] = 180
    return Image.fromarray(gray)


def write_hints(path: Path, x: float, y: float, color: str = RED, width: float = 6) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    mark = {"color": color, "width": width, "points": [[x, y]]}
    said = {"version": 1, "size": [HALVES[1], HALVES[0]], "marks": [mark]}
    path.write_text(json.dumps(said))
    return path


def redness(rgb: np.ndarray) -> np.ndarray:
    return rgb[..., 0].astype(int) - rgb[..., 2]


@pytest.fixture(scope="module")
def hinted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model that takes hints and has learned nothing."""
    torch.manual_seed(0)
    settings = HintedSettings(1, 4, 2e-4, 1 / 16, False, 0.9, 1.0, 0.5, 0.8)
    generator = objective_class("hinted").build_generator(settings, "gray")
    about = Description("hinted", "gray", 1, asdict(settings), [STEPS], (36, 64), {}, {}, "", {})
    path = tmp_path_factory.mktemp("hinted") / "hinted.safetensors"
    save_model(path, generator.state_dict(), about)
    return path


@pytest.mark.parametrize("method", ["levin", "yatziv"])
def test_a_method_spreads_hints_over_a_picture(tmp_path: Path, method: str) -> None:
    halves().save(tmp_path / "a.png")
    hints = write_hints(tmp_path / "hints.json", 20, 30)
    words = (tmp_path / "a.png", "--out", tmp_path / "out", "--hints", hints)
    done = color(*words, "--method", method)
    assert done.status == 0, done.said
    rgb = np.asarray(Image.open(tmp_path / "out/a.png").convert("RGB"))
    assert redness(rgb)[:, :50].min() > 60
    again = color(*words, "--method", method)
    assert "done before" in again.said
    write_hints(hints, 20, 30, "#20e030")
    changed = color(*words, "--method", method)
    assert "--overwrite" in changed.said, "other hints make another picture"


def test_hints_lie_in_a_folder_like_the_pictures(tmp_path: Path, hinted: Path) -> None:
    (tmp_path / "in/deep").mkdir(parents=True)
    for name in ("in/a.png", "in/deep/b.png"):
        halves().save(tmp_path / name)
    write_hints(tmp_path / "hints/deep/b.json", 20, 30)
    out = tmp_path / "out"
    words = (tmp_path / "in", "--hints", tmp_path / "hints", "--weights", hinted)
    done = color(*words, "--out", out)
    assert done.status == 0, done.said
    a, b = (np.asarray(Image.open(out / name)) for name in ("a.png", "deep/b.png"))
    assert redness(b)[28:32, 18:22].min() > redness(a)[28:32, 18:22].max() + 40


def test_hints_of_a_comic_are_named_by_page_or_number(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "comic.cbz", "w") as archive:
        for name in ("p1.png", "p2.png", "p3.png"):
            halves().save(tmp_path / name)
            archive.write(tmp_path / name, name)
    write_hints(tmp_path / "hints/p2.json", 20, 30)
    write_hints(tmp_path / "hints/000002.json", 20, 30)
    words = (tmp_path / "comic.cbz", "--hints", tmp_path / "hints", "--method", "yatziv")
    done = color(*words, "--out", tmp_path / "out")
    assert done.status == 0, done.said
    with zipfile.ZipFile(tmp_path / "out/comic.cbz") as archive:
        found = [
            redness(np.asarray(Image.open(archive.open(name)).convert("RGB")))[:, :50].min() > 60
            for name in archive.namelist()
        ]
    assert found == [False, True, True]


def without_and_with_hints(folder: Path, weights: Path) -> tuple[Planes, Planes]:
    """The planes of `v.mkv` in a folder, colored without and with the hints there."""
    words = (folder / "v.mkv", "--weights", weights, "--codec", "ffv1", "--out")
    for out, more in (("bare", ()), ("hinted", ("--hints", folder / "hints"))):
        done = color(*words, folder / out, *more)
        assert done.status == 0, done.said
    return planes(folder / "bare/v.mkv"), planes(folder / "hinted/v.mkv")


def test_hints_on_a_frame_are_followed_in_its_shot(tmp_path: Path, hinted: Path) -> None:
    halves().resize((120, 60)).convert("RGB").save(tmp_path / "still.png")
    still = ("-loop", "1", "-r", "12", "-t", "1", "-i", str(tmp_path / "still.png"))
    make(tmp_path / "v.mkv", *still, "-c:v", "ffv1", "-pix_fmt", "yuv420p")
    write_hints(tmp_path / "hints/000004.json", 20, 30, width=20)
    bare, colored = without_and_with_hints(tmp_path, hinted)
    for one, other in zip(bare, colored, strict=True):
        assert np.array_equal(one[0], other[0])
        change = other[2].astype(int) - one[2]
        assert change[14:16, 9:11].min() > 15, "red where it was given, in all frames"


@pytest.fixture(scope="module")
def two_shots(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A second of halves, and a second of their negative."""
    path = tmp_path_factory.mktemp("two") / "v.mkv"
    halves().convert("RGB").save(path.with_name("one.png"))
    still = ("-loop", "1", "-r", "12", "-t", "1", "-i", str(path.with_name("one.png")))
    both = "[0]split[a][b];[b]negate,hflip,drawbox=w=40:h=20:t=fill[c];[a][c]concat"
    make(path, *still, "-filter_complex", both, "-c:v", "ffv1", "-pix_fmt", "yuv420p")
    return path


def test_hints_on_a_frame_leave_other_shots_alone(tmp_path: Path, hinted: Path) -> None:
    halves().convert("RGB").save(tmp_path / "one.png")
    still = ("-loop", "1", "-r", "12", "-t", "1", "-i", str(tmp_path / "one.png"))
    both = "[0]split=3[a][b][c];[b]negate[n];[a][n][c]concat=3"  # the third as the first
    make(tmp_path / "v.mkv", *still, "-filter_complex", both, "-c:v", "ffv1")
    write_hints(tmp_path / "hints/000004.json", 20, 30, width=20)
    bare, colored = without_and_with_hints(tmp_path, hinted)
    change = [np.abs(b[2].astype(int) - a[2]).max() for a, b in zip(bare, colored, strict=True)]
    assert min(change[:12]) > 15
    assert max(change[12:]) <= 1


@pytest.mark.parametrize("method", ["levin", "yatziv", "qu"])
def test_a_method_colors_the_shots_of_hinted_frames_and_no_other(
    tmp_path: Path, two_shots: Path, method: str
) -> None:
    write_hints(tmp_path / "hints/000004.json", 20, 30)
    (tmp_path / "hints/000014.json").write_text('{"version": 1, "size": [120, 60], "marks": []}')
    words = (two_shots, "--method", method, "--hints", tmp_path / "hints", "--codec", "ffv1")
    done = color(*words, "--out", tmp_path / "out")
    assert done.status == 0, done.said
    old, new = planes(two_shots), planes(tmp_path / "out/v.mkv")
    assert len(old) == len(new) == 24
    for number, (one, other) in enumerate(zip(old, new, strict=True)):
        assert np.array_equal(one[0], other[0])
        red = other[2].astype(int) - 128
        if number < 12:
            assert red[13:17, 8:12].min() > 30, "red where it was given, in all frames"
        else:
            assert np.abs(red).max() <= 1, "no hints, no color"


def test_late_hints_color_a_long_shot_from_its_start(tmp_path: Path) -> None:
    halves().convert("RGB").save(tmp_path / "one.png")
    still = ("-loop", "1", "-r", "12", "-t", "17", "-i", str(tmp_path / "one.png"))
    make(tmp_path / "v.mkv", *still, "-c:v", "ffv1", "-pix_fmt", "yuv420p")
    write_hints(tmp_path / "hints/000190.json", 20, 30)
    words = (tmp_path / "v.mkv", "--method", "yatziv", "--hints", tmp_path / "hints")
    done = color(*words, "--codec", "ffv1", "--out", tmp_path / "out")
    assert done.status == 0, done.said
    for _, _, red in planes(tmp_path / "out/v.mkv"):
        assert red[13:17, 8:12].min() > 158


@pytest.mark.parametrize("method", ["welsh", pytest.param("ironi", marks=pytest.mark.long)])
def test_a_method_gives_a_video_a_reference_s_colors(
    tmp_path: Path, two_shots: Path, method: str
) -> None:
    rgb = np.repeat(np.asarray(halves())[..., None], 3, axis=2).astype(int)
    rgb += np.where(rgb[..., :1] < 128, [60, -20, -40], [-40, 0, 60])
    Image.fromarray(rgb.astype(np.uint8)).save(tmp_path / "r.png")
    words = (two_shots, "--method", method, "--reference", tmp_path / "r.png", "--codec", "ffv1")
    done = color(*words, "--out", tmp_path / "out")
    assert done.status == 0, done.said
    new = planes(tmp_path / "out/v.mkv")
    for one, other in zip(planes(two_shots), new, strict=True):
        assert np.array_equal(one[0], other[0])
        red = other[2].astype(int) - 128
        dark = one[0][::2, ::2] < 128
        assert np.median(red[dark]) > 15 and np.median(red[~dark]) < -5
    for first in (0, 12):
        for other in new[first + 1 : first + 12]:
            assert np.array_equal(other[2], new[first][2]), "a held drawing is colored once"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--method", "levin"), "add --hints"),
        (("--method", "welsh"), "add --reference"),
        (("--method", "levin", "--hints", "h.json", "--swatch", "1"), "are for `--method welsh`"),
        (("--method", "welsh", "--reference", "r.png"), "no file r.png: give the path of a"),
        (("--method", "welsh", "--reference", "r.png", "--swatch", "1,2=3"), "none: give two"),
        (("--method", "levin", "--hints", "h.json", "--weights", "w"), "leave one out"),
        (("--hints", "none.json", "--method", "levin"), "none.json does not exist"),
        (("--hints", "empty", "--method", "levin"), "has hints for none of the inputs"),
        (("--hints", "small.json", "--method", "levin"), "small.json is for a picture of 120 × 60"),
        (("--hints", "h.json"), "No model that takes hints is in results"),
        (("--hints", "h.json", "--weights", "gray.safetensors"), "This model takes no hints"),
    ],
)
def test_what_does_not_go_together_is_said_in_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    Image.fromarray(noise(60, 100)).save(tmp_path / "a.png")
    write_weights(tmp_path / "gray.safetensors", "gray")
    (tmp_path / "empty").mkdir()
    (tmp_path / "h.json").write_text('{"version": 1, "size": [100, 60], "marks": []}')
    write_hints(tmp_path / "small.json", 1, 1)
    mark = {"color": RED, "width": 3, "points": [[5, 5]]}
    (tmp_path / "h.json").write_text(json.dumps({"version": 1, "size": [100, 60], "marks": [mark]}))
    done = color("a.png", "--out", "out", *words)
    assert done.status == 1
    assert said in done.said
    assert "Traceback" not in done.said
    assert not (tmp_path / "out/a.png").exists()


def test_hints_for_what_is_not_there_are_said(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "comic.cbz", "w") as archive:
        halves().save(tmp_path / "p1.png")
        archive.write(tmp_path / "p1.png", "p1.png")
    for name in ("000001.json", "cover.json"):
        hints = write_hints(tmp_path / name / name, 20, 30)
        words = ("--hints", hints.parent, "--method", "levin", "--out", tmp_path / "out")
        done = color(tmp_path / "comic.cbz", *words)
        assert done.status == 1
        assert f"{hints} is named for no page" in done.said


def red_pages(path: Path) -> list[bool]:
    with zipfile.ZipFile(path) as archive:
        pages = [Image.open(archive.open(name)).convert("RGB") for name in archive.namelist()]
        return [bool(redness(np.asarray(page)).max() > 60) for page in pages]


def test_pages_of_one_name_in_several_folders_have_hints_of_their_own(tmp_path: Path) -> None:
    halves().save(tmp_path / "01.png")
    with zipfile.ZipFile(tmp_path / "comic.cbz", "w") as archive:
        for name in ("01.png", "ch1/01.png", "ch2/01.png"):
            archive.write(tmp_path / "01.png", name)
    words = (tmp_path / "comic.cbz", "--method", "yatziv", "--hints", tmp_path / "hints")
    hints = write_hints(tmp_path / "hints/ch1/01.json", 20, 30)
    assert color(*words, "--out", tmp_path / "out").status == 0
    assert red_pages(tmp_path / "out/comic.cbz") == [False, True, False]
    (tmp_path / "hints/ch2").mkdir()
    hints.rename(tmp_path / "hints/ch2/01.json")
    moved = color(*words, "--out", tmp_path / "out")
    assert "--overwrite" in moved.said, "hints for another page make another comic"
    assert color(*words, "--out", tmp_path / "out", "--overwrite").status == 0
    assert red_pages(tmp_path / "out/comic.cbz") == [False, False, True]


def test_hints_for_one_of_several_pages_of_its_name_are_told(tmp_path: Path) -> None:
    files = [tmp_path / "01.json"]
    with pytest.raises(InputError, match=r"named for several pages, such as a/01.png and b/01.png"):
        hints_by_place(files, Path("comic.cbz"), ["a/01.png", "b/01.png"])


def test_pages_of_a_pdf_are_counted_from_zero_however_many_there_are(tmp_path: Path) -> None:
    """Called by their numbers from 1, `1.json` was the first page of nine, the second of ten."""
    halves().convert("RGB").save(tmp_path / "page.jpg")
    (tmp_path / "book.pdf").write_bytes(img2pdf.convert([str(tmp_path / "page.jpg")] * 2))
    write_hints(tmp_path / "hints/1.json", 20, 30)
    words = (tmp_path / "book.pdf", "--method", "yatziv", "--hints", tmp_path / "hints")
    done = color(*words, "--out", tmp_path / "out")
    assert done.status == 0, done.said
    with pypdfium2.PdfDocument(tmp_path / "out/book.pdf") as document:
        pages = [np.asarray(page.render().to_pil().convert("RGB")) for page in document]
    assert [bool(redness(page).max() > 60) for page in pages] == [False, True]


def huge_png(path: Path) -> Path:
    """The beginning of one of 20,000 × 20,000 pixels."""
    header = b"IHDR" + struct.pack(">2I5B", 20_000, 20_000, 8, 2, 0, 0, 0)
    chunks = [header, b"IDAT" + zlib.compress(bytes(60_001))]
    parts = [
        struct.pack(">I", len(one) - 4) + one + struct.pack(">I", zlib.crc32(one)) for one in chunks
    ]
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + b"".join(parts))
    return path


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("huge.png", "--hints", "h.json", "--method", "levin"), "huge.png has more than 80 mega"),
        (("huge.png", "--method", "welsh", "--reference", "r.png"), "huge.png has more than 80 me"),
        (("a.png", "--method", "welsh", "--reference", "huge.png"), "huge.png has more than 80 me"),
        (("a.png", "--hints", "huge.png", "--method", "levin"), "huge.png is for a picture of 200"),
        (("cut.png", "--hints", "h.json", "--method", "levin"), "it is cut or damaged"),
        (("a.png", "--hints", "cut.png", "--method", "levin"), "cut.png is no PNG, or is damaged"),
        (("v.mkv", "--hints", "late", "--method", "levin"), "for frame 99, which cannot be read"),
    ],
)
def test_what_is_huge_cut_or_beyond_the_end_is_said_in_one_sentence(
    tmp_path: Path,
    two_shots: Path,
    monkeypatch: pytest.MonkeyPatch,
    words: tuple[str, ...],
    said: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    huge_png(tmp_path / "huge.png")
    Image.fromarray(noise(60, 120)).save("a.png")
    Image.fromarray(noise(60, 120)).save("r.png")
    content = Path("a.png").read_bytes()
    Path("cut.png").write_bytes(content[: len(content) // 2])
    shutil.copy(two_shots, "v.mkv")
    write_hints(Path("h.json"), 5, 5)
    write_hints(Path("late/000099.json"), 5, 5)
    done = color("--out", "out", *words)
    assert done.status == 1
    assert len(done.errors) == 1 and said in done.errors[0]
    assert "Traceback" not in done.said
    assert not list(tmp_path.glob("out/*.*"))


def test_weights_that_are_no_numbers_color_nothing(tmp_path: Path) -> None:
    halves().save(tmp_path / "a.png")
    write_weights(tmp_path / "w.safetensors", "gray")
    with safe_open(tmp_path / "w.safetensors", "pt") as file:
        about = file.metadata()
        parts = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
    for part in parts.values():
        part.view(-1)[0] = float("nan") if part.is_floating_point() else 0
    shutil.rmtree(tmp_path / ".checksums", ignore_errors=True)
    save_file(parts, tmp_path / "w.safetensors", about)
    words = (tmp_path / "a.png", "--weights", tmp_path / "w.safetensors", "--out", tmp_path / "out")
    done = color(*words)
    assert done.status == 1 and "has weights that are no numbers" in done.said
    assert not (tmp_path / "out/a.png").exists()


def test_swatches_are_not_for_videos(tmp_path: Path, two_shots: Path) -> None:
    Image.fromarray(noise(60, 100)).save(tmp_path / "r.png")
    words = ("--method", "welsh", "--reference", tmp_path / "r.png", "--swatch", "0,0,5,5=0,0,5,5")
    done = color(two_shots, *words, "--out", tmp_path / "out")
    assert done.status == 1
    assert done.errors == [
        f"Error: {two_shots} is a video, and swatches are for single pictures: leave out --swatch."
    ]


def test_a_reference_that_is_not_there_is_no_matter_of_the_workflow(tmp_path: Path) -> None:
    halves().save(tmp_path / "a.png")
    words = ("--method", "welsh", "--reference", tmp_path / "none.png", "--out", tmp_path / "out")
    done = color(tmp_path / "a.png", *words)
    assert done.status == 1
    assert done.errors == [
        f"Error: There is no file {tmp_path / 'none.png'}: give the path of a colored picture."
    ]
