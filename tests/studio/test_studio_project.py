"""A studio's project: kept as it is made, and what is wrong with one is one sentence."""

import asyncio
import errno
import json
import os
import shutil
import zipfile
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from chromacel.coloring.hint_files import hints_by_place
from chromacel.errors import InputError
from chromacel.pictures.hints import Hints, read_hints
from chromacel.studio import processes
from chromacel.studio.canvas import Drawing
from chromacel.studio.memory import size_of
from chromacel.studio.processes import Job
from chromacel.studio.project import NAME, Project
from chromacel.studio.refusal import Json, RefusedError
from chromacel.studio.regions import Regions
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
    assert project.hint_files("comic")
    project.accept(one, lambda path: path.write_bytes(b"PNG"), SAID)
    assert not project.hint_files("comic") and project.keyframes("comic") == [3]
    more = {**SAID, "marks": [MARK, MARK]}
    project.save_hints(one, more)
    assert not project.hint_files("comic") and project.hints(one, SIZE) == more
    project.reject(one)
    assert project.hint_files("comic") and project.keyframes("comic") == []
    assert project.hints(one, SIZE) == more
    project.save_hints(one, {"version": 1, "size": size, "marks": []})
    assert not project.hint_files("comic")


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


def test_a_folder_from_others_leads_nowhere_else(page: Path, tmp_path: Path) -> None:
    """A link for the lock would empty any file, one for a folder write and delete in another."""
    precious, folder = tmp_path / "precious", tmp_path / "p.studio"
    (precious / ".checksums").mkdir(parents=True)
    (precious / "file").write_text("precious")
    folder.mkdir()
    for name, target in ((".lock", precious / "file"), ("hints", precious)):
        (folder / name).symlink_to(target)
        with pytest.raises(InputError, match=f"is no file|{name} is a link"):
            opened(page, folder=folder)
        (folder / name).unlink()
    (folder / "keyframes").mkdir()
    (folder / "keyframes/page").symlink_to(precious)
    with pytest.raises(InputError, match="keyframes/page is a link"):
        opened(page, folder=folder)
    assert (precious / "file").read_text() == "precious"
    assert {path.name for path in precious.iterdir()} == {".checksums", "file"}


def test_a_pipe_for_a_lock_is_not_waited_at(page: Path, tmp_path: Path) -> None:
    (tmp_path / "p").mkdir()
    os.mkfifo(tmp_path / "p/.lock")
    with pytest.raises(InputError, match=r"remove its \.lock"):
        opened(page, folder=tmp_path / "p")


def test_names_with_bytes_that_are_no_text_are_kept(page: Path, tmp_path: Path) -> None:
    odd = Path(os.fsdecode(os.fsencode(page.parent) + b"/p\xff.png"))
    page.rename(odd)
    closed(opened(odd, folder=tmp_path / "p"))
    again = opened(folder=tmp_path / "p")
    assert again.project.inputs == [odd]
    again.project.save_palettes({"\ud800": ["#ffffff"]})
    assert again.project.palettes() == {"\ud800": ["#ffffff"]}
    assert json.loads(Json({"name": odd.name}).body) == {"name": odd.name}


@pytest.mark.parametrize(
    "content",
    [
        '{"shots": [[]]}', '{"shots": 3}', '{"shots": [[0]]}', '{"shots": [[0, 0], [0, 0]]}',
        '{"pages": 3}', "[]", '{"pages":', '{"shots": [[[]]]}',
    ],
)  # fmt: skip
def test_damaged_proposals_are_found_anew(page: Path, tmp_path: Path, content: str) -> None:
    studio = opened(page, folder=tmp_path / "p")
    [one] = studio.desk.inputs
    path = tmp_path / "p/proposals/page.json"
    path.parent.mkdir()
    path.write_text(content)
    assert studio.proposals.kept(one) == {}
    assert studio.proposals.shots(one) == [[0, 0]]


def test_a_stray_or_damaged_keyframe_keeps_nothing_else_from_work(
    page: Path, tmp_path: Path
) -> None:
    studio = opened(page, folder=tmp_path / "p")
    folder = studio.project.keyframes_folder("page")
    folder.mkdir(parents=True)
    for name in ("3.png", "٣.png", "000000.png"):
        (folder / name).write_bytes(b"none")
    assert studio.project.keyframes("page") == [0]
    assert studio.palette() == []


