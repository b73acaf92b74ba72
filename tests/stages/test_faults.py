"""Stages that are ended, or find the disk full: nothing partial, and the same bytes afterwards."""

import random
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from bad_inputs import encode
from chromacel.files.checksums import FOLDER

STAGES = {
    "frames": "extract_frames --stride 1 --height 90 --width 160 --fit crop --trim-bars True"
    " --damaged 0 --bad stop -- clip.mp4 frames.h5",
    "gray": "make_grayscale frames.h5 gray.h5",
    "edge": "detect_edges gray.h5 edge.h5 --low 100 --high 200 --aperture 3",
    "small": "downsample_frames frames.h5 small.h5 --height 45 --width 80 --pictures rgb",
}
# The other two write with the same code, in the same steps.
TWO_ALWAYS = [
    *("frames", "small"),
    *(pytest.param(name, marks=pytest.mark.long) for name in ("gray", "edge")),
]


# A stage that stops at the nth write that HDF5 asks our code for, until it is ended.
HELD = """
import runpy, sys
from chromacel.files import hdf5

held, module = int(sys.argv[1]), sys.argv[2]
count, write = 0, hdf5._UntellingFile.write

def counted(file, data):
    global count
    count += 1
    if count == held:
        print("held", flush=True)
        sys.stdin.read()
    return write(file, data)

hdf5._UntellingFile.write = counted
sys.argv = sys.argv[2:]
runpy.run_module(module, run_name="__main__")
print(count)
"""


class Episode:
    """A folder in which the stages run on one clip, and the bytes that they make undisturbed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        encode(folder / "clip.mp4", "-c:v", "libx264", "-g", "20")
        self.writes: dict[str, int] = {}
        self.right: dict[str, bytes] = {}
        for name in STAGES:
            said, _ = self.start_held(name, 0).communicate(timeout=60)
            self.writes[name] = int(said.splitlines()[-1])
            self.right[name] = self.output(name).read_bytes()

    def output(self, name: str) -> Path:
        return self.folder / f"{name}.h5"

    def start(self, name: str, *before: str) -> "subprocess.Popen[str]":
        module, *arguments = STAGES[name].split()
        return self._start(
            [*before, sys.executable, "-m", f"chromacel.stages.{module}", *arguments]
        )

    def start_held(self, name: str, write: int) -> "subprocess.Popen[str]":
        """A stage that says a line and waits at this write, counted from 1."""
        module, *arguments = STAGES[name].split()
        words = [sys.executable, "-c", HELD, str(write), f"chromacel.stages.{module}", *arguments]
        return self._start(words)

    def _start(self, words: list[str]) -> "subprocess.Popen[str]":
        pipe = subprocess.PIPE
        return subprocess.Popen(
            words, cwd=self.folder, stdin=pipe, stdout=pipe, stderr=pipe, text=True
        )

    def check_rerun(self, name: str) -> None:
        process = self.start(name)
        _, said = process.communicate(timeout=60)
        assert process.returncode == 0, said
        assert self.output(name).read_bytes() == self.right[name]
        assert not list(self.folder.glob(".*.part"))


@pytest.fixture(scope="module")
def episode(tmp_path_factory: pytest.TempPathFactory) -> Episode:
    return Episode(tmp_path_factory.mktemp("episode"))


@pytest.mark.parametrize("name", TWO_ALWAYS)
def test_a_stage_ended_while_it_writes_leaves_nothing_partial(episode: Episode, name: str) -> None:
    """At seeded writes, inside HDF5, which loses what our code raises there."""
    output, rng = episode.output(name), random.Random(name)
    for number in range(5):
        output.unlink()
        with episode.start_held(name, rng.randint(1, episode.writes[name])) as process:
            assert process.stdout and "held\n" in process.stdout
            process.send_signal(signal.SIGKILL if number % 2 else signal.SIGINT)
            process.communicate(timeout=60)
        assert process.returncode < 0
        assert not output.exists()
        episode.check_rerun(name)


def checked_without_room(episode: Episode, name: str, process: "subprocess.Popen[str]") -> None:
    _, said = process.communicate(timeout=60)
    assert process.returncode == 1
    assert said.startswith(f"Error: {name}.h5 cannot be written (")
    assert said.count("\n") == 1
    assert {path.name for path in episode.folder.iterdir()} <= {
        "clip.mp4",
        FOLDER,
        *(f"{kind}.h5" for kind in STAGES if kind != name),
    }


@pytest.mark.parametrize("share", [0, 0.3, 0.7, 0.99])
@pytest.mark.parametrize("name", STAGES)
def test_a_file_that_may_not_grow_is_one_sentence(
    episode: Episode, name: str, share: float
) -> None:
    most = int(share * len(episode.right[name]))
    episode.output(name).unlink()
    checked_without_room(episode, name, episode.start(name, "prlimit", f"--fsize={most}"))
    episode.check_rerun(name)


@pytest.fixture
def small_disk(episode: Episode, tmp_path: Path) -> Iterator[Episode]:
    """The episode's folder on a disk of its own that has no room for one more file."""
    size = sum(path.stat().st_size for path in episode.folder.iterdir()) + 40_000
    mount = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(tmp_path)]
    done = subprocess.run(mount, capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"needs to mount a disk: {done.stderr.strip()}")
    home = episode.folder
    try:
        shutil.copytree(home, tmp_path, dirs_exist_ok=True)
        episode.folder = tmp_path
        yield episode
    finally:
        episode.folder = home
        subprocess.run(["umount", str(tmp_path)], check=True)


@pytest.mark.parametrize("name", ["frames", "gray", "small"])
def test_a_full_disk_is_one_sentence(small_disk: Episode, name: str) -> None:
    small_disk.output(name).unlink()
    filler = small_disk.folder / "filler"
    filler.write_bytes(bytes(len(small_disk.right[name]) * 2 // 3))
    process = small_disk.start(name)
    process.wait()
    filler.unlink()
    checked_without_room(small_disk, name, process)
    small_disk.check_rerun(name)
