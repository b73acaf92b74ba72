"""Ingestion beside FFmpeg and its peers, in one run on the same files: `make bench`.

Writes `ingestion.md` and `memory.png` to the folder given. Every time is the CPU-seconds of a whole
process, start included, unless the row says otherwise; ratios are medians over rounds in which ours
and the other took turns. The footage is the folder of CHROMACEL_FOOTAGE, or else the demo's.
"""

import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import h5py
import imageio_ffmpeg
import numpy as np
import scipy.ndimage
from matplotlib.figure import Figure

from chromacel.jobs.command import flags
from chromacel.pictures.downsampling import DownsamplingSettings, downsample

FFMPEG = imageio_ffmpeg.get_ffmpeg_exe()
ROUNDS = 5
STRIDE = 50
PEERS = {
    "OpenCV (`grab` all, `retrieve` wanted)": "opencv",
    "decord": "decord",
    "torchcodec": "torchcodec",
    "PyAV decoding all": "pyav",
}
STRIDED = ("--stride", str(STRIDE))
MINUTES = (1, 10, 40, 120)  # lengths of the clips whose jobs' memory is measured
# A job's libraries may use one thread, as Snakemake tells them for a rule without `threads`.
ENVIRONMENT = os.environ | {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}


LAUNCHER = """
import resource, subprocess, sys
status = subprocess.run(sys.argv[1:]).returncode
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(f"\\n{used.ru_utime + used.ru_stime} {used.ru_maxrss / 1024}")
sys.exit(status)
"""


@dataclass(frozen=True)
class Usage:
    """CPU-seconds and highest memory, in MiB, of a process that has ended, and what it printed."""

    seconds: float
    memory: float
    text: str = ""


def used(*command: str | Path) -> Usage:
    # By way of a small process: a child's peak begins with the memory of its parent.
    launched = [sys.executable, "-c", LAUNCHER, *map(str, command)]
    done = subprocess.run(launched, env=ENVIRONMENT, stdout=subprocess.PIPE, text=True, check=True)
    text, _, numbers = done.stdout.rstrip("\n").rpartition("\n")
    seconds, memory = map(float, numbers.split())
    return Usage(seconds, memory, text)


def decoded_by_ffmpeg(video: Path) -> float:
    """Every frame, to nowhere."""
    return used(FFMPEG, "-v", "error", "-i", video, "-map", "0:v:0", "-f", "null", "-").seconds


def sampled_by(peer: str, video: Path, *pictures: Path) -> Usage:
    return used(sys.executable, Path(__file__).with_name("peers.py"), peer, video, *pictures)


def stage(name: str, *arguments: str | Path) -> Usage:
    return used(sys.executable, "-m", f"chromacel.stages.{name}", *arguments)


def listed(file: Path, path: Path) -> Path:
    """A file with the path, as stages take lists."""
    file.write_text(f"{path}\0")
    return file


def ingested(video: Path, folder: Path) -> dict[str, Usage]:
    """The whole way of a video, to its downsampled files, by stage."""
    kinds = ("frames", "gray", "edges")
    frames, gray, edges = (folder / kind / f"{video.stem}.h5" for kind in kinds)
    small = folder / "small"
    sizes = flags(
        {
            "height": 360,
            "width": 640,
            "fit": "crop",
            "trim_bars": False,
            "damaged": 0,
            "bad": "stop",
        }
    )
    canny = flags({"low": 100, "high": 200, "aperture": 3})
    models = flags({"height": 180, "width": 320})
    return {
        "extract_frames": stage("extract_frames", *STRIDED, *sizes.split(), video, frames),
        "make_grayscale": stage("make_grayscale", frames, gray),
        "detect_edges": stage("detect_edges", gray, edges, *canny.split()),
        **{
            f"downsample_frames {name}": stage(
                "downsample_frames",
                path,
                small / name / f"{video.stem}.h5",
                *models.split(),
                "--pictures",
                name,
            )
            for name, path in (("rgb", frames), ("gray", gray), ("edge", edges))
        },
    }


def encoded(path: Path, source: Path, *options: str) -> Path:
    """H.264 as x264 makes it by default, but for the options."""
    command = [FFMPEG, "-v", "error", "-i", source, "-an", "-c:v", "libx264", "-pix_fmt", "yuv420p"]
    subprocess.run([*command, *options, path], check=True)
    return path


def joined(path: Path, sources: list[Path], times: int = 1) -> Path:
    """The videos one after the other, so many times, without encoding again."""
    listed = path.with_suffix(".txt")
    listed.write_text("".join(f"file '{source.resolve()}'\n" for source in sources) * times)
    command = [FFMPEG, "-v", "error", "-f", "concat", "-safe", "0", "-i", listed, "-map", "0:v:0"]
    subprocess.run([*command, "-c", "copy", path], check=True)
    return path


