"""What is wrong with a file is one sentence, and what is right in it is kept."""

import re
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

import bad_inputs
from bad_inputs import FRAMES, STRIDE, Outcome, extract
from chromacel.pictures.sequence import DamagedFrame, Frame
from chromacel.stages.extract_frames import HINT
from chromacel.video.inspection import inspect_video
from chromacel.video.packet_reading import read_packets
from chromacel.video.sampling import all_frames
from chromacel.video.watchdog import Watchdog
from conftest import fitted, sampled, selected_by_ffmpeg

VIDEO_SUFFIXES = {".mp4", ".mkv", ".ts", ".rmvb"}
REFUSED = {"local-list.mp4", "concatenation.mp4", "dash.mp4", "web-list.m3u8"}
TAKEN = {"two\nlines.mp4", "pipe:0", "%03d.mp4", "times-go-back.mp4"}
TELLING = {"fast-cut-at-50.mp4", "empty.mp4", "hole.ts", "absurd-size.mp4", "sound-with-cover.m4a"}


def outcomes(files: list[Path], folder: Path) -> dict[Path, Outcome]:
    """What the stage makes of each file, two at a time."""
    with ThreadPoolExecutor(2) as pool:
        outputs = [folder / f"{place}.h5" for place in range(len(files))]
        return dict(zip(files, pool.map(extract, files, outputs), strict=True))


def check(path: Path, outcome: Outcome) -> None:
    """Either one clear sentence and status 1, or the frames that FFmpeg's `select` keeps.

    And what `check_episodes` says before is true, as far as it says that it has looked.
    """
    inspection = inspect_video(path, fitted(STRIDE), damaged=0)
    if outcome.status:
        assert outcome.status == 1
        assert inspection.verdict != "ok" or inspection.checked == "packets"
        # A name may hold a line break.
        [sentence] = "\n".join(outcome.lines).replace(str(path), "PATH").splitlines()
        assert sentence.startswith("Error: PATH ")
        assert ": " in sentence.removeprefix("Error: ")
        assert sentence.endswith(".")
    else:
        assert outcome.lines == []
        assert outcome.lost == []
        kept = [frame.rgb for frame in sampled(path, STRIDE)]
        assert kept == selected_by_ffmpeg(path, STRIDE)
        assert outcome.kept == list(range(0, STRIDE * len(kept), STRIDE))
        assert (inspection.verdict, inspection.examples) == ("ok", len(kept))


@pytest.mark.parametrize("few", [True, pytest.param(False, marks=pytest.mark.long)])
@pytest.mark.usefixtures("planes_for_rgb")
def test_a_bad_file_is_a_right_dataset_or_one_sentence(tmp_path: Path, few: bool) -> None:
    files = list(bad_inputs.bad_inputs(tmp_path))
    assert len(files) >= 60
    if few:
        files = [path for path in files if path.name in REFUSED | TAKEN | TELLING]
        assert len(files) == len(REFUSED | TAKEN | TELLING)
    found = outcomes(files, tmp_path)
    for path, outcome in found.items():
        check(path, outcome)
    refused = {path.name for path, outcome in found.items() if outcome.status}
    assert refused > REFUSED
    assert not TAKEN & refused


@pytest.mark.usefixtures("planes_for_rgb")
def test_reported_videos_are_right_datasets_or_one_sentence(footage: Path, tmp_path: Path) -> None:
    files = [path for path in (footage / "reports").iterdir() if path.suffix in VIDEO_SUFFIXES]
    assert len(files) >= 7
    found = outcomes(files, tmp_path)
    for path, outcome in found.items():
        check(path, outcome)
    assert [path.name for path, outcome in found.items() if outcome.status] == ["pq.mkv"]


@pytest.mark.usefixtures("planes_for_rgb")
def test_odd_footage_is_a_right_dataset_or_one_sentence(footage: Path, tmp_path: Path) -> None:
    files = sorted((footage / "odd").iterdir())
    assert len(files) == 11
    for path, outcome in outcomes(files, tmp_path).items():
        check(path, outcome)