def test_damaged_adapted_weights_and_a_project_of_nothing_are_one_sentence(
    page: Path, tmp_path: Path
) -> None:
    weights = tmp_path / "p/weights/adapted.safetensors"
    weights.parent.mkdir(parents=True)
    weights.write_bytes(b"none")
    with pytest.raises(InputError, match="delete it, and adapt the model again"):
        opened(page, folder=tmp_path / "p")
    (tmp_path / "q").mkdir()
    (tmp_path / "q" / NAME).write_text('{"version": 1, "inputs": []}')
    with pytest.raises(InputError, match="names nothing to color"):
        opened(folder=tmp_path / "q")


def test_what_is_kept_in_memory_counts_with_its_arrays() -> None:
    drawing = Drawing([MARK] * 100, SIZE, Hints.none((1000, 1000)))
    regions = Regions(np.zeros((1000, 1000), np.int32), (1, 1))
    assert size_of(drawing) >= 4_000_000 and size_of(regions) >= 4_000_000


def test_a_command_beside_the_server_imports_nothing_from_the_folder_one_works_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Pictures from others may come with an `argparse.py`."""
    (tmp_path / "argparse.py").write_text("raise SystemExit('theirs')")
    monkeypatch.chdir(tmp_path)
    job = Job("Exporting")

    async def nothing() -> None:
        pass

    async def ended() -> None:
        await job.start(["chromacel", "--help"], ["help"], nothing)
        assert job.process
        await job.process.wait()

    asyncio.run(ended())
    assert job.process and job.process.returncode == 0


def test_pages_of_one_name_in_several_folders_are_kept_apart(tmp_path: Path) -> None:
    """Where hints are called like pages, since a page is called like a number."""
    Image.fromarray(np.full(SIZE[::-1], 90, np.uint8)).save(tmp_path / "x.png")
    with zipfile.ZipFile(tmp_path / "comic.cbz", "w") as archive:
        for name in ("a/000001.png", "b/000001.png"):
            archive.write(tmp_path / "x.png", name)
    studio = opened(tmp_path / "comic.cbz", folder=tmp_path / "p")
    studio.desk.save_hints(0, 0, SIZE, SAID)
    assert studio.desk.hints(0, 1)["marks"] == []
    assert studio.project.hint_files("comic")
    folder = tmp_path / "p/hints/comic"
    files = sorted(folder.rglob("*.json"))
    assert hints_by_place(files, Path("comic.cbz"), ["a/000001.png", "b/000001.png"]) == {
        0: folder / "a/000001.json"
    }


def test_a_page_is_accepted_with_what_was_drawn_on_it_or_not_at_all(
    page: Path, tmp_path: Path
) -> None:
    project = opened(page, folder=tmp_path / "p").project
    one = Page("page", 0)

    def full(path: Path) -> None:
        path.write_bytes(b"half")
        raise OSError(errno.ENOSPC, "No space left on device", str(path))

    def files() -> dict[str, bytes]:
        found = project.keyframes_folder("page").rglob("*")
        return {path.name: path.read_bytes() for path in found if path.is_file()}

    with pytest.raises(InputError, match=r"000000\.png cannot be written \(No space left"):
        project.accept(one, full, SAID)
    assert not files()
    project.accept(one, lambda path: path.write_bytes(b"whole"), SAID)
    before = files()
    assert before.keys() == {"000000.png", "000000.json"}
    with pytest.raises(InputError, match="No space left"):
        project.accept(one, full, {**SAID, "marks": []})
    assert files() == before


def sleeping(said: str = "pass") -> list[str]:
    """The words of a command that takes long."""
    return ["timeit", "-n", "1", "-r", "1", f"import signal, time; {said}; time.sleep(60)"]


def test_a_command_that_is_stopped_while_it_starts_does_not_run() -> None:
    job = Job("Exporting")

    async def stopped_at_once() -> None:
        starting = asyncio.create_task(job.start(sleeping(), []))
        await asyncio.sleep(0)
        assert job.state == "running" and job.process is None
        await asyncio.gather(job.stop(), job.stop())
        await starting
        assert job.process and job.process.returncode and job.state == "stopped"

    asyncio.run(stopped_at_once())


def test_a_command_ends_before_the_next_begins_which_it_does_not_judge(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(processes, "GRACE", 0.5)
    job = Job("Exporting")

    async def one_after_the_other() -> None:
        await job.start(sleeping("print('on', flush=True); signal.signal(15, 1)"), [])
        while job.last != "on":
            await asyncio.sleep(0.02)
        stopping = asyncio.create_task(job.stop())
        await asyncio.sleep(0.1)
        with pytest.raises(RefusedError, match="just ending"):
            await job.start(sleeping(), [])
        await stopping
        await job.start(sleeping(), [])
        await asyncio.sleep(0.2)
        assert job.state == "running"
        await job.stop()

    asyncio.run(one_after_the_other())
