"""Folders of pictures and archives of them: which are episodes, and the pictures in them."""

import contextlib
import os
import random
import struct
import zipfile
from pathlib import Path

import pytest
from PIL import Image

from chromacel.errors import ComicError, InputError
from chromacel.files.comics import EPISODE, is_comic, is_pdf, natural_order, opened_comic, size_of
from chromacel.files.inputs import left_out, why_left_out
from chromacel.files.names import slug
from chromacel.jobs.show import Show, conflict, remember
from chromacel.jobs.sources import find_episodes, left_out_files, stamps
from picture_bytes import encoded

PAGE = encoded(Image.new("RGB", (8, 6), "red"), "PNG")


def folder_of(path: Path, *names: str, content: bytes = PAGE) -> Path:
    for name in names:
        (path / name).parent.mkdir(parents=True, exist_ok=True)
        (path / name).write_bytes(content)
    return path


def archive_of(path: Path, *names: str, content: bytes = PAGE) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w") as archive:
        for name in names:
            archive.writestr(name, content)
    return path


@pytest.fixture
def show(tmp_path: Path, clip: Path) -> Path:
    """Videos and comics of each kind in a folder, beside what is neither."""
    show = folder_of(tmp_path / "show", "ep1/1.png", "ep2/a.jpg", "cover.jpg", "notes.txt")
    (show / "a.mp4").write_bytes(clip.read_bytes())
    folder_of(show / "mixed", "1.png", "extra.mp4")
    folder_of(show / "season 2", "ep1/1.png")
    archive_of(show / "b.cbz", "1.png")
    archive_of(show / "c.zip", "vol/1.png")
    archive_of(show / "subtitles.zip", "a.srt")
    (show / "scan.pdf").write_bytes(b"%PDF-1.7\n1 0 obj\n<</Type /XObject /Subtype /Image>>")
    (show / "script.pdf").write_bytes(b"%PDF-1.7\n1 0 obj\n<</Type /Page>>")
    (show / "d.cbr").write_bytes(b"Rar!")
    return show


def test_videos_folders_of_pictures_and_archives_stand_together(show: Path) -> None:
    assert list(find_episodes(str(show))) == ["a", "b", "c", "ep1", "ep2", "scan"]
    reasons = {path.name: why_left_out(path, EPISODE) for path in left_out(str(show), EPISODE)}
    assert {name: reason.split(";")[0] for name, reason in reasons.items()} == {
        "cover.jpg": "left out: .jpg is no suffix of a video or comic",
        "notes.txt": "left out: .txt is no suffix of a video or comic",
        "d.cbr": "left out: .cbr is not read: save it as CBZ",
        "script.pdf": "left out: no picture is in it",
        "subtitles.zip": "left out: no picture is in it",
        **dict.fromkeys(
            ("mixed", "season 2"),
            "left out: a folder without pictures of its own, or with videos beside them",
        ),
    }
    assert reasons["season 2"].endswith(f"a pattern such as {show}/season 2/* names what is in it")


def test_a_folder_of_pictures_is_one_episode_itself(tmp_path: Path) -> None:
    pages = folder_of(tmp_path / "pages", "1.png", "2.png", "notes.txt", "bonus.txt/readme.txt")
    assert find_episodes(str(pages)) == {"pages": pages}
    assert left_out_files(str(pages), EPISODE) == []  # what is in it is named with the episode


def test_a_list_and_a_pattern_name_comics(show: Path) -> None:
    listed = [str(show / name) for name in ("b.cbz", "ep2", "a.mp4")]
    assert list(find_episodes(listed)) == ["b", "ep2", "a"]
    assert list(find_episodes(str(show / "season*/*"))) == ["ep1"]


@pytest.mark.parametrize("name", ["season 2", "mixed"])
def test_a_folder_that_is_no_comic_cannot_be_an_episode(show: Path, name: str) -> None:
    with pytest.raises(InputError, match=r"in `episodes` is a folder without .*: a pattern such"):
        find_episodes([str(show / name)])


def test_a_picture_is_found_anywhere_in_a_pdf(tmp_path: Path) -> None:
    for begin in range(2**20 - 20, 2**20 + 4):
        path = tmp_path / "a.pdf"
        path.write_bytes(b"%PDF".ljust(begin) + b"/Subtype/Image/Width 9".ljust(99))
        assert EPISODE.is_of(path), begin
    path.write_bytes(b"%PDF /Subtype /ImageMask")
    assert not EPISODE.is_of(path)


def test_what_is_called_a_pdf_and_is_none_is_not_left_out_in_silence(tmp_path: Path) -> None:
    """Who reads it says why it cannot be read."""
    archive_of(tmp_path / "renamed.cbz", "1.png").rename(tmp_path / "renamed.pdf")
    (tmp_path / "empty.pdf").touch()
    assert EPISODE.is_of(tmp_path / "renamed.pdf") and EPISODE.is_of(tmp_path / "empty.pdf")