@pytest.mark.parametrize("suffix", ["mp4", "mkv", "ts"])
@pytest.mark.usefixtures("planes_for_rgb")
def test_undamaged_frames_are_kept_and_the_others_listed(tmp_path: Path, suffix: str) -> None:
    files = {path.name: path for path in bad_inputs.bad_inputs(tmp_path)}
    right = sampled(tmp_path / f"good/good.{suffix}", 1)
    for name in {f"damaged-middle.{suffix}", f"hole.{suffix}"} - {"hole.mp4"}:
        with Watchdog(files[name]) as watchdog:
            packets = read_packets(files[name], watchdog)
            found = list(all_frames(files[name], packets, 1, watchdog))
        kept = {frame.index: frame.rgb for frame in found if isinstance(frame, Frame)}
        lost = {frame.index for frame in found if isinstance(frame, DamagedFrame)}
        assert kept.keys() | lost == set(range(FRAMES))
        assert not kept.keys() & lost
        assert set(range(20)) | set(range(42, FRAMES)) <= kept.keys()
        assert 2 <= len(lost) <= 40
        assert all(rgb == right[index].rgb for index, rgb in kept.items())


def test_as_many_frames_may_be_lost_as_the_setting_says(tmp_path: Path) -> None:
    files = {path.name: path for path in bad_inputs.bad_inputs(tmp_path)}
    path, output = files["fast-cut-at-50.mp4"], tmp_path / "out.h5"
    refused = extract(path, output, damaged=2)
    assert refused.lines == [
        f"Error: {path} is damaged or cut short, and of 6 frames to take from it 3 are lost:"
        " replace it or take it out of `episodes`, or set `damaged_frames` to 3 or more."
        f" {HINT}"
    ]
    taken = extract(path, output, damaged=3)
    assert (taken.status, taken.kept, taken.lost) == (0, [0, 10, 20], [30, 40, 50])


@pytest.mark.long
def test_mutated_clips_break_no_promise() -> None:
    command = [sys.executable, str(Path(__file__).parents[1] / "fuzz.py"), "60"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    counts = [int(count) for count in re.findall(r"^ +(\d+) \S+: \w+$", done.stdout, re.M)]
    assert sum(counts) == 60


def test_a_reader_that_waits_for_ever_is_ended(tmp_path: Path) -> None:
    pipe = tmp_path / "endless.mp4"
    subprocess.run(["mkfifo", str(pipe)], check=True)
    call = (
        "import sys; from pathlib import Path; from chromacel.video.watchdog import Watchdog;"
        "from chromacel.video.packet_reading import read_packets\n"
        "with Watchdog(Path(sys.argv[1]), 1) as watchdog: read_packets(watchdog.path, watchdog)"
    )
    command = [sys.executable, "-c", call, str(pipe)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=30)
    assert done.returncode == 1
    assert done.stderr.startswith(f"Error: {pipe} has not been read on for 1 s: ")
    assert done.stderr.count("\n") == 1


def test_a_reader_that_was_suspended_is_not_ended(clip: Path) -> None:
    call = (
        "import sys, time; from pathlib import Path;"
        "from chromacel.video.watchdog import Watchdog\n"
        "with Watchdog(Path(sys.argv[1]), 1) as watchdog:\n"
        "    print('ready', flush=True); sys.stdin.readline(); watchdog.alive(); print('done')"
    )
    command = [sys.executable, "-c", call, str(clip)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout and process.stdin and process.stderr
        assert process.stdout.readline() == "ready\n"
        process.send_signal(signal.SIGSTOP)
        time.sleep(3)
        process.send_signal(signal.SIGCONT)
        time.sleep(0.3)
        process.stdin.write("\n")
        process.stdin.close()
        assert process.stdout.read() == "done\n"
        assert process.wait() == 0, process.stderr.read()
