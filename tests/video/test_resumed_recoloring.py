"""A killed run goes on and ends with the same bytes; memory does not grow; nothing half written."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from chromacel.errors import InputError
from chromacel.video import segments
from chromacel.video.encoders import EncodingSettings
from chromacel.video.luma_queue import LumaQueue
from chromacel.video.planes import PlaneFrame
from recoloring_clips import constant, have_equal_luma, make, pattern, recolored

# Colors that take their time, in a process of their own, with segments of twelve frames.
PROGRAM = """
import sys, time
from pathlib import Path
import numpy as np
from chromacel.video import recoloring
from chromacel.video.encoders import EncodingSettings

recoloring.SEGMENT = 12

def color(frames):
    for frame in frames:
        time.sleep(float(sys.argv[3]))
        yield np.full((4, 4, 2), frame.index % 50, np.float32)

recoloring.recolor(Path(sys.argv[1]), Path(sys.argv[2]), color, EncodingSettings(codec=sys.argv[4]))
"""


def started(source: Path, target: Path, pause: float, codec: str) -> "subprocess.Popen[bytes]":
    words = [sys.executable, "-c", PROGRAM, str(source), str(target), str(pause), codec]
    return subprocess.Popen(words, stderr=subprocess.PIPE)


def left_beside(target: Path) -> list[Path]:
    return [path for path in target.parent.iterdir() if path.name.startswith(".") and path.is_dir()]


@pytest.mark.parametrize("codec", ["h264", "ffv1"])
def test_a_killed_run_goes_on_and_ends_with_the_same_bytes(tmp_path: Path, codec: str) -> None:
    source = make(tmp_path / "a.mkv", *pattern(duration=3), "-c:v", "libx264", "-bf", "2")
    whole, killed = tmp_path / "whole/b.mkv", tmp_path / "killed/b.mkv"
    assert started(source, whole, 0, codec).wait() == 0
    process = started(source, killed, 0.01, codec)
    deadline = time.monotonic() + 30
    while len(list(killed.parent.glob(".*.segments/*.packets"))) < 3:
        assert time.monotonic() < deadline
        time.sleep(0.005)
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert not killed.exists()
    [folder] = killed.parent.glob(".*.segments")
    kept = {path: path.stat().st_mtime_ns for path in folder.glob("*.packets")}
    again = started(source, killed, 0, codec)
    while again.poll() is None:
        for path, written in kept.items():
            if path.exists():
                assert path.stat().st_mtime_ns == written
        time.sleep(0.005)
    assert again.returncode == 0, again.stderr.read() if again.stderr else ""
    assert killed.read_bytes() == whole.read_bytes()
    assert [path.name for path in left_beside(killed)] == [".checksums"]


def test_frames_that_are_done_need_no_colors(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("chromacel.video.recoloring.SEGMENT", 10)
    source = make(tmp_path / "a.mkv", *pattern(duration=2), "-c:v", "libx264")

    def fails(frames: Iterator[PlaneFrame]) -> Iterator[np.ndarray]:
        for frame in frames:
            if frame.index == 25:
                raise InputError("No more.")
            yield np.zeros((2, 2, 2), np.float32)

    target, expected = tmp_path / "b.mkv", tmp_path / "c.mkv"
    with pytest.raises(InputError, match=r"No more\."):
        recolored(source, target, color=fails)
    seen: list[bool] = []

    def goes_on(frames: Iterator[PlaneFrame]) -> Iterator[np.ndarray | None]:
        for frame in frames:
            seen.append(frame.is_done)
            yield None if frame.is_done else np.zeros((2, 2, 2), np.float32)

    recolored(source, target, color=goes_on)
    assert seen == [True] * 20 + [False] * 28
    recolored(source, expected, color=constant(0, 0))
    assert target.read_bytes() == expected.read_bytes()


@pytest.mark.parametrize("change", ["key", "settings", "source", "segment"])
def test_segments_of_another_run_are_not_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: str
) -> None:
    monkeypatch.setattr("chromacel.video.recoloring.SEGMENT", 10)
    source = make(tmp_path / "a.mkv", *pattern(), "-c:v", "libx264")
    target = tmp_path / "b.mkv"
    settings, key = EncodingSettings(codec="ffv1"), "weights"

    def fails(frames: Iterator[PlaneFrame]) -> Iterator[np.ndarray]:
        for frame in frames:
            if frame.index == 12:
                raise InputError("No more.")
            yield np.zeros((2, 2, 2), np.float32)

    with pytest.raises(InputError):
        recolored(source, target, settings, key=key, color=fails)
    match change:
        case "key":
            key = "other weights"
        case "settings":
            settings = EncodingSettings(codec="h264")
        case "source":
            os.utime(source)
        case "segment":
            [segment] = tmp_path.glob(".*.segments/*.packets")
            segment.write_bytes(segment.read_bytes()[:-5])
    seen = []

    def noted(frames: Iterator[PlaneFrame]) -> Iterator[np.ndarray]:
        for frame in frames:
            seen.append(frame.is_done)
            yield np.zeros((2, 2, 2), np.float32)

    recolored(source, target, settings, key=key, color=noted)
    assert not any(seen)
    assert len(seen) == 24


def test_a_full_disk_is_one_sentence_and_keeps_the_segments(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("chromacel.video.recoloring.SEGMENT", 10)
    source = make(tmp_path / "a.mkv", *pattern(), "-c:v", "libx264")
    target, original = tmp_path / "b.mkv", segments.Segments.writing

    def full(self: segments.Segments) -> object:
        if self.done == 1:
            raise OSError(28, "No space left on device")
        return original(self)

    monkeypatch.setattr(segments.Segments, "writing", full)
    with pytest.raises(InputError, match=r"b\.mkv cannot be written \(No space left.*: make room"):
        recolored(source, target)
    assert len(list(tmp_path.glob(".*.segments/*.packets"))) == 1
    monkeypatch.undo()
    monkeypatch.setattr("chromacel.video.recoloring.SEGMENT", 10)
    recolored(source, target)
    assert have_equal_luma(source, target)


def test_luma_that_waits_beyond_memory_comes_back_from_a_file(tmp_path: Path) -> None:
    source = make(
        tmp_path / "a.mkv", *pattern("65x37", 2), "-pix_fmt", "yuv420p10le", "-c:v", "ffv1"
    )
    original = LumaQueue.__init__

    def small(self: LumaQueue, folder: Path) -> None:
        original(self, folder, 5 * 65 * 37 * 2)

    def whole_shots(frames: Iterator[PlaneFrame]) -> Iterator[np.ndarray]:
        shot = []
        for frame in frames:
            shot.append(frame.index)
            if len(shot) == 15:
                yield from (np.zeros((2, 2, 2), np.float32) for _ in shot)
                shot = []
        yield from (np.zeros((2, 2, 2), np.float32) for _ in shot)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(LumaQueue, "__init__", small)
        target = recolored(source, tmp_path / "b.mkv", color=whole_shots)
    assert have_equal_luma(source, target)


def test_too_few_or_too_many_colors_are_an_error(tmp_path: Path) -> None:
    source = make(tmp_path / "a.mkv", *pattern(), "-c:v", "libx264")
    few = iter([np.zeros((2, 2, 2), np.float32)])
    with pytest.raises(ValueError, match="no colors for the last 23 frames"):
        recolored(source, tmp_path / "b.mkv", color=lambda frames: (list(frames), few)[1])
    with pytest.raises(ValueError, match="which has not been read"):
        recolored(source, tmp_path / "b.mkv", color=lambda _: few_more())
    assert not (tmp_path / "b.mkv").exists()


def few_more() -> Iterator[np.ndarray]:
    yield np.zeros((2, 2, 2), np.float32)


def test_memory_does_not_grow_with_the_length(tmp_path: Path) -> None:
    source = make(tmp_path / "a.mkv", *pattern("128x96", 100), "-c:v", "mjpeg", "-q:v", "20")
    resident: list[float] = []

    def measured(frames: Iterator[PlaneFrame]) -> Iterator[np.ndarray]:
        for frame in frames:
            if frame.index % 600 == 599:
                pages = int(Path("/proc/self/statm").read_text().split()[1])
                resident.append(pages * os.sysconf("SC_PAGE_SIZE") / 2**20)
            yield np.zeros((*frame.gray.shape, 2), np.float32)

    recolored(source, tmp_path / "b.mkv", color=measured)
    assert len(resident) == 4
    assert resident[-1] - resident[0] < 16  # MiB; 1800 frames of luma alone are 21
