"""Episodes in color through the workflow: once, again after a kill, and mistakes in `color`."""

import os
import signal
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import img2pdf
import pytest
from PIL import Image

from chromacel.coloring.comics import comic_pages
from chromacel.coloring.files import has_color
from conftest import Plan, Workflow
from picture_bytes import encoded
from recoloring_clips import have_equal_count, make, pattern

TARGETS = ("results/colored/clip", "results/colored/comic", "results/colored/scan")


@pytest.fixture
def uncolored(tmp_path: Path) -> Path:
    """A clip of three seconds, and a comic as an archive and as a PDF, in gray."""
    folder = tmp_path / "uncolored"
    folder.mkdir()
    make(
        folder / "clip.mp4", *pattern("96x64", 3), "-f", "lavfi", "-i", "sine=d=3", "-vf", "hue=s=0"
    )
    with zipfile.ZipFile(folder / "comic.cbz", "w") as archive:
        for number in range(2):
            with archive.open(f"{number}.png", "w") as file:
                Image.effect_noise((90, 120 + number), 60).save(file, "PNG")
    pages = [encoded(Image.effect_noise((90, 120 + number), 60), "PNG") for number in range(2)]
    (folder / "scan.pdf").write_bytes(img2pdf.convert(*pages))
    return folder


@pytest.mark.long
def test_episodes_are_colored_once_and_after_a_kill_go_on(
    workflow: Workflow, uncolored: Path
) -> None:
    config = f"color: {uncolored}"
    words = [sys.executable, "-m", "snakemake", "--workflow-profile", "profiles/default"]
    words += ["--cores", "2", "--configfile", "tiny.yaml", "--config", f"color={uncolored}"]
    command = [*words, "--", *TARGETS]
    log = workflow.folder / "results/logs/color_episode/clip.log"
    with subprocess.Popen(
        command, cwd=workflow.folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        while not (log.exists() and "is colored by" in log.read_text()):
            assert process.poll() is None
            time.sleep(0.05)
        os.kill(process.pid, signal.SIGKILL)
    workflow.run("--unlock", config=config)
    done = workflow.run("--", *TARGETS, config=config)
    assert done.returncode == 0, done.stdout
    colored = workflow.folder / "results/colored"
    assert have_equal_count(uncolored / "clip.mp4", colored / "clip/clip.mp4")
    with zipfile.ZipFile(colored / "comic/comic.cbz") as archive:
        assert archive.namelist() == ["0.png", "1.png"]
    pages = list(comic_pages(colored / "scan/scan.pdf"))
    assert len(pages) == 2 and has_color(pages[0].rgb)
    names = {path.name for path in colored.rglob("*") if path.is_file()}
    assert {"clip.mp4", "comic.cbz"} <= names and not [n for n in names if n.endswith(".packets")]
    again = workflow.run("--dry-run", "--", *TARGETS, config=config)
    assert "Nothing to be done" in again.stdout, again.stdout


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("7", "`color`"),
        ("[]", "`color`"),
        ("nowhere", "`color: nowhere`"),
    ],
)
def test_a_mistake_in_color_is_a_sentence(plan: Plan, given: str, said: str) -> None:
    done = plan.run(config=f"color: {given}")
    assert done.returncode == 1
    assert "Traceback" not in done.stdout
    errors = [line for line in done.stdout.splitlines() if line.startswith("Error")]
    assert len(errors) == 1 and said in errors[0], done.stdout
