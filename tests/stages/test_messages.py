"""What a stage's user is told: the library's problem with the workflow's remedy."""

import shutil
import subprocess
import sys
from pathlib import Path

import h5py
import numpy as np
import pytest

from chromacel.jobs.command import flags
from chromacel.similarity.thumbnails import SIZE
from conftest import Stage

SPLIT = {
    "by": "episode",
    "repeats": "keep",
    "seed": 1,
    "training": 8,
    "validation": 1,
    "test": 1,
    "training_shards": 1,
    "validation_shards": 1,
    "test_shards": 1,
}


@pytest.fixture
def episodes(tmp_path: Path) -> list[Path]:
    """Four episodes of ten frames, as far as a split reads them."""
    paths = [tmp_path / f"{name}.h5" for name in "abcd"]
    rng = np.random.default_rng(0)
    for path in paths:
        with h5py.File(path, "w") as file:
            file["index"] = np.arange(0, 100, 10)
            file["time"] = np.arange(10.0)
            file["thumbnail"] = rng.integers(0, 256, (10, SIZE, SIZE, 3), np.uint8)
    return paths


def test_a_split_far_from_its_proportions_says_what_helps(
    episodes: list[Path], tmp_path: Path, stage: Stage
) -> None:
    words = (*flags(SPLIT).split(), "--frames", episodes)
    done = stage("split_frames", tmp_path / "split.csv", tmp_path / "left_out.csv", *words)
    assert done.returncode == 0, done.stderr
    assert done.stdout.endswith(
        "Warning: The episodes allow no closer split than 50.0 : 25.0 : 25.0 % for"
        " 80.0 : 10.0 : 10.0 % asked: add episodes, try another `split.seed`, or split by a smaller"
        " unit (`split.by`).\n"
    )


def test_a_way_to_split_that_is_not_audited_says_what_helps(
    episodes: list[Path], tmp_path: Path, stage: Stage
) -> None:
    split, two = tmp_path / "split.csv", episodes[:2]
    settings = flags({**SPLIT, "by": "frame"}).split()
    done = stage("split_frames", split, tmp_path / "left_out.csv", *settings, "--frames", two)
    assert done.returncode == 0, done.stderr
    done = stage("audit_leakage", split, tmp_path / "leakage.csv", *settings, "--frames", two)
    assert done.returncode == 0, done.stderr
    assert (
        "No audit by episode: The validation split gets none of the 20 frames of 2 episodes: add"
        " episodes or set `split.by` to scene.\n" in done.stdout
    )


def test_a_file_that_is_gone_or_cut_says_what_helps(
    episodes: list[Path], tmp_path: Path, stage: Stage
) -> None:
    gray = tmp_path / "gray" / "a.h5"
    done = stage("make_grayscale", tmp_path / "gone.h5", gray)
    assert (done.returncode, done.stderr) == (
        1,
        f"Error: {tmp_path}/gone.h5 does not exist: run Snakemake to make it.\n",
    )
    cut = shutil.copy(episodes[0], tmp_path / "cut.h5")
    with cut.open("r+b") as file:
        file.truncate(1000)
    done = stage("make_grayscale", cut, gray)
    assert done.returncode == 1
    assert done.stderr.startswith(f"Error: {cut} is truncated or damaged (")
    assert done.stderr.endswith("): delete it and run Snakemake again.\n")


def test_a_reader_that_waits_for_ever_says_what_helps(tmp_path: Path) -> None:
    pipe = tmp_path / "endless.mp4"
    subprocess.run(["mkfifo", str(pipe)], check=True)
    call = (
        "import sys; from pathlib import Path\n"
        "from chromacel.dataset.extraction import extract_frames\n"
        "from chromacel.jobs.command import sentence\n"
        "from chromacel.pictures.resizing import FrameSettings\n"
        "from chromacel.video import watchdog\n"
        "watchdog.Watchdog.__init__.__defaults__ = (1.0, str)\n"
        "settings = FrameSettings(10, 36, 64, 'crop', False)\n"
        "extract_frames(Path(sys.argv[1]), Path(sys.argv[2]), settings, 0, sentence)"
    )
    command = [sys.executable, "-c", call, str(pipe), str(tmp_path / "out.h5")]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert (done.returncode, done.stderr) == (
        1,
        f"Error: {pipe} has not been read on for 1 s: replace it, take it out of `episodes`, or"
        " look after its disk.\n",
    )
