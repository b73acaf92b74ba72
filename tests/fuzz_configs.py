"""Configs that the schema allows, drawn at random: a finished workflow, or one true sentence.

`python tests/fuzz_configs.py CONFIGS [SEED]` prints what they came to, and fails if one ends in a
traceback or says nothing. The values are small enough for minutes, and at the borders of the schema
where those are small.
"""

import collections
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import imageio_ffmpeg
import yaml

ROOT = Path(__file__).parents[1]
LONGEST = 600  # seconds
CLIPS = {
    "short.mp4": "testsrc2=s=160x90:r=24:d=0.5",
    "moving.mp4": "testsrc2=s=160x90:r=24:d=4",
    "copy-of-moving.mp4": "testsrc2=s=160x90:r=24:d=4",
    "other.mkv": "mandelbrot=s=120x90:r=24:end_pts=100",
    "black.mp4": "color=black:s=160x90:r=24:d=4",
    "gray wide.mp4": "color=gray:s=320x40:r=24:d=3",
}
DRAWN: dict[str, list[Any]] = {
    "frames.stride": [1, 2, 2, 5, 12, 100000],
    "frames.picture_stride": [1, 2, 100000],
    "frames.height": [16, 32, 33],
    "frames.width": [16, 80, 81],
    "frames.fit": ["crop", "pad", "stretch"],
    "frames.trim_bars": [True, False],
    "damaged_frames": [0, 100000],
    "bad_episodes": ["stop", "skip"],
    "edges.low": [0, 100, 100000],
    "edges.high": [0, 200, 100000],
    "edges.aperture": [3, 5, 7],
    "downsampling.height": [16, 20, 33],
    "downsampling.width": [65, 72],
    "split.by": ["frame", "scene", "episode"],
    "split.repeats": ["keep", "drop"],
    "split.seed": [0, 1, 4294967295],
    "split.training": [8, 8, 1, 1e-300],
    "split.validation": [1, 1, 1000000],
    "split.test": [1, 1, 5],
    "split.training_shards": [1, 2, 7],
    "split.validation_shards": [1, 3],
    "split.test_shards": [1, 3],
    "models": [["convnet"], ["gan"], ["gan", "convnet"], ["tuned"], ["pix2pix"], ["hinted"]],
    "conditions": [["gray"], ["edge"], ["edge", "gray"]],
    "seeds": [[1], [0, 4294967295]],
    "device": ["auto", "cpu"],
    "training.epochs": [1, 2],
    "training.batch_size": [1, 8, 100000],
    "training.learning_rate": [1e-30, 5e-4, 5e-4, 1e30],
    "training.width": [1e-9, 0.02],
    "training.flips": [True, False],
    "convnet.beta1": [0, 0.9, 0.999],
    "tuned.peak": [0.001, 2, 50],
    "tuned.varied": [0, 0.3, 1],
    "hinted.hints": [0, 0.75, 1],
    "gan.beta1": [0, 0.5, 0.999],
    "gan.l1_weight": [0, 100, 1000000],
    "pix2pix.beta1": [0, 0.5, 0.999],
    "pix2pix.l1_weight": [0, 100, 1000000],
    "engine.precision": ["auto", "float32", "bfloat16"],
    "engine.channels_last": [True, False, "auto"],
    "engine.fused_adam": [True, False, "auto"],
    "engine.deterministic": [True, False],
    "engine.dataset_gb": [0, 16],
    "engine.resume_minutes": [0, 10],
    "engine.tensorboard": [True, False],
    "evaluation.batch_size": [1, 16, 100000],
    "evaluation.samples": [1, 6, 120],
    "report.frames": [1, 48, 100000],
}


def encode_clips(folder: Path) -> list[Path]:
    folder.mkdir()
    ffmpeg = imageio_ffmpeg.get_ffmpeg_exe()
    for name, source in CLIPS.items():
        words = ["-v", "error", "-f", "lavfi", "-i", source, "-t", "4", "-pix_fmt", "yuv420p"]
        subprocess.run([ffmpeg, *words, str(folder / name)], check=True)
    (folder / "no video.mp4").write_text("<html>")
    return sorted(folder.iterdir())


def draw(rng: random.Random, clips: list[Path]) -> dict[str, Any]:
    """Half of the drawn values lie over those of a small and sound config."""
    sound = yaml.safe_load((ROOT / "config.yaml").read_text(encoding="utf-8"))
    sound["frames"] |= {"stride": 2, "height": 32, "width": 80}
    sound["downsampling"] = {"height": 20, "width": 72}
    sound["training"] |= {"epochs": 1, "batch_size": 8, "width": 0.02}
    sound["split"] |= {"training_shards": 1}
    chosen = rng.sample(clips, rng.randint(1, len(clips)))
    sound |= {"unseen": "none", "episodes": [str(path) for path in chosen]}
    for place, values in DRAWN.items():
        if rng.random() < 0.5:
            section, _, key = place.rpartition(".")
            (sound[section] if section else sound)[key] = rng.choice(values)
    return dict(sound)


def outcome(config: dict[str, Any], folder: Path) -> str:
    """`finished`, or the sentence it ended with; AssertionError where there is neither."""
    folder.mkdir()
    (folder / "drawn.yaml").write_text(yaml.safe_dump(config), encoding="utf-8")
    where = ["--snakefile", ROOT / "Snakefile", "--profile", ROOT / "profiles/default"]
    words = [sys.executable, "-m", "snakemake", *where, "--cores", "2"]
    done = subprocess.run(
        [*map(str, words), "--configfile", "drawn.yaml"],
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=LONGEST,
        check=False,
    )
    (folder / "terminal.txt").write_text(done.stdout, encoding="utf-8")
    logs = [path.read_text() for path in folder.glob("results/logs/**/*.log")]
    said = "\n".join([done.stdout, *logs])
    assert "Traceback" not in said, "traceback"
    assert not re.search(r"\b(nan|inf) ?%", said), "nan or inf"
    if done.returncode == 0:
        assert (folder / "results/report.html").stat().st_size > 0
        return "finished"
    sentences = re.findall(r"^Error: .+[.]$", said, re.MULTILINE)
    assert sentences, f"status {done.returncode} and no sentence"
    return re.sub(r"[^ ]*/|\d+", "…", sentences[0])[:150]


def main() -> None:
    number, seed = int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 1
    folder = Path(tempfile.mkdtemp(prefix="fuzz-configs-"))
    os.environ.pop("SNAKEMAKE_PROFILE", None)
    started = time.monotonic()
    clips = encode_clips(folder / "clips")
    counts: collections.Counter[str] = collections.Counter()
    broken = 0
    for place in range(number):
        run = folder / f"{seed}-{place}"
        try:
            counts[outcome(draw(random.Random(f"{seed}-{place}"), clips), run)] += 1
            shutil.rmtree(run)
        except (AssertionError, subprocess.TimeoutExpired) as error:
            broken += 1
            print(f"BROKEN {run}: {error}", flush=True)
    for sentence, count in counts.most_common():
        print(f"{count:6} {sentence}")
    print(f"{number} configs of seed {seed} in {time.monotonic() - started:.0f} s")
    if broken:
        sys.exit(f"{broken} configs broke a promise: {folder}.")
    shutil.rmtree(folder)


if __name__ == "__main__":
    main()
