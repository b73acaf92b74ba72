"""What grows with the number of episodes: the plan, each job, and the jobs on the whole dataset.

`make scaling` writes `scaling.md` to the folder given. The plan is measured beside a toy of the
same shape (benchmarks/toy), in turns: a dry run before anything is made, and one after everything
is. Then tiny episodes go the whole way to shards, leak audit and card; and last, thumbnails of
whole seasons go through split and audit.
"""

import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import av
import numpy as np
import pandas as pd
from ingestion import processor

from chromacel.files.hdf5 import created_h5

ROOT = Path(__file__).parent.parent
PLANNED = {75: 5, 1000: 3, 10_000: 3}  # episodes, and how many rounds
TINY = (100, 1000)
SEASONS = (10, 30, 90)  # episodes of 24 minutes, one frame in 50
FRAMES = 690  # of such an episode
OPENING = 43  # of them, 90 seconds
SCENE = 8
PICTURES = 10  # of a tiny episode
FILE = "results/downsampled/rgb/episode-000000.h5"
CONFIG = """
episodes: episodes
unseen: none
frames: {stride: 1, height: 80, width: 144}
downsampling: {height: 40, width: 72}
"""
SPLIT = "--by frame --repeats keep --seed 1 --training 8 --validation 1 --test 1"
SHARDS = "--training-shards 4 --validation-shards 1 --test-shards 1"
LAUNCHER = """
import resource, subprocess, sys, time
started = time.monotonic()
status = subprocess.run(sys.argv[1:]).returncode
used = resource.getrusage(resource.RUSAGE_CHILDREN)
wall, seconds = time.monotonic() - started, used.ru_utime + used.ru_stime
print(f"\\n{wall} {seconds} {used.ru_maxrss / 1024}")
sys.exit(status)
"""
# `--touch` records every job as done; its pause of 0.1 s for each would take hours.
TOUCH = """
import sys
from snakemake.cli import main
from snakemake.executors import touch
touch.Executor.SLEEPING_TIME = 0
sys.exit(main())
"""
# Python runs it when it starts: each job notes what it used when it ends. VmHWM, since `ru_maxrss`
# begins with the memory of the process that started it.
NOTE = """
import atexit, os, resource, sys
def note():
    used = resource.getrusage(resource.RUSAGE_SELF)
    with open("/proc/self/status") as status:
        [memory] = [line.split()[1] for line in status if line.startswith("VmHWM")]
    name = os.path.basename(sys.argv[0]).removesuffix(".py")
    with open(os.environ["CHROMACEL_NOTES"], "a") as notes:
        print(name, used.ru_utime + used.ru_stime, int(memory) / 1024, sep=",", file=notes)
atexit.register(note)
"""


@dataclass(frozen=True)
class Usage:
    """Wall time, CPU-seconds and highest memory, in MiB, of a process and all that it started."""

    wall: float
    seconds: float
    memory: float
    text: str = ""


