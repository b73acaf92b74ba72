"""Stages as their rules call them: on a clip made here, in processes of their own."""

import gc
import json
import re
from pathlib import Path

import av
import h5py
import numpy as np
import pandas as pd
import pytest

from bad_inputs import encode
from chromacel.dataset.left_out import LeftOut, read_left_out
from chromacel.jobs.command import flags
from chromacel.pictures.grayscale import grayscale
from chromacel.pictures.resizing import FrameSettings
from chromacel.stages import check_episodes
from conftest import Stage

SIZE = {"stride": 10, "height": 36, "width": 64, "fit": "crop", "trim_bars": False, "damaged": 0}
FRAMES = flags({**SIZE, "bad": "stop"}).split()
CHECK = flags({"picture_stride": 1, "threads": 2}).split()
EDGES = flags({"low": 100, "high": 200, "aperture": 3}).split()
SMALL = flags({"height": 18, "width": 32}).split()


@pytest.fixture
def frames(clip: Path, tmp_path: Path, stage: Stage) -> Path:
    path = tmp_path / "frames" / "clip.h5"
    done = stage("extract_frames", clip, path, *FRAMES)
    assert done.returncode == 0, done.stderr
    return path


def test_an_episode_goes_from_video_to_downsampled_pictures(
    clip: Path, frames: Path, tmp_path: Path, stage: Stage
) -> None:
    gray, edges, small = (tmp_path / f"{name}.h5" for name in ("gray", "edges", "small"))
    for call in (
        ("make_grayscale", frames, gray),
        ("detect_edges", gray, edges, *EDGES),
        ("downsample_frames", edges, small, *SMALL, "--pictures", "edge"),
        ("downsample_frames", frames, tmp_path / "rgb.h5", *SMALL, "--pictures", "rgb"),
    ):
        done = stage(*call)
        assert done.returncode == 0, done.stderr
    with h5py.File(tmp_path / "rgb.h5") as file:
        assert file["rgb"].shape == (5, 18, 32, 3)
        assert set(json.loads(file.attrs["settings"])) == {"frames", "downsampling"}
    with h5py.File(small) as file, h5py.File(frames) as first, h5py.File(gray) as second:
        assert first["rgb"].shape == (5, 36, 64, 3)
        assert np.array_equal(second["gray"][()], grayscale(first["rgb"][()]))
        assert set(file) == {"index", "time", "edge"}
        assert file["edge"].shape == (5, 18, 32)
        assert file["index"][()].tolist() == [0, 10, 20, 30, 40]
        assert file["time"][()].tolist() == pytest.approx([n / 24 for n in file["index"]])
        provenance = dict(file.attrs)
    assert provenance["source_name"] == "clip.mp4"
    assert provenance["source_size"] == clip.stat().st_size
    assert len(provenance["source_sha256"]) == 64
    assert (provenance["source_codec"], provenance["source_frame_rate"]) == ("h264", "24")
    assert provenance["stride"] == 10
    assert list(json.loads(provenance["settings"])) == ["frames", "edges", "downsampling"]


def test_an_episode_whose_name_starts_with_a_dash_is_taken(
    clip: Path, tmp_path: Path, stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("-x.mp4").write_bytes(clip.read_bytes())
    done = stage("extract_frames", *FRAMES, "--", "-x.mp4", "x.h5")
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("gone.mp4", None, "gone.mp4"),
        ("text.mp4", b"not a video", "text.mp4 cannot be read as a video"),
    ],
)
def test_a_bad_episode_is_one_sentence_and_leaves_nothing(
    tmp_path: Path, stage: Stage, name: str, content: bytes | None, sentence: str
) -> None:
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    done = stage("extract_frames", path, tmp_path / "out" / "frames.h5", *FRAMES)
    assert done.returncode == 1
    assert sentence in done.stderr
    assert done.stderr.startswith("Error: ")
    assert done.stderr.count("\n") == 1
    assert not list(tmp_path.glob("out/*"))


def test_a_short_episode_is_one_sentence(clip: Path, tmp_path: Path, stage: Stage) -> None:
    long_stride = [word if word != "10" else "100" for word in FRAMES]
    done = stage("extract_frames", clip, tmp_path / "frames.h5", *long_stride)
    assert done.returncode == 1
    assert "clip.mp4 has 45 frames, fewer than the stride of 100" in done.stderr
    assert not (tmp_path / "frames.h5").exists()


