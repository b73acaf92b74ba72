"""Pictures of every kind that users have, and every kind of bad one."""

import struct
import subprocess
import sys
import zlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from chromacel.pictures.files import MOST_PIXELS, read_picture
from chromacel.pictures.inspection import good_pictures, inspect_picture
from conftest import Stage

COLOR = (200, 100, 50)
GRAY = 124  # COLOR in grayscale


def plain(mode: str) -> Image.Image:
    return Image.new("RGB", (8, 6), COLOR).convert(mode)


def sixteen_bits() -> Image.Image:
    return Image.fromarray(np.full((6, 8), GRAY * 257, np.uint16))


def floats(white: float) -> Image.Image:
    values = np.full((6, 8), GRAY / 255 * white, np.float32)
    values[0] = (np.nan, np.inf, -np.inf, white, *values[0, 4:])
    return Image.fromarray(values)


KINDS: dict[str, tuple[str, Callable[[], Image.Image], int | tuple[int, int, int]]] = {
    "rgb": ("png", lambda: plain("RGB"), COLOR),
    "jpeg": ("jpg", lambda: plain("RGB"), COLOR),
    "jpeg-2000": ("jp2", lambda: plain("RGB"), COLOR),
    "webp": ("webp", lambda: plain("RGB"), COLOR),
    "avif": ("avif", lambda: plain("RGB"), COLOR),
    "palette": ("gif", lambda: plain("P"), COLOR),
    "gray": ("png", lambda: plain("L"), GRAY),
    "cmyk": ("jpg", lambda: plain("CMYK"), COLOR),
    "lab": ("tif", lambda: Image.new("LAB", (8, 6), (140, 128, 128)), (131, 131, 131)),
    "ycbcr": ("tif", lambda: plain("YCbCr"), COLOR),
    "one-bit": ("png", lambda: Image.new("1", (8, 6), 1), 255),
    "sixteen-bits": ("png", sixteen_bits, GRAY),
    "sixteen-bits-tiff": ("tif", sixteen_bits, GRAY),
    "integers": ("tif", lambda: Image.new("I", (8, 6), GRAY * 257), GRAY),
    "float-of-1": ("tif", lambda: floats(1), GRAY),
    "float-of-255": ("tif", lambda: floats(255), GRAY),
    "alpha": ("png", lambda: Image.new("RGBA", (8, 6), (0, 0, 0, 51)), 204),
    "gray-alpha": ("png", lambda: Image.new("LA", (8, 6), (0, 51)), 204),
}


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_of_picture_is_seen_as_it_is(kind: str, tmp_path: Path) -> None:
    suffix, make, color = KINDS[kind]
    path = tmp_path / f"ポケ 'モ' \"n\" & $(2).{suffix}"
    make().save(path)
    rgb = read_picture(path).rgb
    assert rgb.shape == (6, 8, 3)
    assert rgb.dtype == np.uint8
    assert np.abs(rgb[3, 4].astype(int) - color).max() <= 5


def test_transparent_palettes_and_single_colors_lie_over_white(tmp_path: Path) -> None:
    for mode in ("P", "L", "RGB"):
        path = tmp_path / f"{mode}.png"
        picture = Image.new(mode, (8, 6))
        picture.save(path, transparency=(0, 0, 0) if mode == "RGB" else 0)
        assert (read_picture(path).rgb == 255).all(), mode


