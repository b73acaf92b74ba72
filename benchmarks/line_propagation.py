"""Shots of line drawings colored from their first frames, beside simpler ways.

`python benchmarks/line_propagation.py RESULTS FOOTAGE` takes every 10th frame of episodes that
training has not seen: munchausen holds each drawing so long. Their edges at 180 × 320 are given,
shots as luma tells them, and the first frame of each shot in its true colors. Mean L1 over the
other frames, on RGB of 255. The automatic model is `benchmarks/quality.py`'s on edges, the first
that RESULTS has; it also fills what lines do not tell. What was measured once is kept.
"""

import argparse
import json
import sys
import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "src"))  # where it is not installed

import cv2
import numpy as np
import pandas as pd
import torch
from adaptation import CANNY, FRAMES, SMALL, STRIDE
from quality import measured, settings_of
from shows import Dataset

from chromacel.coloring.line_motion import Drawing, flow, still, warped
from chromacel.coloring.line_shots import colored_line_shot
from chromacel.keyframes.frames import Reading, read_frames
from chromacel.models.inference import predict_colors
from chromacel.models.networks import Network
from chromacel.models.objectives import objective_class
from chromacel.pictures.downsampling import downsample
from chromacel.pictures.edges import detect_edges
from chromacel.pictures.grayscale import grayscale
from chromacel.pictures.resizing import fit_picture
from chromacel.similarity.coverage import HEIGHT, WIDTH
from chromacel.similarity.shots import shot_numbers

EPISODES = {"munchausen_02": "munchausen", "popeye_02": "popeye", "bunny_02": "munchausen"}
"""Each episode, and the show that the automatic model has learned from."""
FOLDERS = {"munchausen_02": "munchausen", "popeye_02": "popeye", "bunny_02": "bunny"}
MODELS = ("tuned", "gan", "convnet")
COLUMNS = 6  # frames in a strip
BATCH = 8

Way = Callable[[np.ndarray, np.ndarray], np.ndarray]
"""A shot's lines (n, h, w) and its first frame in color to its colors (n, h, w, 3)."""


def frames_of(video: Path) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Colors and lines at the model's size, and the shot of each frame."""
    count = len(read_frames(video, Reading(), lambda frame: frame.index))
    numbers = np.arange(0, count, STRIDE)
    rgb = np.stack(
        read_frames(
            video,
            Reading(numbers=numbers),
            lambda frame: fit_picture(frame.rgb, FRAMES, frame.pixel_aspect),
        )
    )
    gray = grayscale(rgb)
    thumbnails = [cv2.resize(each, (WIDTH, HEIGHT), interpolation=cv2.INTER_AREA) for each in gray]
    lines = downsample(detect_edges(gray, CANNY), SMALL)
    return downsample(rgb, SMALL), lines, shot_numbers(np.stack(thumbnails))


def model_of(dataset: Dataset) -> tuple[str, Network]:
    for name in MODELS:
        path = measured(dataset, name, "edge", 1) / "weights.pt"
        if path.exists():
            number = len(pd.read_csv(dataset.folder / "training.csv"))
            generator = objective_class(name).build_generator(settings_of(name, number), "edge")
            generator.load_state_dict(torch.load(path))
            return name, generator.eval()
    raise SystemExit(f"{dataset.folder} has no model of edges: run benchmarks/quality.py first.")


def ways(generator: Network) -> dict[str, Way]:
    def guess(lines: np.ndarray) -> np.ndarray:
        parts = torch.split(torch.from_numpy(lines), BATCH)
        return np.concatenate([predict_colors(generator, part).numpy() for part in parts])

    def copied(lines: np.ndarray, first: np.ndarray) -> np.ndarray:
        return np.repeat(first[None], len(lines), axis=0)

    def flowed(lines: np.ndarray, first: np.ndarray) -> np.ndarray:
        drawings = [Drawing.of(picture) for picture in lines]
        colors = [first]
        for before, drawing in pairwise(drawings):
            colors.append(warped(colors[-1], flow(drawing, before, still(drawing))))
        return np.stack(colors)

    return {
        "first frame copied": copied,
        "DIS flow of lines alone": flowed,
        "automatic": lambda lines, first: guess(lines),
        "regions and motion": lambda lines, first: colored_line_shot(lines, guess, {0: first}),
    }


def measure(video: Path, dataset: Dataset, strip: Path) -> list[dict[str, object]]:
    rgb, lines, shots = frames_of(video)
    name, generator = model_of(dataset)
    others = np.flatnonzero(np.diff(shots, prepend=-1) == 0)
    shown = others[np.linspace(0, len(others) - 1, COLUMNS).astype(int)]
    rows = [np.hstack(np.repeat(lines[shown][..., None], 3, axis=-1))]
    records: list[dict[str, object]] = []
    for label, way in ways(generator).items():
        start = time.process_time()
        parts = [lines[shots == shot] for shot in np.unique(shots)]
        firsts = [rgb[shots == shot][0] for shot in np.unique(shots)]
        colors = np.concatenate([way(*each) for each in zip(parts, firsts, strict=True)])
        seconds = (time.process_time() - start) / len(others)
        errors = np.abs(colors[others].astype(np.int16) - rgb[others]).mean(axis=(1, 2, 3))
        rows.append(np.hstack(colors[shown]))
        words = f"automatic ({name})" if label == "automatic" else label
        records.append(
            {
                "Episode": video.stem,
                "Other frames": len(others),
                "Way": words,
                "L1": float(errors.mean()),
                "CPU-s a frame": seconds,
            }
        )
    rows.append(np.hstack(rgb[shown]))
    cv2.imwrite(str(strip), np.vstack(rows)[..., ::-1])
    return records


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("results", type=Path, help="folder of what `quality.py` has measured")
    parser.add_argument("footage", type=Path, help="folder of the shows")
    parser.add_argument("--out", type=Path, help="folder of the table and strips; in RESULTS")
    parser.add_argument("--episode", choices=EPISODES, action="append")
    args = parser.parse_args()
    out = args.out or args.results / "line_propagation"
    out.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(1)
    cv2.setNumThreads(1)
    records = []
    for episode in args.episode or EPISODES:
        kept = out / f"{episode}.json"
        if not kept.exists():
            show = EPISODES[episode]
            dataset = Dataset(show, args.footage, args.results / "quality" / show)
            video = args.footage / FOLDERS[episode] / f"{episode}.mp4"
            found = measure(video, dataset, out / f"{episode}.png")
            kept.write_text(json.dumps(found, indent=2) + "\n")
        records += json.loads(kept.read_text())
    text = pd.DataFrame(records).to_markdown(index=False, floatfmt=("", "", "", ".1f", ".3f"))
    (out / "table.md").write_text(text + "\n")
    print(text)


if __name__ == "__main__":
    main()