def test_a_pdf_is_known_by_its_suffix_or_first_bytes(tmp_path: Path) -> None:
    for name, content, expected in (("a.pdf", b"", True), ("a", b"%PDF-", True), ("b", b"", False)):
        (tmp_path / name).write_bytes(content)
        assert is_pdf(tmp_path / name) is is_comic(tmp_path / name) is expected


def test_a_comic_in_two_forms_is_named(tmp_path: Path) -> None:
    folder_of(tmp_path / "ep1", "1.png")
    archive_of(tmp_path / "ep1.cbz", "1.png")
    with pytest.raises(InputError, match="have the same name: rename one"):
        find_episodes(str(tmp_path))


def test_pages_are_in_natural_order(tmp_path: Path) -> None:
    names = ["page1.png", "Page2.png", "page10.png", "page010b.png", "vol2/1.png", "vol10/1.png"]
    assert sorted(sorted(names), key=natural_order) == names
    long = "9" * 5000  # which `int` refuses
    assert sorted(["a1", "a", long, "10", "9", "a"], key=natural_order)[:2] == ["9", "10"]
    with opened_comic(archive_of(tmp_path / "a.cbz", *reversed(names))) as comic:
        assert comic.pictures == names
    with opened_comic(folder_of(tmp_path / "a", *reversed(names[:4]))) as comic:
        assert comic.pictures == names[:4]


def test_what_is_hidden_is_passed_over_and_what_is_no_picture_is_named(tmp_path: Path) -> None:
    names = ("1.png", "2", "Thumbs.db", "ComicInfo.xml", ".DS_Store", "._1.png", "__MACOSX/1.png")
    folder = folder_of(tmp_path / "a", *names)
    for other in ("Thumbs.db", "ComicInfo.xml"):
        (folder / other).write_bytes(b"no picture")
    with zipfile.ZipFile(tmp_path / "a.cbz", "w") as archive:
        for path in sorted(folder.rglob("*")):
            archive.write(path, path.relative_to(folder))
    (folder / "bonus").mkdir()
    other = "neither its suffix nor its first bytes are those of a picture"
    expected = {"ComicInfo.xml": other, "Thumbs.db": other}
    with opened_comic(folder) as comic:
        assert comic.pictures == ["1.png", "2"]
        assert comic.left_out == {**expected, "bonus": "a folder in a folder"}
    with opened_comic(tmp_path / "a.cbz") as comic:
        assert comic.pictures == ["1.png", "2"]
        assert comic.left_out == expected


