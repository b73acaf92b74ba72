"""A studio's project: kept as it is made, and what is wrong with one is one sentence."""

import json
import os
import shutil
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from chromacel.errors import InputError
from chromacel.pictures.hints import read_hints
from chromacel.studio.project import NAME, Project
from chromacel.studio.studio import Models, Studio, opened_studio
from chromacel.studio.work import Page

SIZE = (64, 36)
PAGE = Page("page", 0, is_picture=True)
MARK = {"color": "#ff8800", "width": 4, "points": [[8, 8], [20.5, 8]]}
SAID = {"version": 1, "size": list(SIZE), "marks": [MARK]}


@pytest.fixture
def page(tmp_path: Path) -> Path:
    path = tmp_path / "input" / "page.png"
    path.parent.mkdir()
    Image.fromarray(np.full(SIZE[::-1], 90, np.uint8)).save(path)
    return path


def opened(*inputs: Path, folder: Path) -> Studio:
    return opened_studio(inputs, folder, [], Models())


def closed(studio: Studio) -> None:
    assert studio.project.lock
    studio.project.lock.close()


def test_a_project_goes_on_without_its_inputs_named(page: Path, tmp_path: Path) -> None:
    studio = opened(page, folder=tmp_path / "p.studio")
    studio.desk.save_hints(0, 0, SIZE, SAID)
    studio.project.save_palettes({"skin": ["#ffccaa"]})
    closed(studio)
    again = opened(folder=tmp_path / "p.studio")
    assert [one.path for one in again.desk.inputs] == [page]
    assert again.desk.hints(0, 0) == SAID
    assert again.project.palettes() == {"skin": ["#ffccaa"]}


def test_a_project_can_be_copied_with_its_inputs_and_read(page: Path, tmp_path: Path) -> None:
    studio = opened(page, folder=page.parent / "p.studio")
    studio.desk.save_hints(0, 0, SIZE, SAID)
    closed(studio)
    moved = shutil.copytree(page.parent, tmp_path / "elsewhere")
    assert json.loads((moved / "p.studio" / NAME).read_text())["inputs"][0]["path"] == "../page.png"
    again = opened(folder=moved / "p.studio")
    assert again.desk.inputs[0].path == moved / "page.png"
    hints = read_hints(moved / "p.studio/hints/page.json", SIZE[::-1])
    assert hints.given.any()
    files = {path.name for path in (moved / "p.studio").rglob("*") if path.is_file()}
    assert files == {NAME, "page.json", ".lock"}


def test_a_project_is_open_once(page: Path, tmp_path: Path) -> None:
    studio = opened(page, folder=tmp_path / "p")
    with pytest.raises(InputError, match="is open in another studio"):
        opened(page, folder=tmp_path / "p")
    closed(studio)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b'{"version": 2, "inputs": []}', "is of a newer version"),
        (b'{"version": 1, "inp', "is damaged"),
        (b"", "is damaged"),
        (b"[]", "is none of a project"),
        (b'{"version": 1, "inputs": [{"path": 3, "bytes": 1}]}', "is damaged"),
        (b'{"version": 1, "inputs": [{"path": "../gone.png", "bytes": 1}]}', "is not there"),
        (b'{"version": 1, "inputs": [{"path": "a\\u0000", "bytes": 1}]}', "is not there"),
        (b"[" * 100_000, "is damaged"),
        (b"\xff\xfe\x00", "is damaged"),
    ],
)
def test_a_project_of_another_kind_stays_as_it_is(
    page: Path, tmp_path: Path, content: bytes, sentence: str
) -> None:
    folder = tmp_path / "p.studio"
    folder.mkdir()
    (folder / NAME).write_bytes(content)
    with pytest.raises(InputError, match=sentence):
        opened(page, folder=folder)
    assert (folder / NAME).read_bytes() == content


def test_a_changed_input_is_told(page: Path, tmp_path: Path) -> None:
    closed(opened(page, folder=tmp_path / "p"))
    Image.fromarray(np.full((300, 300), 9, np.uint8)).save(page)
    with pytest.raises(InputError, match="has changed since it was opened"):
        opened(page, folder=tmp_path / "p")


def test_a_damaged_file_of_hints_is_told_and_kept(page: Path, tmp_path: Path) -> None:
    studio = opened(page, folder=tmp_path / "p")
    path = studio.project.hints_file(PAGE)
    path.parent.mkdir(parents=True)
    path.write_text('{"version": 1, "marks": [')
    with pytest.raises(InputError, match="is no JSON of hints"):
        studio.desk.hints(0, 0)
    studio.desk.save_hints(0, 0, SIZE, SAID)
    assert studio.desk.hints(0, 0) == SAID
    kept = path.with_name("page.json.unread")
    assert kept.read_text() == '{"version": 1, "marks": ['


def test_hints_of_another_size_or_version_are_no_ones(page: Path, tmp_path: Path) -> None:
    studio = opened(page, folder=tmp_path / "p")
    for said in ({**SAID, "size": [1, 1]}, {**SAID, "version": 2}, [], None, {**SAID, "marks": 3}):
        with pytest.raises(InputError):
            studio.desk.save_hints(0, 0, SIZE, said)
    assert studio.desk.hints(0, 0)["marks"] == []


def test_what_is_drawn_on_an_accepted_page_is_no_hint_beside_it(page: Path, tmp_path: Path) -> None:
    project = opened(page, folder=tmp_path / "p").project
    one, size = Page("comic", 3), [*SIZE]
    project.save_hints(one, SAID)
    assert project.has_hints("comic")
    project.accept(one, lambda path: path.write_bytes(b"PNG"), SAID)
    assert not project.has_hints("comic") and project.keyframes("comic") == [3]
    more = {**SAID, "marks": [MARK, MARK]}
    project.save_hints(one, more)
    assert not project.has_hints("comic") and project.hints(one, SIZE) == more
    project.reject(one)
    assert project.has_hints("comic") and project.keyframes("comic") == []
    assert project.hints(one, SIZE) == more
    project.save_hints(one, {"version": 1, "size": size, "marks": []})
    assert not project.has_hints("comic")


def test_two_inputs_of_one_name_are_told(page: Path, tmp_path: Path) -> None:
    other = tmp_path / "page.jpg"
    Image.fromarray(np.full(SIZE[::-1], 90, np.uint8)).save(other)
    with pytest.raises(InputError, match="have the same name"):
        opened(page, other, folder=tmp_path / "p")


def test_a_folder_that_cannot_be_written_is_one_sentence(page: Path, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for folder in (tmp_path / "file" / "p", Path("/proc/p.studio"), tmp_path / "file"):
        with pytest.raises(InputError, match=r"--project\.$"):
            opened(page, folder=folder)


def test_on_a_full_disk_the_file_before_stays(
    page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    studio = opened(page, folder=tmp_path / "p")
    studio.desk.save_hints(0, 0, SIZE, SAID)

    def full(self: Path, *args: object, **kinds: object) -> int:
        raise OSError(28, os.strerror(28), str(self))

    monkeypatch.setattr(Path, "write_text", full)
    with pytest.raises(InputError, match=r"cannot be written .*: make room for it"):
        studio.desk.save_hints(0, 0, SIZE, {**SAID, "marks": [MARK, MARK]})
    monkeypatch.undo()
    assert studio.desk.hints(0, 0) == SAID


def test_nothing_to_open_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="is no project: name something to color"):
        Project.opened(tmp_path / "none", [], [])
    assert not (tmp_path / "none").exists()
