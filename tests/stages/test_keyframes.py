"""The stages on keyframes, run as their rules do."""

import json
import shutil
from pathlib import Path

import pandas as pd
import pytest

from chromacel.dataset.extraction import extract_frames
from chromacel.errors import InputError
from chromacel.jobs.sources import find_keyframes
from chromacel.keyframes.pairs import open_pairs
from conftest import Stage, fitted

FRAMES = ["--stride", 5, "--height", 96, "--width", 160, "--fit", "crop", "--trim-bars", "False"]


def checked(stage: Stage, folder: Path, clip: Path, *more: object) -> tuple[int, str, Path]:
    """`check_keyframes` on one folder, `clip`, of keyframes: status, what it said, its folder."""
    extract_frames(clip, folder / "clip.h5", fitted(5), 0)
    done = stage(
        "check_keyframes",
        *(folder / "report.csv", folder / "pairs.h5", *FRAMES, "--count", 3),
        *("--folders", [folder / "clip"], "--episodes", [clip], "--frames", [folder / "clip.h5"]),
    )
    return done.returncode, done.stdout + done.stderr, folder


def test_proposed_keyframes_fit_their_frames(stage: Stage, tmp_path: Path, clip: Path) -> None:
    done = stage("propose_keyframes", clip, tmp_path / "clip", "--count", 3)
    assert done.returncode == 0, done.stderr
    about = json.loads((tmp_path / "clip/proposal.json").read_text())
    status, said, _ = checked(stage, tmp_path, clip)
    assert status == 0, said
    pairs = open_pairs(tmp_path / "pairs.h5")
    assert pairs.numbers == sorted(entry["frame"] for entry in about["frames"])
    assert pairs.colored.shape == (3, 96, 160, 3)
    assert (pairs.colored == pairs.frames).all()
    assert list(pd.read_csv(tmp_path / "report.csv")["verdict"]) == ["ok"] * 3


def test_a_bad_keyframe_is_named_and_none_left_is_an_error(
    stage: Stage, tmp_path: Path, clip: Path
) -> None:
    done = stage("propose_keyframes", clip, tmp_path / "clip", "--count", 2)
    assert done.returncode == 0, done.stderr
    one, other = sorted((tmp_path / "clip").glob("*.png"))
    one.rename(one.with_name("best.png"))
    status, said, _ = checked(stage, tmp_path, clip)
    assert status == 0, said
    assert "best.png is named for no frame" in said
    assert "has 1 keyframes that fit, of 3 asked for" in said
    other.unlink()
    status, said, _ = checked(stage, tmp_path, clip)
    assert status == 1
    assert said.splitlines()[-1].startswith("Error: No keyframe is left to adapt to: ")


def test_folders_of_keyframes_are_those_of_episodes(tmp_path: Path) -> None:
    assert find_keyframes("none", ["a"]) == {}
    assert find_keyframes("proposed", ["a"]) == {"a": Path("results/keyframes/proposed/a")}
    with pytest.raises(InputError, match="is no folder: give a folder with one for each episode"):
        find_keyframes(str(tmp_path / "nowhere"), ["a"])
    with pytest.raises(InputError, match="has no folder in it"):
        find_keyframes(str(tmp_path), ["a"])
    (tmp_path / "a").mkdir()
    assert find_keyframes(str(tmp_path), ["a", "b"]) == {"a": tmp_path / "a"}
    (tmp_path / "c").mkdir()
    with pytest.raises(InputError, match=r"is named as no episode: rename it.* known are a, b"):
        find_keyframes(str(tmp_path), ["a", "b"])
    shutil.rmtree(tmp_path / "c")
