"""`chromacel color` beside FFmpeg decoding and encoding the same video, and its memory.

`python benchmarks/coloring.py RESULTS` writes `coloring.md`: CPU-seconds of the whole tree of
processes, from file to file, less those of a clip of two frames, which are the start. Both encode
with x264, its default preset, the same quality and two threads, and take turns; medians of several
rounds. The footage is the folder of CHROMACEL_FOOTAGE, or else the demo's show; the model is of
random weights at a quarter of the width, whose cost is that of trained ones, or `--weights`.
"""

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path

import pandas as pd
import torch
from ingestion import FFMPEG, LAUNCHER, Usage, joined, shown, source_videos

from chromacel.models.objectives import objective_class
from chromacel.models.recipes import RECIPES
from chromacel.models.weights import Description, save_model

ROUNDS = 3
CRF = 18
START = 2  # frames, from which nothing but the start is measured
CLIPS = {  # of the footage: label, filters, frames, bar
    "360p, full motion": ("null", 240, 3.0),
    "360p, drawings held for two frames": ("setpts=2*PTS,fps=24", 240, 2.0),
    "1080p, full motion": ("scale=1920:1080", 60, 1.4),
}
MINUTES = (1, 10)
MOST_MEMORY = 1024  # MiB
ENVIRONMENT = os.environ | {"OMP_WAIT_POLICY": "passive"}


def used(*command: str | Path) -> Usage:
    """Of a process and all that it starts, which may use all processors."""
    launched = [sys.executable, "-c", LAUNCHER, *map(str, command)]
    done = subprocess.run(launched, env=ENVIRONMENT, stdout=subprocess.PIPE, text=True, check=True)
    seconds, memory = map(float, done.stdout.rstrip("\n").rpartition("\n")[2].split())
    return Usage(seconds, memory)


def untrained(path: Path) -> Path:
    """Weights of a tuned U-Net at a quarter of the width, as they begin."""
    settings = RECIPES["tuned"].settings(
        epochs=1,
        batch_size=4,
        learning_rate=5e-4,
        flips=False,
        width=0.25,
        beta1=0.5,
        varied=0.5,
        peak=0.5,
    )
    torch.manual_seed(0)
    generator = objective_class("tuned").build_generator(settings, "gray").eval()
    steps = {
        "frames": {"height": 360, "width": 640, "fit": "crop", "trim_bars": False, "stride": 1},
        "downsampling": {"height": 180, "width": 320},
    }
    about = Description("tuned", "gray", 1, asdict(settings), [steps], (180, 320), {}, {}, "", {})
    save_model(path, generator.state_dict(), about)
    return path


def clip(path: Path, source: Path, filters: str, frames: int) -> Path:
    """Gray frames of the source."""
    command = [FFMPEG, "-v", "error", "-i", source, "-an", "-vf", f"hue=s=0,{filters}"]
    coding = ["-c:v", "libx264", "-crf", str(CRF), "-pix_fmt", "yuv420p"]
    subprocess.run([*command, "-frames:v", str(frames), *coding, path], check=True)
    return path


def transcoded(video: Path, folder: Path) -> Usage:
    coding = ("-c:v", "libx264", "-crf", str(CRF), "-threads", "2")
    return used(FFMPEG, "-v", "error", "-y", "-i", video, *coding, folder / "transcoded.mkv")


def colored(video: Path, folder: Path, weights: Path) -> Usage:
    out = folder / "colored"
    shutil.rmtree(out, ignore_errors=True)
    command = (sys.executable, "-m", "chromacel", "color", video, "--out", out)
    return used(*command, "--weights", weights, "--crf", str(CRF))


def speeds(source: Path, folder: Path, weights: Path) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []
    for number, (label, (filters, frames, bar)) in enumerate(CLIPS.items()):
        video = clip(folder / f"{number}.mp4", source, filters, frames)
        short = clip(folder / f"{number}-start.mp4", source, filters, START)
        times = []
        for _ in range(ROUNDS):
            whole = transcoded(video, folder).seconds - transcoded(short, folder).seconds
            ours = colored(video, folder, weights).seconds
            ours -= colored(short, folder, weights).seconds
            times.append((whole, ours))
        per_frame = [
            1000 * statistics.median(one) / (frames - START) for one in zip(*times, strict=True)
        ]
        ratio = shown([ours / whole for whole, ours in times])
        row = {"video": label, "FFmpeg, ms a frame": f"{per_frame[0]:.1f}"}
        row |= {"chromacel color": f"{per_frame[1]:.1f}", "ratio": ratio, "bar": bar}
        print(row, flush=True)
        rows.append(row)
    return rows


def memories(source: Path, folder: Path, weights: Path) -> list[dict[str, object]]:
    """Of footage that repeats, and of one shot: a slow pan over a picture."""
    still = "select=eq(n\\,120),loop=-1:1:0,crop=480:270:x=80+60*sin(n/200):y=45,scale=640:360"
    pieces = {
        "footage, repeated": clip(folder / "piece.mp4", source, "null", 1440),
        "one shot": clip(folder / "pan.mp4", source, f"{still},setpts=N/24/TB", 1440),
    }
    rows: list[dict[str, object]] = []
    for label, piece in pieces.items():
        row: dict[str, object] = {"video": label}
        for minutes in MINUTES:
            video = joined(folder / f"{piece.stem}-{minutes}.mp4", [piece], minutes)
            row[f"{minutes} min, MiB"] = round(colored(video, folder, weights).memory)
        print({**row, "bar": MOST_MEMORY}, flush=True)
        rows.append({**row, "bar": MOST_MEMORY})
    return rows


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("results", type=Path, help="folder of what is measured")
    parser.add_argument("--weights", type=Path, help="a model from gray; random if not given")
    parser.add_argument("--only", choices=("speed", "memory"))
    args = parser.parse_args()
    tables = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        weights = args.weights or untrained(folder / "weights.safetensors")
        source = source_videos(folder)[1][-1]
        parts = {"speed": speeds, "memory": memories}
        for part, measure in parts.items():
            if args.only in (None, part):
                tables.append(pd.DataFrame(measure(source, folder, weights)))
    text = "\n\n".join(table.to_markdown(index=False, disable_numparse=True) for table in tables)
    args.results.mkdir(parents=True, exist_ok=True)
    (args.results / "coloring.md").write_text(text + "\n")
    print(text)


if __name__ == "__main__":
    main()
