"""What tests share: small clips made on the spot, real footage, and a place to run the workflow."""

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import av
import ffmpeg
import imageio_ffmpeg
import numpy as np
import pytest
from filelock import FileLock

import forked
from chromacel.pictures.resizing import FrameSettings
from chromacel.pictures.sequence import DamagedFrame, Frame
from chromacel.video.encoding import encode_video
from chromacel.video.packet_reading import read_packets
from chromacel.video.packets import WholeStreamError
from chromacel.video.sampling import all_frames, needed_frames
from chromacel.video.watchdog import Watchdog

ROOT = Path(__file__).parent.parent
FFMPEG = imageio_ffmpeg.get_ffmpeg_exe()
HOUR = 3600.0  # seconds


@pytest.fixture(scope="session")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """45 frames of 64 x 36 pixels at 24 a second: colored noise that moves, as H.264."""
    path = tmp_path_factory.mktemp("clip") / "clip.mp4"
    rng = np.random.default_rng(0)
    wide = rng.integers(0, 256, (36, 64 + 45, 3), np.uint8)
    encode_video(path, (wide[:, n : n + 64].copy() for n in range(45)), 64, 36, 24)
    return path


def sampled(path: Path, stride: int) -> list[Frame]:
    """Frames of an undamaged video, decoded as `extract_frames` does."""
    with Watchdog(path) as watchdog:
        packets = read_packets(path, watchdog)
        try:
            frames = list(needed_frames(path, packets, stride, watchdog))
        except WholeStreamError:
            frames = list(all_frames(path, packets, stride, watchdog))
    assert not any(isinstance(frame, DamagedFrame) for frame in frames)
    return frames


def fitted(stride: int) -> FrameSettings:
    """One frame in every so many, at the size of most clips here."""
    return FrameSettings(stride, height=96, width=160, fit="crop", trim_bars=False)


def with_damage(path: Path) -> bytes:
    """The file with a third of its pictures' bytes, in the middle, set to 255."""
    content = bytearray(path.read_bytes())
    third = len(content) // 3
    content[third : 2 * third] = b"\xff" * third
    return bytes(content)


def selected_by_ffmpeg(path: Path, stride: int) -> list[str]:
    """A hash of the decoded planes of each frame that FFmpeg's `select` keeps."""
    output, _ = (
        ffmpeg.input(f"file:{path}")
        .output(
            "pipe:",
            vf=f"select='not(mod(n,{stride}))'",
            format="framehash",
            hash="sha256",
            fps_mode="passthrough",
            an=None,
        )
        .run(cmd=FFMPEG, capture_stdout=True, quiet=True)
    )
    lines = output.decode().splitlines()
    return [line.split(",")[-1].strip() for line in lines if not line.startswith("#")]


