"""Hints are read as they were drawn, and wrong ones are told in one sentence."""

import json
import struct
import time
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from chromacel.errors import InputError
from chromacel.pictures.hints import Hints, read_hints

SIZE = (10, 20)
DOT = {"color": "#ff0000", "width": 1, "points": [[3.5, 2.5]]}
STROKE = {"color": "#00ff00", "width": 1, "points": [[0.5, 9.5], [19.5, 9.5]]}
FRAME = {
    "color": "#0000FF",
    "outlines": [
        [[8.5, 1.5], [14.5, 1.5], [14.5, 7.5], [8.5, 7.5]],
        [[10.5, 3.5], [12.5, 3.5], [12.5, 5.5], [10.5, 5.5]],
    ],
}


def write(path: Path, *marks: dict[str, Any], **others: Any) -> Path:
    path.write_text(json.dumps({"version": 1, "size": [20, 10], "marks": marks, **others}))
    return path


def test_marks_are_drawn_where_they_are(tmp_path: Path) -> None:
    hints = read_hints(write(tmp_path / "a.json", DOT, STROKE, FRAME), SIZE)
    assert hints.colors[2, 3].tolist() == [255, 0, 0]
    assert hints.given[9].all()
    assert (hints.colors[9] == (0, 255, 0)).all()
    assert hints.given[1:8, 8:15].sum() > 0
    assert not hints.given[4, 11], "an outline inside another is a hole"
    assert not hints.colors[~hints.given].any()


def test_a_later_mark_covers_an_earlier_one(tmp_path: Path) -> None:
    over = {**DOT, "color": "#010203"}
    hints = read_hints(write(tmp_path / "a.json", DOT, over), SIZE)
    assert hints.colors[2, 3].tolist() == [1, 2, 3]


def test_opaque_pixels_of_a_png_are_given(tmp_path: Path) -> None:
    rgba = np.zeros((*SIZE, 4), np.uint8)
    rgba[3, 4], rgba[5, 6] = (10, 20, 30, 255), (10, 20, 30, 50)
    Image.fromarray(rgba).save(tmp_path / "a.png")
    hints = read_hints(tmp_path / "a.png", SIZE)
    assert np.argwhere(hints.given).tolist() == [[3, 4]]
    assert hints.colors[3, 4].tolist() == [10, 20, 30]


def test_a_dot_stays_when_the_picture_becomes_small() -> None:
    hints = Hints.none((400, 600))
    hints.given[201, 301], hints.colors[201, 301] = True, (200, 100, 50)
    small = hints.resized((40, 60))
    assert np.argwhere(small.given).tolist() == [[20, 30]]
    assert small.colors[20, 30].tolist() == [200, 100, 50]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", "no JSON of hints"),
        ("[" * 100_000, "nested too deeply"),
        ('{"version": 1}', "no JSON of hints"),
        ('{"version": 2, "size": [20, 10], "marks": []}', "[version]: 1 was expected"),
        ('{"version": 1, "size": [10, 20], "marks": []}', "10 × 20 pixels, and this one has 20"),
        ('{"version": 1, "size": [20, 10], "marks": [{"color": "red"}]}', "[color]: 'red' does"),
        (
            '{"version": 1, "size": [20, 10],'
            ' "marks": [{"color": "#ffffff", "width": NaN, "points": [[1, 1]]}]}',
            "NaN is no number",
        ),
        (
            '{"version": 1, "size": [20, 10],'
            ' "marks": [{"color": "#ffffff", "width": 32768, "points": [[1, 1]]}]}',
            "[width]: 32768 is greater",
        ),
        ('{"version": 1, "size": [20, 10], "marks": [{}], "marks": []}', "'marks' is there twice"),
    ],
)
def test_json_that_is_none_is_told(tmp_path: Path, content: str, words: str) -> None:
    path = tmp_path / "a.json"
    path.write_text(content)
    with pytest.raises(InputError) as told:
        read_hints(path, SIZE)
    assert str(path) in str(told.value)
    assert words in str(told.value)


