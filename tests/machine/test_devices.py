"""GPUs that one process at a time uses, with pretended ones: claims know their names alone."""

import subprocess
import sys
import time
from pathlib import Path

import pytest

from chromacel.machine.devices import claimed

HOLD = """
import sys, time
from pathlib import Path
from chromacel.machine import devices
devices.LOCKS = Path(sys.argv[1])
with devices.claimed(["one", "two", "three"], int(sys.argv[2])) as places:
    print(places, flush=True)
    sys.stdin.readline()
"""


class Holder:
    """Another process that claims so many of three GPUs, and holds them until it is told."""

    def __init__(self, folder: Path, number: int) -> None:
        words = [sys.executable, "-c", HOLD, str(folder), str(number)]
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
        self.process = subprocess.Popen(words, text=True, **pipes)

    def said(self) -> str:
        assert self.process.stdout
        return self.process.stdout.readline().strip()

    def end(self) -> None:
        self.process.communicate("\n")


def test_a_claimed_gpu_is_not_taken_by_another_process(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("chromacel.machine.devices.LOCKS", tmp_path)
    first, second = Holder(tmp_path, 1), Holder(tmp_path, 1)
    assert sorted((first.said(), second.said())) == ["[0]", "[1]"]
    with claimed(["one", "two", "three"], 1) as places:
        assert places == [2]
        waiting = Holder(tmp_path, 2)
        assert waiting.said() == "Waiting for 2 of 3 GPUs to be free"
        first.end()
        assert waiting.said() == "Waiting for 2 of 3 GPUs to be free"
    while (said := waiting.said()).startswith("Waiting"):
        pass
    assert said in ("[0, 2]", "[1, 2]")
    second.end()
    waiting.end()


def test_a_killed_process_gives_its_gpu_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("chromacel.machine.devices.LOCKS", tmp_path)
    holder = Holder(tmp_path, 3)
    assert holder.said() == "[0, 1, 2]"
    holder.process.kill()
    holder.process.wait()
    started = time.monotonic()
    with claimed(["one", "two", "three"], 3) as places:
        assert places == [0, 1, 2]
    assert time.monotonic() - started < 1
