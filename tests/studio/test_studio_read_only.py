"""A project on a disk that is read-only as a whole, or becomes so: one sentence, nothing lost."""

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from chromacel.errors import InputError
from chromacel.studio.studio import Models, opened_studio

SIZE = (64, 36)
SENTENCE = r"cannot be written \(Read-only file system\): make its folder writable"


def said(*points: list[int]) -> dict[str, object]:
    mark = {"color": "#ff8800", "width": 4, "points": [*points]}
    return {"version": 1, "size": [*SIZE], "marks": [mark]}


def mount(*words: object) -> None:
    subprocess.run(["mount", *map(str, words)], check=True, capture_output=True)


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """With a picture, and a project that has hints for it."""
    folder = tmp_path / "disk"
    folder.mkdir()
    try:
        mount("-t", "tmpfs", "-o", "size=4m", "tmpfs", folder)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("disks cannot be mounted here")
    try:
        Image.fromarray(np.full(SIZE[::-1], 90, np.uint8)).save(folder / "page.png")
        studio = opened_studio([folder / "page.png"], folder / "p.studio", [], Models())
        studio.desk.save_hints(0, 0, SIZE, said([8, 8]))
        assert studio.project.lock
        studio.project.lock.close()
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", "--recursive", str(folder)], check=True)


def test_a_project_on_a_read_only_disk_is_one_sentence_and_goes_on_elsewhere(
    disk: Path, tmp_path: Path
) -> None:
    mount("-o", "remount,ro", disk)
    for name in ("p.studio", "new.studio"):
        with pytest.raises(InputError, match=rf"{name} {SENTENCE}, or name another one with --pro"):
            opened_studio([disk / "page.png"], disk / name, [], Models())
    opened_studio([disk / "page.png"], tmp_path / "p.studio", [], Models())
    copied = opened_studio([], shutil.copytree(disk, tmp_path / "copy") / "p.studio", [], Models())
    assert copied.desk.hints(0, 0) == said([8, 8])


def test_a_disk_that_becomes_read_only_keeps_what_was_done(disk: Path) -> None:
    studio = opened_studio([], disk / "p.studio", [], Models())
    studio.desk.accept(0, 0, "levin", said([8, 8])["marks"])
    page = studio.desk.inputs[0].page(0)
    kept = {path: path.read_bytes() for path in (disk / "p.studio").rglob("*") if path.is_file()}
    mount("--bind", disk, disk)  # over files that are open, which a mount itself does not allow
    mount("-o", "remount,bind,ro", disk)
    for done in (
        lambda: studio.desk.save_hints(0, 0, SIZE, said([8, 8], [20, 8])),
        lambda: studio.desk.accept(0, 0, "levin", said([20, 8])["marks"]),
        lambda: studio.project.reject(page),
        lambda: studio.project.save_palettes({"skin": ["#ffccaa"]}),
    ):
        with pytest.raises(InputError, match=SENTENCE):
            done()
    assert studio.desk.hints(0, 0) == said([8, 8])
    assert studio.project.keyframes("page") == [0]
    files = {path: path.read_bytes() for path in (disk / "p.studio").rglob("*") if path.is_file()}
    assert files == kept
    subprocess.run(["umount", str(disk)], check=True)
    studio.desk.save_hints(0, 0, SIZE, said([8, 8], [20, 8]))