@pytest.fixture
def planes_for_rgb(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each frame's `rgb` is a hash of its planes as decoded."""

    def planes(frame: av.VideoFrame, *_: object) -> str:
        if len(frame.planes) == 1:
            return hashlib.sha256(frame.to_ndarray().tobytes()).hexdigest()
        size = 2 if frame.format.components[0].bits > 8 else 1
        rows = [
            np.frombuffer(plane, np.uint8).reshape(-1, plane.line_size)[:, : plane.width * size]
            for plane in frame.planes
        ]
        return hashlib.sha256(b"".join(plane.tobytes() for plane in rows)).hexdigest()

    monkeypatch.setattr("chromacel.video.decoding.true_rgb", planes)
    monkeypatch.setattr("chromacel.pictures.fitting.FramingSearch.look", lambda *_: None)


@pytest.fixture(scope="session")
def footage() -> Path:
    folder = os.environ.get("CHROMACEL_FOOTAGE")
    if not folder:
        pytest.skip("CHROMACEL_FOOTAGE names no folder with real footage")
    return Path(folder)


Stage = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def stage(tmp_path_factory: pytest.TempPathFactory) -> Stage:
    """Runs a stage as its rule does: in a process of its own, from its command line. An argument
    that is a list reaches it in a file."""

    def word(argument: object) -> str:
        if not isinstance(argument, list):
            return str(argument)
        file = tmp_path_factory.mktemp("list") / "paths"
        file.write_bytes(b"".join(os.fsencode(path) + b"\0" for path in argument))
        return str(file)

    def run(
        name: str, *arguments: object, is_forked: bool = True
    ) -> subprocess.CompletedProcess[str]:
        words = [f"chromacel.stages.{name}", *map(word, arguments)]
        if is_forked:
            return forked.run(words)
        command = [sys.executable, "-m", *words]
        return subprocess.run(command, capture_output=True, text=True, check=False)

    return run


class Workflow:
    """A copy of the project, so that tests can change its code, run on a tiny config."""

    always: tuple[str, ...] = ()  # arguments of each run
    is_forked = sys.platform == "linux"  # or else Snakemake and its jobs start anew

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @classmethod
    def new(cls, folder: Path) -> "Workflow":
        """Without results."""
        copy_code(ROOT, folder)
        shutil.copy(ROOT / "tests/workflow/tiny.yaml", folder / "tiny.yaml")
        return cls(folder)

    def copy(self, folder: Path) -> "Workflow":
        """With all results."""
        shutil.copytree(self.folder, folder)
        return Workflow(folder)

    def run(
        self, *arguments: object, config: str = "{}", profile: str = "default"
    ) -> subprocess.CompletedProcess[str]:
        """Snakemake with these arguments and, laid over the tiny config, the YAML of `config`."""
        # Outside of the folder, which tests may share.
        with tempfile.NamedTemporaryFile("w", suffix=".yaml", encoding="utf-8") as overlay:
            overlay.write(config)
            overlay.flush()
            files = ("--configfile", "tiny.yaml", overlay.name)
            where = ["--workflow-profile", f"profiles/{profile}"]
            if profile == "default":
                where += ["--cores", "2"]
            words = ["snakemake", *where, *files, *self.always, *map(str, arguments)]
            plugins = os.environ.get("CHROMACEL_PLUGINS")
            if self.is_forked and not plugins:
                return subprocess.CompletedProcess(
                    words, *forked.done(words, seconds=HOUR, folder=self.folder)
                )
            return subprocess.run(
                [sys.executable, "-m", *words],
                cwd=self.folder,
                env={**os.environ, **({"PYTHONPATH": plugins} if plugins else {})},
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                check=False,
            )

    def planned(self, config: str = "{}") -> set[str]:
        """The rules that a dry run would run, `all` left out."""
        done = self.run("--dry-run", config=config)
        assert done.returncode == 0, done.stdout
        if "Nothing to be done" in done.stdout:
            return set()
        lines = iter(done.stdout.splitlines())
        for line in lines:
            if line.startswith("job ") and line.split()[1:] == ["count"]:
                break
        next(lines)
        rules = set()
        for line in lines:
            if line.startswith("total"):
                return rules - {"all"}
            rules.add(line.split()[0])
        raise AssertionError(done.stdout)


class Plan(Workflow):
    """Code of its own beside the results of a finished workflow, which it shares: runs are dry."""

    always = ("--dry-run", "--nolock")

    @classmethod
    def of(cls, finished: Workflow, folder: Path) -> "Plan":
        copy_code(finished.folder, folder)
        shutil.copy(finished.folder / "tiny.yaml", folder)
        shutil.copytree(finished.folder / ".snakemake", folder / ".snakemake")
        (folder / "results").symlink_to(finished.folder / "results")
        return cls(folder)


def copy_code(source: Path, folder: Path) -> None:
    """What Snakemake needs of the project to run."""
    ignored = shutil.ignore_patterns("__pycache__", "*.egg-info")
    for name in ("src", "workflow", "envs", "profiles"):
        shutil.copytree(source / name, folder / name, ignore=ignored)
    for name in ("Snakefile", "config.yaml"):
        shutil.copy(source / name, folder / name)


@pytest.fixture(scope="session")
def finished_workflow(tmp_path_factory: pytest.TempPathFactory) -> Workflow:
    """The whole workflow, run once from nothing on the tiny config. Tests leave it as it is.

    Processes that share the tests wait for the one that makes it, which uses all cores.
    """
    folder = tmp_path_factory.getbasetemp() / "finished"
    if "PYTEST_XDIST_WORKER" in os.environ:
        folder = folder.parent.with_name("finished")
    with FileLock(folder.with_suffix(".lock")):
        if folder.exists():
            return Workflow(folder)
        workflow = Workflow.new(folder)
        workflow.is_forked = False
        done = workflow.run()
    assert done.returncode == 0, done.stdout
    return workflow


@pytest.fixture
def workflow(finished_workflow: Workflow, tmp_path: Path) -> Workflow:
    """A copy of the finished workflow that a test may change."""
    return finished_workflow.copy(tmp_path / "copy")


@pytest.fixture
def plan(finished_workflow: Workflow, tmp_path: Path) -> Plan:
    """The finished workflow with code that a test may change, for dry runs."""
    return Plan.of(finished_workflow, tmp_path / "plan")
