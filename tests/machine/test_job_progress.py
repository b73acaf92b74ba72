"""Lines that say how far a job is."""

import pytest

from chromacel.machine import progress as module
from chromacel.machine.progress import Progress, counted


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(module, "time", clock)
    return clock


def test_a_job_says_how_far_it_is_how_fast_and_when_it_will_be_done(
    clock: Clock, capsys: pytest.CaptureFixture[str]
) -> None:
    progress = Progress(500, "images", done=100)
    clock.now = 10
    progress.at(150, "epoch 2 of 7")
    line = "progress: 150 of 500 images, epoch 2 of 7; 5 images/s; 0:01:10 left\n"
    assert capsys.readouterr().err == line  # of the 5 images a second since it began


def test_a_job_of_seconds_says_nothing(clock: Clock, capsys: pytest.CaptureFixture[str]) -> None:
    for _ in counted(range(100), 100, "frames"):
        clock.now += 0.04
    assert capsys.readouterr().err == ""


def test_a_job_of_an_hour_speaks_every_5_to_30_seconds(
    clock: Clock, capsys: pytest.CaptureFixture[str]
) -> None:
    for _ in counted(range(28_800), 28_800, "frames"):
        clock.now += 0.125
    lines = capsys.readouterr().err.splitlines()
    assert 3600 / 30 <= len(lines) <= 3600 / 30 + 30
    assert lines[0] == "progress: 40 of 28800 frames; 8 frames/s; 0:59:55 left"


def test_items_may_count_for_more_than_one(
    clock: Clock, capsys: pytest.CaptureFixture[str]
) -> None:
    for _ in counted(range(3), 24, "pictures", each=8):
        clock.now += 16
    assert "progress: 8 of 24 pictures; 0.5 pictures/s; 0:00:32 left" in capsys.readouterr().err
