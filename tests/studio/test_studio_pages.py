"""What the studio's server makes of pages: seen, colored, filled, accepted, learned, exported."""

import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import img2pdf
import numpy as np
import pytest
from PIL import Image

import forked
from chromacel.keyframes.colored import read_keyframes
from chromacel.pictures.pdf import opened_pdf, rendered_page
from picture_bytes import encoded
from recoloring_clips import make, pattern
from studio_server import Server, write_hinted_weights, write_weights

SIZE = (96, 64)
RED = {"color": "#e02020", "width": 6, "points": [[10, 30], [30, 30]]}


def drawing(level: int = 90) -> np.ndarray:
    """Two flat halves of gray, told apart by what is drawn on both."""
    gray = np.full(SIZE[::-1], level, np.uint8)
    gray[:, 48:] = 170
    gray[40:50, 8:88:8] = 20
    return gray


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("desk")
    write_weights(folder / "w.safetensors")
    with zipfile.ZipFile(folder / "comic.cbz", "w") as archive:
        for number in range(3):
            Image.fromarray(drawing(80 + 10 * number)).save(folder / "page.png")
            archive.write(folder / "page.png", f"{number}.png")
    (folder / "page.png").unlink()
    make(folder / "film.mkv", *pattern(), "-vf", "hue=s=0")
    Image.fromarray(np.full((8, 8, 3), (200, 40, 40), np.uint8)).save(folder / "sheet.png")
    return folder


@pytest.fixture(scope="module")
def server(folder: Path) -> Iterator[Server]:
    words = ("comic.cbz", "film.mkv", "--weights", "w.safetensors", "--reference", "sheet.png")
    with Server(*words, folder=folder) as server:
        yield server


def color(server: Server, method: str, marks: list[Any], page: int = 0) -> np.ndarray:
    said = {"method": method, "marks": marks, "side": 96}
    answer = server.ask("POST", f"api/inputs/0/pages/{page}/color", said)
    assert answer.status == 200, answer.said
    return answer.picture.astype(int)


def test_it_tells_what_is_open(server: Server) -> None:
    said = server.ask("GET", "api/project").said
    assert (said["version"], said["project"]) == (1, "comic")
    comic, film = said["inputs"]
    assert comic == {
        "id": 0, "name": "comic.cbz", "kind": "comic", "pages": 3, "width": 96, "height": 64
    }  # fmt: skip
    assert (film["kind"], film["name"]) == ("video", "film.mkv")
    methods = {method["name"]: method for method in said["methods"]}
    assert methods["automatic"]["is_available"] and methods["levin"]["needs_hints"]
    assert not methods["hinted"]["is_available"] and "--hinted" in methods["hinted"]["why_not"]
    assert said["palette"] == ["#c82828"]
    assert said["references"] == [{"id": 0, "name": "sheet.png", "width": 8, "height": 8}]


def test_pages_are_seen_at_the_size_asked_for(server: Server) -> None:
    for side, shape in ((1600, (64, 96)), (48, (32, 48))):
        picture = server.ask("GET", f"api/inputs/0/pages/0/input?side={side}").picture
        assert picture.shape[:2] == shape
        assert abs(int(picture[2, 2, 0]) - 80) <= 2
    assert server.ask("GET", "api/references/0/picture").picture.shape == (8, 8, 3)
    assert server.ask("GET", "api/inputs/1/pages/3/input").status == 200


def test_a_stroke_colors_its_half_and_not_the_other(server: Server) -> None:
    plain = {"color": "#aaaaaa", "width": 6, "points": [[70, 30]]}
    colored = color(server, "levin", [RED, plain])
    assert (colored[10:20, 10:30, 0] - colored[10:20, 10:30, 1]).min() > 40
    assert np.abs(colored[10:20, 60:80] - 170).max() < 12


def test_strokes_one_after_the_other_are_as_all_at_once(server: Server) -> None:
    blue = {"color": "#2020e0", "width": 6, "points": [[70, 30]]}
    over = {**blue, "points": [[20, 30]]}
    for marks in ([RED], [RED, blue], [RED, blue, over], [RED, over]):
        stepwise = color(server, "levin", marks, 1)
    color(server, "levin", [], 1)
    assert np.array_equal(stepwise, color(server, "levin", [RED, over], 1))


def test_a_fill_is_of_the_flat_region_around_a_point(server: Server) -> None:
    said = server.ask("POST", "api/inputs/0/pages/0/region", {"x": 20, "y": 20}).said
    points = np.concatenate([np.array(outline) for outline in said["outlines"]])
    assert points[:, 0].min() < 2 and 44 < points[:, 0].max() < 49
    area = {"color": "#20c020", "outlines": said["outlines"]}
    colored = color(server, "levin", [area])
    assert (colored[5:30, 5:40, 1] - colored[5:30, 5:40, 0]).min() > 40
    for place in ({"x": -1, "y": 0}, {"x": 96, "y": 0}, {"x": "1", "y": 2}, {}):
        answer = server.ask("POST", "api/inputs/0/pages/0/region", place)
        assert answer.status in (400, 422)