def test_a_truncated_input_is_one_sentence(frames: Path, tmp_path: Path, stage: Stage) -> None:
    frames.write_bytes(frames.read_bytes()[:2000])
    done = stage("make_grayscale", frames, tmp_path / "gray.h5")
    assert done.returncode == 1
    assert done.stderr.startswith(f"Error: {frames} is truncated or damaged")
    assert done.stderr.count("\n") == 1
    assert not (tmp_path / "gray.h5").exists()


def test_an_episodes_black_bars_are_cut_off_where_asked(tmp_path: Path, stage: Stage) -> None:
    boxed = encode(tmp_path / "boxed.mp4", "-c:v", "libx264", "-vf", "pad=160:128:0:16")
    sizes = {"stride": 10, "height": 32, "width": 60, "fit": "stretch", "damaged": 0, "bad": "stop"}
    heights = {}
    for trim in (True, False):
        path = tmp_path / f"{trim}.h5"
        done = stage("extract_frames", boxed, path, *flags({**sizes, "trim_bars": trim}).split())
        assert done.returncode == 0, done.stderr
        with h5py.File(path) as file:
            heights[trim] = int((file["rgb"][()].max(axis=(0, 2, 3)) > 64).sum())
            assert file.attrs["bars_top"] == file.attrs["bars_bottom"] == (16 if trim else 0)
    assert heights == {True: 32, False: 24}