def ratios(ours: Callable[[], float], other: Callable[[], float]) -> list[float]:
    return [ours() / other() for _ in range(ROUNDS)]


def shown(values: list[float]) -> str:
    return f"{statistics.median(values):.2f} ({min(values):.2f} to {max(values):.2f})"


def source_videos(folder: Path) -> tuple[str, list[Path]]:
    """The name of the footage, and its videos."""
    if footage := os.environ.get("CHROMACEL_FOOTAGE"):
        return "bunny", sorted(Path(footage, "bunny").glob("*.mp4"))
    stage(
        "draw_demo_episode",
        folder / "demo-01.mp4",
        "--episodes",
        "1",
        "--seconds",
        "100",
        "--seed",
        "1",
    )
    return "the demo's show", [folder / "demo-01.mp4"]


def sampling_rows(videos: dict[str, tuple[Path, str]], folder: Path) -> list[list[str]]:
    """Against FFmpeg decoding all, whole processes; against the peers, their imports left out."""
    rows = []
    for name, (path, bar) in videos.items():
        found = ratios(
            lambda path=path: sampled_by("chromacel", path).seconds,
            lambda path=path: decoded_by_ffmpeg(path),
        )
        rows.append([f"sampling 1 in {STRIDE} of {name}", "FFmpeg decoding all", bar, shown(found)])
        print(rows[-1], flush=True)
    for name, (path, _) in [*videos.items()][:2]:
        for label, peer in PEERS.items():
            try:
                found = ratios(
                    lambda path=path: float(sampled_by("chromacel", path).text.split()[0]),
                    lambda path=path, peer=peer: float(sampled_by(peer, path).text.split()[0]),
                )
                measured = f"{shown(found)}; its colors {apart(peer, path, folder)}"
            except subprocess.CalledProcessError:
                measured = "cannot be run here"
            rows.append([f"the same, {name}", label, "< 1", measured])
            print(rows[-1], flush=True)
    return rows


def apart(peer: str, video: Path, folder: Path) -> str:
    """How far a peer's pictures are from ours."""
    pictures = []
    for name in ("chromacel", peer):
        sampled_by(name, video, folder / f"{name}.npy")
        pictures.append(np.load(folder / f"{name}.npy").astype(int))
    difference = np.abs(pictures[0] - pictures[1])
    return f"{difference.mean():.1f} off on average, {difference.max()} at most"


def downsampling_row(frames: np.ndarray) -> list[str]:
    """CPU-seconds of SciPy's zoom over ours, and how far the pictures are apart."""
    settings = DownsamplingSettings(180, 320)
    downsample(frames[:1], settings)  # makes the matrices, once per process
    times, apart = [], 0
    for _ in range(ROUNDS):
        started = time.process_time()
        ours = downsample(frames, settings)
        middle = time.process_time()
        zoomed = [
            [scipy.ndimage.zoom(frame[..., channel].astype(float), 0.5) for channel in range(3)]
            for frame in frames
        ]
        times.append((time.process_time() - middle) / (middle - started))
        right = np.moveaxis(np.array(zoomed), 1, -1).round().clip(0, 255)
        assert np.abs(ours - right).max() <= 1
        apart = int((ours != right).any(axis=-1).sum())
    pixels = ours.size // 3
    return [
        f"spline downsampling ({apart} of {pixels} pixels are 1 apart)",
        "`scipy.ndimage.zoom` per channel",
        "≥ 4 times faster",
        f"{shown(times)} times faster",
    ]


def stored_share(folder: Path) -> float:
    """Bytes of the episode files over those of their pictures as raw uint8."""
    files = list(folder.rglob("*.h5"))
    raw = 0
    for path in files:
        with h5py.File(path) as file:
            raw += sum(file[name].size for name in ("rgb", "gray", "edge") if name in file)
    return sum(path.stat().st_size for path in files) / raw


def memory_by_job(video: Path, folder: Path) -> dict[str, float]:
    """The highest memory of each job from a clip to a shard, in MiB."""
    sizes = flags({"height": 360, "width": 640, "fit": "crop", "trim_bars": False})
    small = ("--picture-stride", "1", "--downsampled", "180", "320")
    check = (*STRIDED, *sizes.split(), *small, "--damaged", "0", "--bad", "stop", "--threads", "1")
    lists = ("--episodes", listed(folder / "videos", video), "--left-out", os.devnull)
    found = {"check_episodes": stage("check_episodes", folder / "e.csv", *check, *lists)}
    found |= ingested(video, folder)
    parts = (
        "--seed 1 --training 8 --validation 1 --test 1 --training-shards 4 --validation-shards 1"
    )
    split, one = folder / "split.csv", f"{video.stem}.h5"
    frames = listed(folder / "frames.list", folder / "frames" / one)
    settings = [*parts.split(), "--test-shards", "1", "--frames", frames]
    found["split_frames"] = stage("split_frames", split, folder / "left_out.csv", *settings)
    small = listed(folder / "small.list", folder / "small" / "rgb" / one)
    shard = ("--name", "training", "--number", "0", "--pictures", "rgb", "--downsampled", small)
    found["write_shard"] = stage("write_shard", split, folder / "shard.h5", *shard)
    return {name: usage.memory for name, usage in found.items()}