def test_the_first_frame_of_an_animation_is_taken(tmp_path: Path) -> None:
    frames = [Image.new("RGB", (8, 6), color) for color in ("red", "blue")]
    for name in ("a.gif", "a.webp", "a.png", "a.tif"):
        frames[0].save(tmp_path / name, save_all=True, append_images=frames[1:], lossless=True)
        assert np.abs(read_picture(tmp_path / name).rgb.astype(int) - (255, 0, 0)).max() < 3, name


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_picture_is_turned_as_its_exif_data_say(orientation: int, tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    Image.new("L", (8, 6)).save(tmp_path / "a.png", exif=exif)
    assert read_picture(tmp_path / "a.png").rgb.shape[:2] == ((8, 6) if orientation > 4 else (6, 8))


@pytest.mark.filterwarnings("ignore:Corrupt EXIF")
def test_damaged_exif_data_turn_nothing(tmp_path: Path) -> None:
    Image.new("L", (8, 6)).save(tmp_path / "a.jpg", exif=b"Exif\0\0MM\0*\0\0\0\x08\xff\xff\xff")
    assert read_picture(tmp_path / "a.jpg").rgb.shape[:2] == (6, 8)


def declared(width: int, height: int) -> bytes:
    """A PNG whose header says so, and whose data are a few bytes."""

    def chunk(name: bytes, content: bytes) -> bytes:
        check = struct.pack(">I", zlib.crc32(name + content))
        return struct.pack(">I", len(content)) + name + content + check

    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    data = chunk(b"IDAT", zlib.compress(bytes(9999)))
    return b"\x89PNG\r\n\x1a\n" + header + data + chunk(b"IEND", b"")


def noise() -> Image.Image:
    return Image.fromarray(np.random.default_rng(0).integers(0, 256, (60, 80, 3), np.uint8))


def make_bad_pictures(folder: Path) -> dict[str, str]:
    """Files and what their verdicts say."""
    for name in ("cut.png", "cut.jpg", "cut.webp", "cut.tif", "cut.gif", "cut.jp2"):
        noise().save(folder / name)
        whole = (folder / name).read_bytes()
        (folder / name).write_bytes(whole[: len(whole) // 2])
    noise().save(folder / "flipped.png")
    content = bytearray((folder / "flipped.png").read_bytes())
    content[200:220] = bytes(20)
    (folder / "flipped.png").write_bytes(content)
    (folder / "empty.png").touch()
    (folder / "text.png").write_text("no picture")
    (folder / "script.png").write_text(
        "%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\nshowpage\n"
    )
    (folder / "bomb.png").write_bytes(declared(60_000, 60_000))
    (folder / "alarm.png").write_bytes(declared(9000, 10_000))  # Pillow would but warn
    Image.new("1", (10_000, 1 + MOST_PIXELS // 10_000)).save(folder / "large.png")
    known = "is damaged, or no picture in AVIF"
    return {
        **dict.fromkeys(
            ("cut.png", "cut.jpg", "cut.webp", "cut.tif", "cut.gif", "cut.jp2"), ": replace"
        ),
        "flipped.png": "flipped.png cannot be read as a picture in PNG (",
        **dict.fromkeys(("empty.png", "text.png"), known),
        "script.png": "script.png is PostScript, which is not read here: convert it to PNG",
        **dict.fromkeys(("bomb.png", "alarm.png", "large.png"), "has more than 80 megapixels"),
    }


def test_each_bad_picture_is_named_in_one_sentence(tmp_path: Path) -> None:
    for name, sentence in make_bad_pictures(tmp_path).items():
        inspection = inspect_picture(name, tmp_path / name)
        assert sentence in inspection.verdict, name
        assert str(tmp_path / name) in inspection.verdict
        assert inspection.verdict.count("\n") == 0
        assert inspection.width is None


def test_nothing_but_the_file_is_opened(tmp_path: Path) -> None:
    names = list(make_bad_pictures(tmp_path))
    script = """
import sys
from pathlib import Path
from chromacel.pictures.inspection import inspect_picture
opened = set()
def watch(event, arguments):
    assert event not in ("subprocess.Popen", "os.system", "socket.connect"), event
    if event == "open" and not str(arguments[0]).endswith((".py", ".pyc", ".so")):
        opened.add(str(arguments[0]))
sys.addaudithook(watch)
for path in sys.argv[1:]:
    opened.clear()
    inspect_picture("a", Path(path))
    assert opened == {path}, opened
"""
    words = [sys.executable, "-c", script, *(str(tmp_path / name) for name in names)]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_a_bad_picture_does_not_stop_the_others(tmp_path: Path, stage: Stage) -> None:
    bad = make_bad_pictures(tmp_path)
    plain("RGB").save(tmp_path / 'a "good", one.png')
    Image.new("1", (1, 1)).save(tmp_path / "dot.png")
    report = tmp_path / "out" / "pictures.csv"
    paths = [str(tmp_path / name) for name in (*bad, 'a "good", one.png', "dot.png")]
    unique = [path for path in paths if not path.endswith(("jpg", "webp", "tif", "gif", "jp2"))]
    done = stage("check_pictures", report, "--pictures", unique, "--left-out", [])
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("Left out: ") == min(len(unique) - 2, 10)
    assert set(good_pictures(report)) == {'a "good", one', "dot"}
    assert report.read_text().splitlines()[0] == "picture,file,width,height,mode,verdict"


def test_pictures_that_are_all_bad_are_listed_and_an_error_of_their_coloring(
    tmp_path: Path, stage: Stage
) -> None:
    bad = [tmp_path / name for name in ("a.png", "b.png")]
    for path in bad:
        path.touch()
    report = tmp_path / "pictures.csv"
    done = stage("check_pictures", report, "--pictures", bad, "--left-out", [])
    assert done.returncode == 0, done.stderr
    assert done.stdout.endswith(
        f"Pictures that cannot be colored: 2 of 2. {report} has a row for each picture.\n"
    )
    assert report.read_text().count("is damaged") == 2
    words = (tmp_path / "w", report, tmp_path / "out", "--device", "cpu", "--kept", tmp_path / "k")
    done = stage("color_pictures", *words)
    assert (done.returncode, done.stderr) == (
        1,
        f"Error: None of the pictures of `unseen` can be colored: {report} says why.\n",
    )