def test_the_check_names_what_is_wrong_before_decoding(tmp_path: Path, stage: Stage) -> None:
    good = encode(tmp_path / "good.mp4", "-c:v", "libx264", "-g", "20", "-movflags", "faststart")
    cut = tmp_path / "cut.mp4"
    cut.write_bytes(good.read_bytes()[: good.stat().st_size // 2])
    report = tmp_path / "episodes.csv"
    lists = ["--episodes", [good, cut], "--left-out", []]
    words = [*CHECK, "--downsampled", "18", "30", "--bad", "stop", *lists]
    size = {**SIZE, "width": 60}
    done = stage("check_episodes", report, *flags(size).split(), *words)
    assert done.returncode == 0, done.stderr
    verdict = pd.read_csv(report).set_index("episode").loc["cut", "verdict"]
    assert re.fullmatch(
        rf"{cut} is damaged or cut short, and of 6 frames to take from it (\d) are lost: "
        r"replace it .* or set `damaged_frames` to \1 or more\.",
        verdict,
    )
    assert done.stdout == (
        f"Bad episode: {verdict}\n"
        f"Episodes that cannot be used: 1 of 2. `bad_episodes: skip` leaves them out."
        f" {report} has a row for each.\n"
    )
    done = stage("check_episodes", report, *flags({**size, "damaged": 4}).split(), *words)
    assert done.returncode == 0, done.stderr
    assert done.stdout == ""
    table = pd.read_csv(report).set_index("episode")
    assert table["verdict"].tolist() == ["ok", "ok"]
    assert table["frames"].tolist() == [60, 60]
    assert table.loc["good", "examples"] == 6 > table.loc["cut", "examples"] > 0
    assert table.loc["good", "decoding"] == "needed frames"
    assert table.loc["cut", "decoding"].startswith("whole stream: ")


def test_the_check_says_what_is_cut_off_and_what_is_black(tmp_path: Path, stage: Stage) -> None:
    x264 = ("-c:v", "libx264", "-g", "20")
    narrow = encode(tmp_path / "narrow.mp4", *x264, "-vf", "scale=128:96,setsar=1")
    wide = encode(tmp_path / "wide.mp4", *x264, "-vf", "scale=160:90,setsar=1")
    boxed = encode(tmp_path / "boxed.mp4", *x264, "-vf", "scale=160:70,pad=160:90:0:10,setsar=1")
    dark = encode(tmp_path / "dark.mp4", *x264, source="color=0x0a0a0a:s=160x90:r=24")
    report = tmp_path / "episodes.csv"
    every = [narrow, wide, boxed, dark]

    def told(
        videos: list[Path] = every, small: tuple[int, int] = (18, 32), **settings: object
    ) -> tuple[str, pd.DataFrame]:
        lists = ["--episodes", videos, "--left-out", []]
        words = [*CHECK, "--downsampled", *small, "--bad", "stop", *lists]
        done = stage("check_episodes", report, *flags({**SIZE, **settings}).split(), *words)
        assert done.returncode == 0, done.stderr
        return done.stdout, pd.read_csv(report).set_index("episode")

    said, table = told()
    assert said == (
        "Framing: In 1 of 4 episodes (narrow), 25 % of the picture is cut off. `frames.fit: pad`"
        " keeps all of it.\n"
        "Framing: In 1 of 4 episodes (boxed), black bars take 22 % of the picture and count as a"
        " part of it. `frames.trim_bars: true` cuts them off.\n"
    )
    assert table["cut"].tolist() == [25, 0, 0, 0]
    assert table["bars"].tolist() == ["none", "none", "top 10, bottom 10", "none"]
    said, table = told(fit="pad", trim_bars=True)
    assert "In 2 of 4 episodes (narrow, boxed), 22 to 25 % of each frame is black padding." in said
    assert said.endswith("black bars take 22 % of the picture and are cut off.\n")
    assert table["padded"].tolist() == [25, 0, 22.2, 0]
    said, table = told(fit="stretch")
    assert "In 1 of 4 episodes (narrow), pictures are distorted by 33 % in width." in said
    assert table["stretched"].tolist() == [1.333, 1, 1, 1]
    said, _ = told([narrow])
    assert said == (
        "Framing: In narrow, 25 % of the picture is cut off. `frames: {width: 48}` with"
        " `downsampling: {width: 24}` keeps all of it, and so does `frames.fit: pad`.\n"
    )
    assert told([narrow], (18, 24), width=48)[0] == ""
    said, table = told([narrow], width=48)
    assert said == (
        "Framing: In narrow, pictures are distorted by 33 % in width. `downsampling: {width: 24}`"
        " has the shape of `frames`.\n"
    )
    assert table["stretched"].tolist() == [1.333]
    assert table["aspect"].tolist() == [1.333]


def test_a_bad_episode_that_is_skipped_has_no_frames_in_any_step(
    clip: Path, tmp_path: Path, stage: Stage
) -> None:
    bad = tmp_path / "bad.mp4"
    bad.write_bytes(b"no video")
    rgb, gray, edges, small = (tmp_path / step / "bad.h5" for step in ("a", "b", "c", "d"))
    good, skip = tmp_path / "a" / "clip.h5", flags({**SIZE, "bad": "skip"}).split()
    for call in (
        ("extract_frames", *skip, clip, good),
        ("extract_frames", *skip, bad, rgb),
        ("make_grayscale", rgb, gray),
        ("detect_edges", gray, edges, *EDGES),
        ("downsample_frames", rgb, small, *SMALL, "--pictures", "rgb"),
        ("downsample_frames", edges, small.with_name("edge.h5"), *SMALL, "--pictures", "edge"),
    ):
        done = stage(*call)
        assert done.returncode == 0, done.stderr
    with h5py.File(small) as file:
        assert file["rgb"].shape == (0, 18, 32, 3)
    with h5py.File(small.with_name("edge.h5")) as file:
        assert file["edge"].shape == (0, 18, 32)
    split, left_out = tmp_path / "split.csv", tmp_path / "left_out.csv"
    settings = {"by": "frame", "repeats": "keep", "seed": 1}
    settings |= {"training": 2, "validation": 1, "test": 1}
    settings |= {f"{name}_shards": 1 for name in ("training", "validation", "test")}
    words = (split, left_out, *flags(settings).split(), "--frames")
    done = stage("split_frames", *words, [rgb, good])
    assert done.returncode == 0, done.stderr
    assert set(pd.read_csv(split)["episode"]) == {"clip"}
    assert read_left_out(left_out) == [
        LeftOut(
            "bad",
            "bad.mp4",
            f"{bad} cannot be read as a video (moov atom not found):"
            " replace it or take it out of `episodes`.",
        )
    ]
    done = stage("split_frames", *words, [rgb])
    assert done.returncode == 1
    assert done.stderr.startswith(f"Error: None of the episodes can be used, 1 in all: {bad}")


def test_the_check_keeps_no_frame_of_an_episode(clip: Path, tmp_path: Path) -> None:
    gc.disable()
    try:
        check_episodes.main(
            tmp_path / "episodes.csv",
            episodes=[clip] * 3,
            settings=FrameSettings(10, 36, 64, "crop", False),
            picture_stride=1,
            left_out=[],
            downsampled=[36, 64],
            damaged=0,
            bad="stop",
            threads=1,
        )
        assert not [thing for thing in gc.get_objects() if type(thing) is av.VideoFrame]
    finally:
        gc.enable()
        gc.unfreeze()