def test_names_in_an_archive_are_no_paths(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    names = ["../../up.png", "/etc/root.png", "C:\\x\\1.png", "\x1b[2J.png", "絵.png"]
    archive_of(tmp_path / "a.cbz", *names, "folder\\", "folder/")
    with opened_comic(tmp_path / "a.cbz") as comic:
        assert sorted(comic.pictures) == sorted(names)
        assert all(comic.opened(name).read() == PAGE for name in comic.pictures)
    assert [path.name for path in tmp_path.iterdir()] == ["a.cbz"]


def test_a_name_in_an_old_encoding_is_read(tmp_path: Path) -> None:
    path = archive_of(tmp_path / "a.cbz", "xx2.png", "xx10.png")
    content = path.read_bytes()
    path.write_bytes(content.replace(b"xx", "絵".encode("shift-jis")))
    with opened_comic(path) as comic:
        assert [name[-6:].lstrip("Gⁿ") for name in comic.pictures] == ["2.png", "10.png"]
        assert comic.opened(comic.pictures[0]).read() == PAGE


def test_of_a_name_that_stands_twice_the_last_is_read(tmp_path: Path) -> None:
    path = archive_of(tmp_path / "a.cbz", "1.png", content=b"old")
    with zipfile.ZipFile(path, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("1.png", PAGE)
    with opened_comic(path) as comic:
        assert comic.pictures == ["1.png"]
        assert comic.opened("1.png").read() == PAGE


def with_flags(path: Path, place: int, value: bytes) -> Path:
    """An archive of one member with a field of its central directory changed."""
    content = bytearray(path.read_bytes())
    start = content.index(b"PK\1\2") + place
    content[start : start + len(value)] = value
    path.write_bytes(content)
    return path


def test_an_archive_with_a_password_is_one_sentence(tmp_path: Path) -> None:
    path = with_flags(archive_of(tmp_path / "a.cbz", "1.png"), 8, b"\1\0")
    with (
        pytest.raises(ComicError, match=r"a\.cbz is protected by a password: save it without"),
        opened_comic(path),
    ):
        pass
    assert list(find_episodes(str(tmp_path))) == ["a"], "it is named as bad"


def test_no_more_is_unpacked_than_a_picture_may_have(tmp_path: Path) -> None:
    path = archive_of(tmp_path / "a.cbz", "1.png")
    with_flags(path, 24, struct.pack("<I", 2**31))
    with opened_comic(path) as comic, pytest.raises(InputError, match=r"a\.cbz/1\.png has more"):
        comic.opened("1.png")
    bomb = tmp_path / "b.cbz"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("1.png", bytes(2**20))
    with_flags(bomb, 24, struct.pack("<I", 100))  # says that it has fewer
    with opened_comic(bomb) as comic, pytest.raises(InputError, match="cannot be unpacked"):
        comic.opened("1.png")


def test_a_damaged_archive_never_ends_in_another_error(tmp_path: Path) -> None:
    content = archive_of(tmp_path / "a.cbz", "1.png", "絵.png", "notes").read_bytes()
    rng = random.Random(0)
    read = 0
    for _ in range(400):
        damaged = bytearray(content)
        for place in rng.sample(range(len(content)), 2):
            damaged[place] = rng.randrange(256)
        (tmp_path / "a.cbz").write_bytes(damaged)
        EPISODE.is_of(tmp_path / "a.cbz")
        with contextlib.suppress(InputError), opened_comic(tmp_path / "a.cbz") as comic:
            for name in comic.pictures:
                with contextlib.suppress(InputError):
                    read += comic.opened(name).read() == PAGE
    assert read > 100


def test_a_pipe_named_like_an_archive_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.cbz")
    assert not EPISODE.is_of(tmp_path / "a.cbz")
    assert why_left_out(tmp_path / "a.cbz", EPISODE) == "left out: it is not a file"


@pytest.mark.parametrize("content", [b"", b"no archive", b"PK\3\4 cut"])
def test_what_is_no_archive_is_named(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.cbz"
    path.write_bytes(content)
    with (
        pytest.raises(ComicError, match=r"a\.cbz cannot be read as a ZIP archive \(.+\): replace"),
        opened_comic(path),
    ):
        pass


def test_a_damaged_or_rarely_compressed_picture_is_named(tmp_path: Path) -> None:
    path = archive_of(tmp_path / "a.cbz", "1.png")
    path.write_bytes(path.read_bytes().replace(PAGE, PAGE[:-1] + b"x"))
    with opened_comic(path) as comic, pytest.raises(InputError, match=r"1\.png cannot be unpacked"):
        comic.opened("1.png")
    with_flags(path, 10, b"\x62\0")  # PPMd
    with opened_comic(path) as comic, pytest.raises(InputError, match="cannot be unpacked"):
        comic.opened("1.png")


def test_a_changed_added_or_removed_picture_of_a_folder_shows(tmp_path: Path) -> None:
    folder = folder_of(tmp_path / "show/ep1", "1.png", "2.png").parent
    seen = [stamps(find_episodes(str(folder)))]
    assert seen[0].keys() == {"ep1"}
    os.utime(folder / "ep1/1.png", ns=(1, 1))
    seen.append(stamps(find_episodes(str(folder))))
    folder_of(folder / "ep1", "3.png")
    seen.append(stamps(find_episodes(str(folder))))
    (folder / "ep1/2.png").unlink()
    seen.append(stamps(find_episodes(str(folder))))
    assert len({str(stamp) for stamp in seen}) == len(seen)
    (folder / "ep1/Thumbs.db").write_bytes(b"x")
    assert stamps(find_episodes(str(folder))) == seen[-1], "it is no picture"


def test_results_know_a_comic_that_has_moved_and_no_other_of_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    folder_of(Path("results/models/convnet"), "weights")

    def show(folder: str) -> Show:
        return Show.of(folder, find_episodes(folder), ["snakemake"], [])

    folder_of(Path("mine"), "ep1/1.png", "ep1/2.png")
    remember(Path("results"), show("mine"), replaces=False)
    Path("mine").rename("moved")
    assert conflict(Path("results"), show("moved"), "another_show=replace") == ""
    folder_of(Path("other"), "ep1/1.png", content=PAGE + b"longer")
    assert "was made from `episodes: mine` (ep1)" in conflict(
        Path("results"), show("other"), "another_show=replace"
    )
    assert size_of(Path("moved/ep1")) == 2 * len(PAGE)


def test_an_episode_of_any_name_has_a_slug(tmp_path: Path) -> None:
    folder_of(tmp_path, "第1話 <x>/1.png", "Vol. 1.5/1.png")
    assert set(find_episodes(str(tmp_path))) == {slug("第1話 <x>"), slug("Vol. 1.5")}