def test_an_older_request_that_has_not_begun_gives_way(server: Server) -> None:
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(12) as threads:
        asked = [
            threads.submit(
                server.ask,
                "POST",
                "api/inputs/1/pages/0/color",
                {"method": "automatic", "side": 400 + number},
            )
            for number in range(12)
        ]
        answers = [each.result() for each in asked]
    assert {answer.status for answer in answers} == {200, 409}
    given_way = [answer.said for answer in answers if answer.status == 409]
    assert all(said["superseded"] is True for said in given_way)


@pytest.mark.long
def test_hints_stay_when_the_server_is_killed(folder: Path, tmp_path: Path) -> None:
    said = {"version": 1, "size": list(SIZE), "marks": [RED]}
    with Server("comic.cbz", "--project", tmp_path / "p", folder=folder) as server:
        assert server.ask("PUT", "api/inputs/0/pages/2/hints", said).said == {"saved": True}
        port = server.port
        server.process.kill()
    with Server("--project", tmp_path / "p", folder=folder) as server:
        assert server.ask("GET", "api/inputs/0/pages/2/hints").said == said
        assert server.port == port
        assert server.ask("GET", "api/inputs/0/pages/0/hints").said["marks"] == []


def test_pages_are_proposed_and_shots_found(server: Server) -> None:
    assert server.ask("GET", "api/inputs/1/proposals").said == {"pages": []}
    proposed = server.ask("POST", "api/inputs/1/proposals", {"count": 2}).said["pages"]
    assert proposed and server.ask("GET", "api/inputs/1/proposals").said == {"pages": proposed}
    shots = server.ask("GET", "api/inputs/1/shots").said["shots"]
    pages = server.ask("GET", "api/project").said["inputs"][1]["pages"]
    assert shots[0][0] == 0 and shots[-1][1] == pages - 1
    assert server.ask("POST", "api/inputs/1/proposals", {"count": 0}).status == 400
    assert len(server.ask("POST", "api/inputs/0/proposals", {"count": 2}).said["pages"]) == 2


def test_a_page_is_accepted_in_color_and_taken_back(server: Server, folder: Path) -> None:
    none = server.ask("PUT", "api/inputs/0/keyframes/1", {"method": "levin", "marks": []})
    assert none.status == 422 and "no color yet" in none.said["error"]
    assert server.ask("POST", "api/adapt", {}).status == 409
    said = {"method": "levin", "marks": [RED]}
    assert server.ask("PUT", "api/inputs/0/keyframes/1", said).said == {"saved": True}
    assert server.ask("PUT", "api/inputs/0/keyframes/2", said).said == {"saved": True}
    assert server.ask("DELETE", "api/inputs/0/keyframes/2").said == {"removed": True}
    assert server.ask("GET", "api/inputs/0/keyframes").said == {"pages": [1]}
    picture = Image.open(folder / "comic.studio/keyframes/comic/000001.png")
    assert picture.size == SIZE
    played = server.ask("GET", "api/inputs/0/pages/1/colored").picture.astype(int)
    assert np.abs(played - np.asarray(picture)).mean() < 4


@pytest.fixture
def scan(tmp_path: Path) -> Path:
    """A PDF of two pages."""
    pages = [encoded(Image.fromarray(drawing(level)), "PNG") for level in (80, 120)]
    (tmp_path / "scan.pdf").write_bytes(img2pdf.convert(*pages))
    return tmp_path / "scan.pdf"


def test_a_page_of_a_pdf_is_accepted_as_the_command_takes_it(scan: Path) -> None:
    with Server("scan.pdf", folder=scan.parent) as server:
        said = {"method": "levin", "marks": [RED]}
        assert server.ask("PUT", "api/inputs/0/keyframes/1", said).said == {"saved": True}
    accepted = scan.parent / "scan.studio/keyframes/scan/000001.png"
    [keyframe], _ = read_keyframes([accepted], scan)
    assert keyframe.number == 1


@pytest.mark.long
def test_an_accepted_page_of_a_pdf_is_exported_as_it_was_accepted(scan: Path) -> None:
    write_weights(scan.parent / "w.safetensors")
    with Server("scan.pdf", "--weights", "w.safetensors", folder=scan.parent) as server:
        said = {"method": "levin", "marks": [RED]}
        server.ask("PUT", "api/inputs/0/keyframes/1", said)
        server.ask("POST", "api/export", {"out": "x"})
        status = server.until_done("api/export")
        assert status["state"] == "done", status
    with opened_pdf(scan.parent / "scan.studio/exports/x/scan.pdf") as document:
        written = rendered_page(scan, document, 1, 1.0).astype(int)
    accepted = Image.open(scan.parent / "scan.studio/keyframes/scan/000001.png")
    kept = np.asarray(accepted.resize(written.shape[1::-1])).astype(int)
    assert np.abs(written - kept).mean() < 6 and (written[..., 0] - written[..., 1]).max() > 40