def plot_memory(path: Path, memory: dict[int, dict[str, float]]) -> None:
    figure = Figure(figsize=(7, 3.6), layout="constrained")
    axes = figure.subplots()
    for name in memory[MINUTES[0]]:
        axes.plot(MINUTES, [memory[length][name] for length in MINUTES], marker="o", label=name)
    axes.axhline(600, color="black", linestyle="--", linewidth=1)
    axes.text(MINUTES[-1], 590, "bar: 600 MiB", ha="right", va="top")
    axes.set(xscale="log", ylim=(0, 650), xlabel="length of the clip (minutes)")
    axes.set(ylabel="highest memory (MiB)", title="Highest memory of each job")
    axes.set_xticks(MINUTES, map(str, MINUTES))
    axes.minorticks_off()
    axes.grid(alpha=0.3)
    axes.legend(loc="center left", bbox_to_anchor=(1, 0.5), frameon=False)
    figure.savefig(path, dpi=150)


def processor() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.split(":")[1].strip()
    return platform.processor()


def main() -> None:
    results = Path(sys.argv[1])
    results.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=results) as name:
        folder = Path(name)
        footage, sources = source_videos(folder)
        print("encoding clips", flush=True)
        video = joined(folder / "footage.mp4", sources)
        dense = joined(folder / "dense.mp4", [encoded(folder / "d.mp4", sources[0], "-g", "24")], 2)
        small = encoded(folder / "s.mp4", sources[0], "-vf", "scale=640:360")
        large = encoded(folder / "l.mp4", sources[0], "-vf", "scale=1920:1080", "-t", "50")
        ways = {
            "640 × 360": (joined(folder / "small.mp4", [small], 3), "≤ 2.0"),
            "1920 × 1080": (joined(folder / "large.mp4", [large], 2), "≤ 0.8"),
        }
        streams = {
            footage: (video, "≤ 0.65"),
            "x264's default, with B-frames": (ways["640 × 360"][0], "none"),
            "a key frame every 24": (dense, "≤ 0.45"),
        }
        rows = sampling_rows(streams, folder)
        shares = []
        for size, (path, bar) in ways.items():
            found = ratios(
                lambda path=path: sum(u.seconds for u in ingested(path, folder / "way").values()),
                lambda path=path: decoded_by_ffmpeg(path),
            )
            rows.append([f"the whole way, {size} H.264", "FFmpeg decoding all", bar, shown(found)])
            shares.append(stored_share(folder / "way"))
            print(rows[-1], flush=True)
            with h5py.File(folder / f"way/frames/{path.stem}.h5") as file:
                frames = file["rgb"][:16]
            shutil.rmtree(folder / "way")
        rows.append(downsampling_row(frames))
        rows.append(["disk for the four files", "raw uint8", "≤ 0.6", f"{max(shares):.2f}"])
        memory = {}
        for minutes in MINUTES:
            long = joined(folder / "long.mkv", [small], max(round(minutes * 60 / 100), 1))
            memory[minutes] = memory_by_job(long, folder / "memory")
            shutil.rmtree(folder / "memory")
            long.unlink()
            print(minutes, memory[minutes], flush=True)
        ends = [max(memory[minutes].values()) for minutes in (MINUTES[0], MINUTES[-1])]
        rows.append(
            [
                "highest memory of a job, clip of 1 minute and of 2 hours",
                "the same, ≤ 600 MiB",
                "{:.0f} and {:.0f} MiB".format(*ends),
            ]
        )
        plot_memory(results / "memory.png", memory)
    table = ["| what | beside what | bar | measured |", "| --- | --- | --- | --- |"]
    table += [f"| {' | '.join(row)} |" for row in rows]
    about = (
        f"Medians of {ROUNDS} rounds, lowest and highest in brackets: ratios of CPU-seconds on"
        f" {os.cpu_count()} cores of {processor()}, with {footage}.\n\n"
    )
    (results / "ingestion.md").write_text(about + "\n".join(table) + "\n", encoding="utf-8")
    print(about + "\n".join(table))


if __name__ == "__main__":
    main()