def used(*command: str | Path, **environment: str) -> Usage:
    done = subprocess.run(
        [sys.executable, "-c", LAUNCHER, *map(str, command)],
        cwd=ROOT,
        env={
            **os.environ,
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            "OMP_NUM_THREADS": "1",
            "OPENBLAS_NUM_THREADS": "1",
            **environment,
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode:
        raise SystemExit(done.stdout[-5000:])
    text, _, numbers = done.stdout.rstrip("\n").rpartition("\n")
    return Usage(*map(float, numbers.split()), text)


class Project:
    """A working directory with episodes, and the Snakemake command that works in it."""

    def __init__(self, folder: Path, snakefile: Path, *arguments: str | Path) -> None:
        self.folder = folder
        self.arguments = ("--snakefile", snakefile, "--directory", folder, *arguments)

    def snakemake(self, *arguments: str | Path, **environment: str) -> Usage:
        return used(sys.executable, "-m", "snakemake", *self.arguments, *arguments, **environment)

    def planned(self, *files: str) -> Usage:
        return self.snakemake("--dry-run", "--", *files)

    def make_all(self) -> int:
        """Every file, empty, and what Snakemake notes of each job; returns the number of jobs."""
        plan = self.planned().text.splitlines()
        for line in plan:
            if line.startswith("    output: "):
                for name in line.removeprefix("    output: ").split(", "):
                    path = self.folder / name
                    path.parent.mkdir(parents=True, exist_ok=True)
                    path.touch()
        many = ("--cores", "100", "--scheduler-subsample", "100", "--resources", "gpu=100")
        used(sys.executable, "-c", TOUCH, *self.arguments, "--touch", "--quiet", "all", *many)
        assert "Nothing to be done" in self.planned().text
        return next(int(line.split()[1]) for line in plan if line.startswith("total"))


def our_project(folder: Path) -> Project:
    folder.mkdir(parents=True)
    own = folder / "own.yaml"
    own.write_text(CONFIG)
    return Project(folder, ROOT / "Snakefile", "--configfile", ROOT / "config.yaml", own)


def toy_project(folder: Path, episodes: int) -> Project:
    snakefile = ROOT / "benchmarks/toy/Snakefile"
    return Project(folder, snakefile, "--config", f"episodes={episodes}")


def episode_paths(folder: Path, number: int) -> list[Path]:
    folder.mkdir(parents=True)
    return [folder / f"episode-{episode:06}.mp4" for episode in range(number)]


def plan_rows(folder: Path, episodes: int, rounds: int) -> list[list[str]]:
    toy, ours = toy_project(folder / "toy", episodes), our_project(folder / "ours")
    for project in (toy, ours):
        for path in episode_paths(project.folder / "episodes", episodes):
            path.touch()
    rows = [
        plan_row(toy, ours, rounds, f"{episodes:,}", "nothing, for one file", [FILE]),
        plan_row(toy, ours, rounds, f"{episodes:,}", "nothing"),
    ]
    jobs = [project.make_all() for project in (toy, ours)]
    print(f"{episodes} episodes: {jobs[0]} jobs of the toy, {jobs[1]} of ours", flush=True)
    return [*rows, plan_row(toy, ours, rounds, f"{episodes:,}", "everything")]


def plan_row(
    toy: Project, ours: Project, rounds: int, episodes: str, state: str, files: Sequence[str] = ()
) -> list[str]:
    found = [(toy.planned(*files), ours.planned(*files)) for _ in range(rounds)]
    ratio = statistics.median(own.seconds / other.seconds for other, own in found)
    row = [
        episodes,
        state,
        *(middle(usages) for usages in zip(*found, strict=True)),
        f"{ratio:.2f}",
    ]
    print(row, flush=True)
    return row


def middle(found: Iterable[Usage]) -> str:
    seconds, wall, memory = (
        statistics.median(getattr(usage, name) for usage in found)
        for name in ("seconds", "wall", "memory")
    )
    return f"{seconds:.1f} s, {wall:.1f} s, {memory:.0f} MiB"


def draw_episode(path: Path, number: int) -> None:
    """Ten small pictures of colored squares, other ones in each episode."""
    random = np.random.default_rng(number)
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=24)
        stream.width, stream.height, stream.pix_fmt = 64, 36, "yuv420p"
        for _ in range(PICTURES):
            squares = random.integers(0, 256, (9, 16, 3), np.uint8)
            picture = av.VideoFrame.from_ndarray(squares.repeat(4, 0).repeat(4, 1), format="rgb24")
            container.mux(stream.encode(picture))
        container.mux(stream.encode())


def ingested(folder: Path, episodes: int) -> tuple[Usage, pd.DataFrame]:
    """The whole way to shards, audit and card, on two cores; and what each process noted."""
    project = our_project(folder)
    for number, path in enumerate(episode_paths(folder / "episodes", episodes)):
        draw_episode(path, number)
    (folder / "notes").mkdir()
    (folder / "notes/sitecustomize.py").write_text(NOTE)
    whole = project.snakemake(
        *("--cores", "2", "--scheduler", "greedy", "--quiet", "all", "--"),
        *("results/episodes.csv", "results/dataset/card.html"),
        PYTHONPATH=str(folder / "notes"),
        CHROMACEL_NOTES=str(folder / "notes/all.csv"),
    )
    notes = pd.read_csv(folder / "notes/all.csv", names=["job", "seconds", "memory"])
    return whole, notes


def job_rows(found: dict[int, tuple[Usage, pd.DataFrame]]) -> list[list[str]]:
    rows = []
    for episodes, (whole, notes) in found.items():
        own = notes[~notes["job"].isin(["__main__", "-c"])]
        rows.append(
            [
                f"{episodes:,}",
                f"{len(own):,}",
                f"{whole.wall:.0f} s",
                f"{whole.seconds / len(own):.2f} s",
                f"{own['seconds'].sum() / len(own):.2f} s",
                f"{(whole.seconds - own['seconds'].sum()) / len(own):.2f} s",
            ]
        )
    return rows


def stage_rows(found: dict[int, tuple[Usage, pd.DataFrame]]) -> list[list[str]]:
    tables = [
        notes.groupby("job").agg(seconds=("seconds", "median"), memory=("memory", "max"))
        for _, notes in found.values()
    ]
    return [
        [
            "Snakemake itself" if job == "__main__" else f"`{job}`",
            *(f"{table.loc[job, 'seconds']:.2f} s" for table in tables),
            *(f"{table.loc[job, 'memory']:.0f} MiB" for table in tables),
        ]
        for job in tables[0].index.drop("-c")
    ]


def write_season(folder: Path, episodes: int) -> list[Path]:
    """Frame files with thumbnails alone: scenes of eight frames, and an opening that all share."""
    folder.mkdir()
    opening = scenes(np.random.default_rng(0), OPENING)
    paths = []
    for episode in range(episodes):
        random = np.random.default_rng((1, episode))
        pictures = np.concatenate([opening, scenes(random, FRAMES - OPENING)])
        pictures = pictures + random.integers(0, 4, pictures.shape)
        paths.append(folder / f"episode-{episode:06}.h5")
        with created_h5(paths[-1]) as file:
            file["index"] = np.arange(FRAMES) * 50
            file["time"] = np.arange(FRAMES) * 50 / 24
            file["thumbnail"] = pictures.astype(np.uint8)
    return paths


def scenes(random: np.random.Generator, frames: int) -> np.ndarray:
    """Thumbnails (n, 16, 16, 3) of places of 16 colors, one for each scene."""
    places = random.integers(0, 250, (-(-frames // SCENE), 4, 4, 3))
    return places.repeat(4, 1).repeat(4, 2).repeat(SCENE, 0)[:frames]


def season_rows(folder: Path, episodes: int) -> list[list[str]]:
    frames = write_season(folder / f"season-{episodes}", episodes)
    split, leakage = folder / "split.csv", folder / "leakage.csv"
    settings = [*SPLIT.split(), *SHARDS.split(), "--frames", listed(folder, frames)]
    jobs = {
        "split_frames": [
            "chromacel.stages.split_frames",
            split,
            folder / "left_out.csv",
            *settings,
        ],
        "audit_leakage": ["chromacel.stages.audit_leakage", split, leakage, *settings],
    }
    rows = []
    for job, words in jobs.items():
        usage = used(sys.executable, "-m", *words)
        numbers = f"{usage.seconds:.1f} s", f"{usage.memory:.0f} MiB"
        rows.append([f"{episodes * FRAMES:,}", f"`{job}`", *numbers])
        print(rows[-1], flush=True)
    return rows


def listed(folder: Path, paths: list[Path]) -> Path:
    """A file with the paths, each followed by a NUL."""
    file = folder / "paths"
    file.write_text("".join(f"{path}\0" for path in paths))
    return file


def table(columns: list[str], rows: list[list[str]]) -> str:
    lines = [columns, ["---"] * len(columns), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"


def main() -> None:
    results = Path(sys.argv[1])
    results.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=results) as name:
        folder = Path(name).resolve()
        plans = [
            row
            for episodes, rounds in PLANNED.items()
            for row in plan_rows(folder / f"plan-{episodes}", episodes, rounds)
        ]
        found = {number: ingested(folder / f"tiny-{number}", number) for number in TINY}
        seasons = [row for number in SEASONS for row in season_rows(folder, number)]
    stages = ["job", *(f"{unit}, {n:,} episodes" for unit in ("CPU", "memory") for n in TINY)]
    parts = [
        f"On {os.cpu_count()} cores of {processor()}. A dry run, as CPU-seconds, wall time and"
        " highest memory, medians; the ratio is of CPU-seconds:",
        table(["episodes", "made before", "toy", "ours", "ratio"], plans),
        f"Tiny episodes, {PICTURES} frames of 64 × 36, from video to shards, leak audit and card,"
        " on two cores, as CPU-seconds per job:",
        table(["episodes", "jobs", "wall time", "all", "the jobs", "Snakemake"], job_rows(found)),
        "Each job's CPU-seconds, median, and highest memory:",
        table(stages, stage_rows(found)),
        "The jobs on the whole dataset, by its sampled frames, as CPU-seconds and highest memory:",
        table(["frames", "job", "CPU", "memory"], seasons),
    ]
    (results / "scaling.md").write_text("\n".join(parts), encoding="utf-8")
    print("\n".join(parts))


if __name__ == "__main__":
    main()
