"""The studio's models are adapted to references as by the command, and as they were again."""

import errno
import shlex
import shutil
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from chromacel.errors import InputError
from chromacel.files.checksums import check_intact
from chromacel.files.whole import whole_file
from chromacel.studio.project import Project
from chromacel.studio.reference_models import choose_references, copy_to_export, weights_folder
from chromium import chromium, new_context
from color_runs import color
from referenced_pictures import BLUE, ORANGE, chroma_of, colored, textured
from studio_server import Server, write_hinted_weights, write_weights

AUTOMATIC = ("page.png", "--weights", "w.safetensors")
WORDS = (*AUTOMATIC, "--hinted", "h.safetensors")
REFERENCE = ("--reference", "sheet.png")
LEARNING = "api/adapt-to-references"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A gray page, and another one in color."""
    write_weights(tmp_path / "w.safetensors")
    write_hinted_weights(tmp_path / "h.safetensors")
    sheet = colored(textured(2), chroma_of(ORANGE, BLUE))
    Image.fromarray(sheet).save(tmp_path / "sheet.png")
    Image.fromarray(textured(3)).save(tmp_path / "page.png")
    return tmp_path


@pytest.fixture
def server(folder: Path) -> Iterator[Server]:
    with Server(*WORDS, *REFERENCE, folder=folder) as server:
        yield server


def seen(server: Server, method: str = "automatic") -> np.ndarray:
    said = {"method": method, "marks": []}
    return server.ask("POST", "api/inputs/0/pages/0/color", said).picture.astype(int)


def learned(server: Server) -> None:
    assert server.ask("POST", LEARNING, {"wanted": True}).said["state"] == "running"
    assert server.ask("POST", "api/adapt", {}).status == 409
    assert server.until_done(LEARNING)["state"] == "done"


@pytest.mark.long
def test_pages_look_like_the_reference_until_it_is_taken_back(server: Server, folder: Path) -> None:
    """And are exported as by the command."""
    before = seen(server), seen(server, "hinted")
    learned(server)
    assert server.ask("GET", "api/project").said["uses_references"]
    after = seen(server), seen(server, "hinted")
    assert all(not np.array_equal(old, new) for old, new in zip(before, after, strict=True))
    check_export(server, folder)
    server.interrupt()
    with Server("--project", "page.studio", *WORDS[1:], folder=folder) as again:
        assert np.array_equal(seen(again), after[0]), "it is there again"
        assert again.ask("POST", LEARNING, {"wanted": False}).status == 200
        assert not again.ask("GET", "api/project").said["uses_references"]
        assert np.array_equal(seen(again), before[0])


def check_export(server: Server, folder: Path) -> None:
    """The command makes the same bytes, of pictures and weights; and what is known already is not
    learned again."""
    command = server.ask("POST", "api/export", {"out": "x", "method": "automatic"}).said["command"]
    assert server.until_done("api/export")["state"] == "done"
    assert f"--weights {folder}/w.safetensors --reference {folder}/sheet.png" in command
    words = shlex.split(command)[2:]
    words[words.index("--out") + 1] = str(folder / "by hand")
    done = color(*words)
    assert done.status == 0, done.said
    project, by_hand = folder / "page.studio", folder / "by hand"
    assert (project / "exports/x/page.png").read_bytes() == (by_hand / "page.png").read_bytes()
    [weights] = (by_hand / ".chromacel/references").glob("*.safetensors")
    for kept in ("weights/references", "exports/x/.chromacel/references"):
        assert (project / kept / weights.name).read_bytes() == weights.read_bytes()


@pytest.mark.long
def test_one_button_or_key_turns_it_on_and_off(folder: Path) -> None:
    with Server(*AUTOMATIC, *REFERENCE, folder=folder) as server, chromium() as browser:
        page = new_context(browser).new_page()
        page.goto(server.address)
        page.wait_for_selector("body.ready")
        page.click("#adapt-to-references .start")
        page.wait_for_selector("#adapt-to-references .back:visible", timeout=120_000)
        assert page.input_value("#right") == "automatic", "the adapted model is shown"
        page.reload()
        page.wait_for_selector("#adapt-to-references .back:visible")
        page.locator("#picture").focus()
        page.keyboard.press("Shift+R")
        page.wait_for_selector("#adapt-to-references .start:visible")
        assert not server.ask("GET", "api/project").said["uses_references"]


def test_stopped_it_leaves_all_as_it_was(server: Server) -> None:
    before = seen(server)
    assert server.ask("POST", LEARNING, {"wanted": True}).said["state"] == "running"
    assert server.ask("DELETE", LEARNING).said["state"] == "stopped"
    assert not server.ask("GET", "api/project").said["uses_references"]
    assert np.array_equal(seen(server), before)


def test_without_a_reference_it_is_one_sentence(folder: Path) -> None:
    with Server(*WORDS, folder=folder) as server:
        answer = server.ask("POST", LEARNING, {"wanted": True})
        assert answer.status == 409 and "name some with --reference" in answer.said["error"]
        for said in ({}, {"wanted": 1}, {"wanted": None}):
            assert server.ask("POST", LEARNING, said).status == 400, said


def test_what_is_shared_with_an_export_is_whole_or_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A damaged file, and no room."""
    project = Project(tmp_path / "p")
    choose_references(project, True)
    for name in ("good", "bad"):
        with whole_file(weights_folder(project) / f"{name}.safetensors") as temporary:
            temporary.write_bytes(name.encode())
    (weights_folder(project) / "bad.safetensors").write_bytes(b"dab")
    copy_to_export(project, tmp_path / "out")
    shared = tmp_path / "out/.chromacel/references"
    assert [path.name for path in shared.glob("*.safetensors")] == ["good.safetensors"]
    check_intact(shared / "good.safetensors")

    def full(source: Path, target: Path) -> None:
        target.write_bytes(b"g")
        raise OSError(errno.ENOSPC, "No space left on device", str(target))

    monkeypatch.setattr(shutil, "copyfile", full)
    with pytest.raises(InputError, match="No space left on device"):
        copy_to_export(project, tmp_path / "other")
    assert not [path for path in (tmp_path / "other").rglob("*") if path.is_file()]


@pytest.mark.long
def test_without_a_usable_reference_it_is_one_sentence(folder: Path) -> None:
    with Server(*AUTOMATIC, "--reference", "page.png", folder=folder) as server:
        server.ask("POST", LEARNING, {"wanted": True})
        status = server.until_done(LEARNING)
        assert status["state"] == "failed" and "page.png has no color" in status["said"]
        assert not server.ask("GET", "api/project").said["uses_references"]