@pytest.mark.long
def test_accepted_pages_are_learned_played_and_exported_as_by_the_command(
    folder: Path, tmp_path: Path
) -> None:
    """And what was adapted is there again, though a later adaptation was stopped."""
    project = tmp_path / "comic.studio"
    words = ("comic.cbz", "film.mkv", "--project", project, "--weights", "w.safetensors")
    with Server(*words, folder=folder) as server:
        said = {"method": "levin", "marks": [RED]}
        assert server.ask("PUT", "api/inputs/0/keyframes/1", said).said == {"saved": True}
        first = server.ask("GET", "api/inputs/1/pages/1/colored").picture
        before = color(server, "automatic", [])
        assert server.ask("POST", "api/adapt", {}).said["state"] == "running"
        assert server.ask("POST", "api/adapt", {}).status == 409
        status = server.until_done("api/adapt")
        assert (status["state"], status["share"]) == ("done", 1.0), status
        assert server.ask("GET", "api/project").said["model"].endswith(", adapted to comic")
        assert not np.array_equal(before, color(server, "automatic", []))
        assert not np.array_equal(first, server.ask("GET", "api/inputs/1/pages/1/colored").picture)

        for name in ("../out", "", ".", "a/b", None, "x" * 200):
            assert server.ask("POST", "api/export", {"out": name}).status == 422
        server.ask("POST", "api/export", {"out": "first"})
        status = server.until_done("api/export")
        assert status["state"] == "done", status
        assert status["folder"] == str(project / "exports/first")
        color_words = ["color", "comic.cbz", "film.mkv", "--out", tmp_path / "by hand"]
        color_words += ["--weights", project / "weights/adapted.safetensors"]
        color_words += ["--keyframes", project / "keyframes"]
        by_hand = forked.done(["chromacel", *map(str, color_words)], folder=folder)
        assert by_hand.status == 0, by_hand.said
        for name in ("comic.cbz", "film.mkv"):
            ours = (project / "exports/first" / name).read_bytes()
            assert ours == (tmp_path / "by hand" / name).read_bytes()

        assert server.ask("POST", "api/adapt", {}).said["state"] == "running"
        assert server.ask("DELETE", "api/adapt").said["state"] == "stopped"
        assert server.interrupt()[0] == -2
    with Server(project, "--weights", "w.safetensors", folder=folder) as again:
        said = again.ask("GET", "api/project").said
        assert said["model"].endswith(", adapted to comic")
        assert again.ask("GET", "api/inputs/0/keyframes").said == {"pages": [1]}


@pytest.mark.long
def test_what_is_drawn_is_exported_as_it_is_seen(folder: Path, tmp_path: Path) -> None:
    said = {"version": 1, "size": list(SIZE), "marks": [RED]}
    with Server("comic.cbz", "--project", tmp_path / "p", folder=folder) as server:
        for page in (0, 2):
            server.ask("PUT", f"api/inputs/0/pages/{page}/hints", said)
        server.ask("PUT", "api/inputs/0/pages/2/hints", {**said, "marks": []})
        assert server.ask("POST", "api/export", {"out": "x"}).status == 422  # there is no model
        server.ask("POST", "api/export", {"out": "x", "method": "levin"})
        status = server.until_done("api/export")
        assert status["state"] == "done", status
        assert "--method levin --hints" in status["command"]
        seen = color(server, "levin", [RED])
    with zipfile.ZipFile(tmp_path / "p/exports/x/comic.cbz") as archive, archive.open("0.png") as f:
        assert np.abs(np.asarray(Image.open(f)).astype(int) - seen).mean() < 4


@pytest.mark.long
def test_threads_do_not_spin_while_they_wait(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Beside a browser and a training, they would make a stroke take ten times as long."""
    monkeypatch.delenv("OMP_WAIT_POLICY", raising=False)
    monkeypatch.setenv("OMP_DISPLAY_ENV", "true")
    words = ("comic.cbz", "--project", tmp_path / "p")
    with Server(*words, folder=folder, is_forked=False) as server:
        _, said = server.interrupt()
    assert "OMP_WAIT_POLICY = 'PASSIVE'" in said


@pytest.mark.long
def test_the_model_that_takes_hints_is_adapted_too(folder: Path, tmp_path: Path) -> None:
    """And without an automatic one: it is there again, and exports by its adapted weights."""
    write_hinted_weights(tmp_path / "h.safetensors")
    words = ("comic.cbz", "--project", tmp_path / "p", "--hinted", tmp_path / "h.safetensors")
    with Server(*words, folder=folder) as server:
        before = color(server, "hinted", [RED], 1)
        said = {"method": "levin", "marks": [RED]}
        assert server.ask("PUT", "api/inputs/0/keyframes/0", said).said == {"saved": True}
        assert server.ask("POST", "api/adapt", {}).said["state"] == "running"
        assert server.until_done("api/adapt")["state"] == "done"
        after = color(server, "hinted", [RED], 1)
        assert not np.array_equal(before, after)
        status = server.ask("POST", "api/export", {"out": "x", "method": "hinted"}).said
        assert f"--weights {tmp_path}/p/weights/adapted-hinted.safetensors" in status["command"]
    with Server(*words[1:], folder=folder) as again:
        assert np.array_equal(color(again, "hinted", [RED], 1), after)
