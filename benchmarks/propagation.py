"""Whole shots in color: what following motion gains over copying, bare flow and the network alone.

`python benchmarks/propagation.py RESULTS FOOTAGE` takes the tuned models that
`benchmarks/quality.py` has trained, for bunny one that it trains on `bunny_01` itself, and colors
the second part of each show from gray at 180 × 320. Measured is each tenth frame of munchausen, as
each drawing is held for ten, and each second one of popeye and bunny. What was measured once is
kept, part by part: `--show popeye --part followed`.
"""

import argparse
import json
import sys
import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "src"))  # where it is not installed

import numpy as np
import pandas as pd
import quality
from shot_shows import STRIDES, Colors, Place
from shows import Dataset

from chromacel.coloring.flow import fetched, places_in
from chromacel.coloring.memory import Memory
from chromacel.coloring.own_luma import with_own_luma
from chromacel.coloring.propagation import colored_shot
from chromacel.evaluation.distances import l1
from chromacel.evaluation.shot_metrics import Shots, measure_shots
from chromacel.evaluation.shot_summary import summarize
from chromacel.models.runtime import chroma_of

BATCH = 8
LABELS = {
    "alone": "each frame alone",
    "steady": "automatic",
    "copied": "first frames, copied",
    "flow": "first frames, bare flow",
    "followed": "first frames, followed",
    "adapted": "10 keyframes, adapted, each frame alone",
    "adapted-followed": "10 keyframes, adapted and followed",
    "adapted-remembered": "10 keyframes, adapted, followed and remembered",
}
WITHOUT_NETWORK = ("copied", "flow")
MEASURED = ("cdc_chroma", "warp_error", "held_flicker", "wrong", "wobble", "rest", "recurrence")


def bare_flow(gray: Colors, first: Colors) -> Colors:
    """The first frame's chroma, carried from each frame to the next."""
    chroma = [first]
    for before, after in pairwise(gray):
        chroma.append(fetched(chroma[-1], places_in(before, after)))
    return np.stack(chroma)


def way_of(place: Place, part: str, seed: int) -> tuple[Callable[[Colors], Colors], Colors]:
    """What makes chroma of a shot's frames, by their places, and which frames count."""
    gray, truth = place.episode.gray, place.episode.chroma
    counted = ~place.episode.is_first
    if part == "copied":
        return lambda at: np.repeat(truth[at[:1]], len(at), axis=0), counted
    if part == "flow":
        return lambda at: bare_flow(gray[at], truth[at[0]]), counted
    keys: Colors = np.flatnonzero(~counted) if part == "followed" else np.empty(0, np.int64)
    memory = None
    if part.startswith("adapted"):
        keys, _ = place.keyframes
        counted = ~np.isin(np.arange(len(gray)), keys)
        if part == "adapted-remembered":
            memory = Memory(gray[keys], truth[keys])
    network = place.adapted(seed) if part.startswith("adapted") else place.generator(seed)

    def guess(some: Colors) -> Colors:
        batches = [some[start : start + BATCH] for start in range(0, len(some), BATCH)]
        return np.concatenate([chroma_of(network, batch) for batch in batches])

    if part in ("alone", "adapted"):
        return lambda at: guess(gray[at]), counted

    def colored(at: Colors) -> Colors:
        known = {key - at[0]: truth[key] for key in keys if key in at}
        return colored_shot(gray[at], guess, known, memory)

    return colored, counted


def measure(place: Place, part: str, seed: int) -> dict[str, float]:
    color, counted = way_of(place, part, seed)
    gray, rgb, shots = place.episode.gray, place.episode.rgb, place.episode.shots
    start = time.process_time()
    parts = [color(np.flatnonzero(shots == shot)) for shot in range(shots[-1] + 1)]
    seconds = time.process_time() - start
    colors = with_own_luma(gray, np.concatenate(parts))
    errors = l1(colors, rgb)
    rows = measure_shots(Shots(rgb, gray, shots), {part: colors})
    steadiness = summarize(rows, ["version"]).iloc[0]
    by_shot = [round(float(errors[(shots == n) & counted].mean()), 2) for n in rows["shot"]]
    return {
        "frames": int(counted.sum()),
        "l1": float(errors[counted].mean()),
        **{name: float(steadiness[name]) for name in MEASURED},
        "cpu_seconds": seconds / len(gray),
        "by_shot": by_shot,
    }


def table(places: list[Place]) -> str:
    rows = []
    for place in places:
        for part, label in LABELS.items():
            paths = sorted(place.folder.glob(f"{part}-[0-9].json"))
            if paths:
                records = pd.DataFrame([json.loads(path.read_text()) for path in paths])
                means = records.drop(columns="by_shot").mean()
                rows.append(
                    {
                        "show": place.name,
                        "colors": label,
                        "L1": f"{means['l1']:.2f}",
                        "seeds": ", ".join(f"{value:.2f}" for value in records["l1"]),
                        "held flicker": f"{means['held_flicker']:.2f}",
                        "warp error": f"{means['warp_error']:.2f}",
                        "CDC, chroma": f"{means['cdc_chroma']:.2f}",
                        "wobble": f"{means['wobble']:.1f}",
                        "CPU-s per frame": f"{means['cpu_seconds']:.3f}",
                    }
                )
    return pd.DataFrame(rows).to_markdown(index=False, disable_numparse=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("results", type=Path, help="folder with what quality.py measured")
    parser.add_argument("footage", type=Path, help="folder of the shows")
    parser.add_argument("--out", type=Path, help="folder for what is measured; RESULTS by default")
    parser.add_argument("--show", choices=STRIDES, action="append")
    parser.add_argument("--part", choices=LABELS, action="append")
    parser.add_argument("--seed", type=int, choices=quality.SEEDS, action="append")
    args = parser.parse_args()
    footage, results = args.footage.absolute(), args.results.absolute()
    folder = (args.out or results).absolute() / "propagation"
    places = [
        Place(Dataset(name, footage, results / "quality" / name), folder / name) for name in STRIDES
    ]
    for place in places:
        place.folder.mkdir(parents=True, exist_ok=True)
        if place.name not in (args.show or STRIDES):
            continue
        for part in args.part or LABELS:
            if part.startswith("adapted") and place.name != "munchausen":
                continue
            for seed in [1] if part in WITHOUT_NETWORK else args.seed or [1]:
                path = place.folder / f"{part}-{seed}.json"
                if not path.exists():
                    record = measure(place, part, seed)
                    path.write_text(json.dumps(record) + "\n")
                    print(place.name, part, seed, record, flush=True)
    text = table(places)
    (folder / "propagation.md").write_text(text + "\n")
    print(text)


if __name__ == "__main__":
    main()