@pytest.mark.parametrize("mode", ["RGB", "L", "P"])
def test_a_png_without_transparent_layer_is_told(tmp_path: Path, mode: str) -> None:
    path = tmp_path / "a.png"
    Image.new(mode, (20, 10)).save(path)
    with pytest.raises(InputError, match=r"a\.png"):
        read_hints(path, SIZE)


def test_other_files_are_told(tmp_path: Path) -> None:
    Image.new("RGBA", (21, 10), (1, 2, 3, 255)).save(tmp_path / "size.png")
    (tmp_path / "empty.png").touch()
    (tmp_path / "a.jpg").touch()
    for name, words in [
        ("size.png", "21 × 10 pixels, and this one has 20 × 10"),
        ("empty.png", "is damaged"),
        ("a.jpg", "is no hints"),
        ("none.json", "There is no file"),
    ]:
        with pytest.raises(InputError, match=words):
            read_hints(tmp_path / name, SIZE)


def test_colors_and_places_of_different_sizes_are_no_hints() -> None:
    for colors in (np.zeros((10, 21, 3), np.uint8), np.zeros((10, 20), np.uint8)):
        with pytest.raises(InputError, match=r"where they are given, \(h, w\), and not"):
            Hints(colors, np.zeros(SIZE, bool))


@pytest.mark.parametrize(
    "mark",
    [
        {"color": "#ff0000", "width": 4, "points": [[1, 1]] * 99_999 + [[1]]},
        {"color": "#ff0000", "width": 4, "points": [[]] * 100_000},
        {"color": "#ff0000", "width": 4, "points": [[1, 1]] * 100_000},
        {"color": "#ff0000", "width": 30_000, "points": [[1, 1], [2000, 2000]] * 40_000},
        {
            "color": "#ff0000",
            "outlines": [[[x * 997 % 2000, x * 991 % 2000] for x in range(99_999)]],
        },
    ],
)
def test_what_would_take_minutes_is_refused_or_drawn_in_seconds(
    tmp_path: Path, mark: dict[str, Any]
) -> None:
    path = write(tmp_path / "a.json", mark, size=[2000, 2000])
    begun = time.monotonic()
    try:
        read_hints(path, (2000, 2000))
    except InputError as error:
        assert str(path) in str(error)
    assert time.monotonic() - begun < 5


def test_thousands_of_small_areas_on_a_large_page_are_no_more_than_they_are(
    tmp_path: Path,
) -> None:
    corners = [[5, 5], [9, 5], [9, 9]]
    marks = [{"color": "#ff0000", "outlines": [corners]}] * 4_000
    assert read_hints(
        write(tmp_path / "a.json", *marks, size=[3000, 2000]), (2000, 3000)
    ).given.any()


def test_the_pixels_of_a_png_of_another_size_are_not_unpacked(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    header = struct.pack(">IIBBBBB", 30_000, 30_000, 8, 6, 0, 0, 0)
    parts = [(b"IHDR", header), (b"IDAT", zlib.compress(bytes(10**6))), (b"IEND", b"")]
    content = b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in parts
    )
    (tmp_path / "a.png").write_bytes(content)
    with pytest.raises(InputError, match=r"a.png is for a picture of 30000 × 30000 pixels"):
        read_hints(tmp_path / "a.png", SIZE)
    assert capfd.readouterr().err == "", "OpenCV says nothing beside our sentence"


def test_a_cut_png_is_one_sentence_alone(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    rgba = np.random.default_rng(0).integers(0, 256, (*SIZE, 4), np.uint8)
    Image.fromarray(rgba).save(tmp_path / "a.png")
    content = (tmp_path / "a.png").read_bytes()
    for cut in (len(content) // 2, 20, 8):
        (tmp_path / "a.png").write_bytes(content[:cut])
        with pytest.raises(InputError, match=r"a.png is no PNG, or is damaged"):
            read_hints(tmp_path / "a.png", SIZE)
    assert capfd.readouterr().err == ""
