"""Whole shots in color: what following motion gains over copying, bare flow and the network alone.

`python benchmarks/propagation.py RESULTS FOOTAGE` takes the tuned models that
`benchmarks/quality.py` has trained, for bunny one that it trains on `bunny_01` itself, and colors
the second part of each show from gray at 180 × 320. Measured is each tenth frame of munchausen, as
each drawing is held for ten, each second one of popeye, and each fourth one of bunny. What was
measured once is kept.
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
import quality
import torch
from adaptation import CANNY, COUNTS, HOW, base_model, proposed
from shows import Dataset

from chromacel.coloring.flow import fetched, is_hidden, own_places, places_in
from chromacel.coloring.memory import Memory
from chromacel.coloring.propagation import colored_shot
from chromacel.conditions.making import make_condition
from chromacel.dataset.batches import ResidentExamples, load_examples
from chromacel.evaluation.distances import l1
from chromacel.keyframes.frames import Reading, read_frames
from chromacel.models.inference import predict_colors
from chromacel.models.luma import exact_colors
from chromacel.models.networks import Network
from chromacel.models.objectives import objective_class
from chromacel.pictures.downsampling import DownsamplingSettings, downsample
from chromacel.pictures.grayscale import WEIGHTS, grayscale
from chromacel.pictures.resizing import FrameSettings, fit_picture
from chromacel.similarity.coverage import HEIGHT, WIDTH
from chromacel.similarity.shots import shot_numbers
from chromacel.training.adaptation import adapt

STRIDES = {"munchausen": 10, "popeye": 2, "bunny": 4}
SMALL = DownsamplingSettings(180, 320)
SEED = 1
BUNNY_PICTURES = 4000  # that its small training sees
Colors = np.ndarray


def pictures(footage: Path, name: str, stride: int) -> tuple[Colors, Colors]:
    """Gray and RGB of an episode's frames, at the model's size."""
    fitting = FrameSettings(1, 360, 640, "crop", False)

    def kept(frame: object) -> tuple[Colors, Colors] | None:
        if frame.index % stride:  # type: ignore[attr-defined]
            return None
        rgb = fit_picture(frame.rgb, fitting, frame.pixel_aspect)[None]  # type: ignore[attr-defined]
        return downsample(grayscale(rgb), SMALL)[0], downsample(rgb, SMALL)[0]

    video = footage / name[:-3] / f"{name}.mp4"
    pairs = [pair for pair in read_frames(video, Reading(), kept) if pair is not None]
    gray, rgb = map(np.stack, zip(*pairs, strict=True))
    return gray, rgb


def chroma_of(rgb: Colors, gray: Colors) -> Colors:
    luma = gray.astype(np.float32)
    return np.stack([rgb[..., 2] - luma, rgb[..., 0] - luma], axis=-1)


def colors_of(chroma: Colors, gray: Colors) -> Colors:
    """(n, h, w, 3) RGB uint8 with the luma of `gray`."""
    red, green, blue = (WEIGHTS[0] / WEIGHTS.sum()).tolist()
    parts = []
    for one, luma in zip(chroma, gray, strict=True):
        middle = -(red * one[..., 1] + blue * one[..., 0]) / green
        colors = np.stack([one[..., 1], middle, one[..., 0]]) + luma
        tensor = torch.from_numpy(colors[None].astype(np.float32) / 127.5 - 1)
        parts.append(exact_colors(torch.from_numpy(luma[None]), tensor)[0].numpy())
    return np.stack(parts)


def guesser(generator: Network) -> Callable[[Colors], Colors]:
    def guess(gray: Colors) -> Colors:
        batches = torch.split(torch.from_numpy(np.ascontiguousarray(gray)), 16)
        rgb = np.concatenate([predict_colors(generator, batch).numpy() for batch in batches])
        return chroma_of(rgb, gray)

    return guess


def bunny_model(footage: Path, path: Path) -> Network:
    """A tuned model of bunny_01, each twentieth frame, on a small budget."""
    settings = quality.settings_of("tuned", 120)
    generator = objective_class("tuned").build_generator(settings, "gray")
    if not path.exists():
        quality.PICTURES = BUNNY_PICTURES
        gray, rgb = (torch.from_numpy(part) for part in pictures(footage, "bunny_01", 20))
        training = quality.trained(ResidentExamples(gray, rgb), "tuned", "gray", SEED)
        path.parent.mkdir(parents=True, exist_ok=True)
        torch.save(training.objective.generator.eval().state_dict(), path)
    generator.load_state_dict(torch.load(path))
    return generator.eval()


def adapted_model(dataset: Dataset, video: Path) -> tuple[Network, list[int], Colors]:
    """A model adapted to the frames proposed, their numbers, and they themselves in RGB."""
    numbers, rgb = proposed(video, COUNTS["gray"])
    small = downsample(rgb, SMALL)
    seen = downsample(make_condition(rgb, "gray", CANNY), SMALL)
    keyframes = ResidentExamples(torch.from_numpy(seen), torch.from_numpy(small))
    show, validation = (
        load_examples(dataset.shards(split), "gray", quality.CPU, 16)
        for split in ("training", "validation")
    )
    base = base_model(dataset, "tuned", "gray", SEED, len(show))
    training = adapt(base, keyframes, show, validation, HOW, quality.engine())
    return training.objective.generator.eval(), numbers, small


def bare_flow(gray: Colors, first: Colors) -> Colors:
    """The first frame's chroma, carried from each frame to the next."""
    chroma = [first]
    for before, after in pairwise(gray):
        chroma.append(fetched(chroma[-1], places_in(before, after)))
    return np.stack(chroma)


def flicker(gray: Colors, chroma: Colors, truth: Colors) -> float:
    """Mean change of chroma where luma stays, minus the truth's, in levels."""
    beside = np.ones((3, 3), np.uint8)
    total, number = 0.0, 0
    for place in range(len(gray) - 1):
        held = cv2.dilate(cv2.absdiff(gray[place], gray[place + 1]), beside) <= 2
        change, true = (np.abs(part[place + 1] - part[place]).mean(-1) for part in (chroma, truth))
        total, number = total + float((change - true)[held].sum()), number + int(held.sum())
    return total / max(number, 1)


def warp_error(gray: Colors, chroma: Colors) -> float:
    """Mean squared difference along motion, occlusions and motion boundaries left out."""
    own = own_places(*gray.shape[1:])
    errors = []
    for place in range(len(gray) - 1):
        there = places_in(gray[place + 1], gray[place])
        flow = there - own
        hidden = is_hidden(there, places_in(gray[place], gray[place + 1]))
        slope = sum(np.square(np.gradient(part)).sum(axis=0) for part in cv2.split(flow))
        mask = ~hidden & (slope <= 0.01 * np.square(flow).sum(axis=-1) + 0.002)
        apart = np.square(chroma[place] - fetched(chroma[place + 1], there)).mean(-1)
        errors += [float(apart[mask].mean())] if mask.any() else []
    return float(np.sum(errors))


def measure(gray: Colors, rgb: Colors, shots: Colors, chroma: Colors, counted: Colors) -> dict:
    truth = chroma_of(rgb, gray)
    held, warp, true_warp, pairs = 0.0, 0.0, 0.0, 0
    for shot in range(shots[-1] + 1):
        part = shots == shot
        if (number := int(part.sum()) - 1) > 0:
            held += number * flicker(gray[part], chroma[part], truth[part])
            warp += warp_error(gray[part], chroma[part])
            true_warp += warp_error(gray[part], truth[part])
            pairs += number
    errors = l1(colors_of(chroma, gray)[counted], rgb[counted])
    return {"l1": float(errors.mean()), "held": held / pairs, "warp": warp / true_warp}


def by_shot(shots: Colors, color: Callable[[Colors], Colors]) -> Colors:
    """What `color` makes of the frames' places of each shot."""
    return np.concatenate([color(np.flatnonzero(shots == shot)) for shot in range(shots[-1] + 1)])


def measure_show(dataset: Dataset, footage: Path, folder: Path) -> dict[str, dict]:
    name, stride = dataset.name, STRIDES[dataset.name]
    gray, rgb = pictures(footage, f"{name}_02", stride)
    thumbnails = [cv2.resize(one, (WIDTH, HEIGHT), interpolation=cv2.INTER_AREA) for one in gray]
    shots = shot_numbers(np.stack(thumbnails))
    truth, first = chroma_of(rgb, gray), np.diff(shots, prepend=-1) > 0
    if name == "bunny":
        generator = bunny_model(footage, folder / "bunny.pt")
    else:
        generator = base_model(dataset, "tuned", "gray", SEED, 1).generator
    guess = guesser(generator)
    ways: dict[str, Callable[[Colors], Colors]] = {
        "each frame alone": lambda at: guess(gray[at]),
        "steady": lambda at: colored_shot(gray[at], guess, {}),
        "first frame: copied": lambda at: np.repeat(truth[at[:1]], len(at), axis=0),
        "first frame: bare flow": lambda at: bare_flow(gray[at], truth[at[0]]),
        "first frame: followed": lambda at: colored_shot(gray[at], guess, {0: truth[at[0]]}),
    }
    rows = {}
    for label, color in ways.items():
        start = time.process_time()
        chroma = by_shot(shots, color)
        seconds = time.process_time() - start
        rows[label] = {**measure(gray, rgb, shots, chroma, ~first), "cpu_s": seconds / len(gray)}
        print(name, label, rows[label], flush=True)
    if name == "munchausen":
        rows |= keyframes_of(dataset, footage, gray, rgb, shots)
    return rows


def keyframes_of(
    dataset: Dataset, footage: Path, gray: Colors, rgb: Colors, shots: Colors
) -> dict[str, dict]:
    """Ten frames proposed: the model adapted to them, without and with following them."""
    stride = STRIDES[dataset.name]
    generator, numbers, keys = adapted_model(dataset, footage / "munchausen/munchausen_02.mp4")
    known = {number // stride: key for number, key in zip(numbers, keys, strict=True)}
    truth = {at: chroma_of(key[None], gray[at][None])[0] for at, key in known.items()}
    guess = guesser(generator)
    others = ~np.isin(np.arange(len(gray)), list(known))
    memory = Memory(gray[list(truth)], np.stack(list(truth.values())))
    ways: dict[str, Callable[[Colors], Colors]] = {
        "10 keyframes: adapted": lambda at: guess(gray[at]),
        "and followed": lambda at: colored_shot(gray[at], guess, keys_of(truth, at)),
        "and remembered": lambda at: colored_shot(gray[at], guess, keys_of(truth, at), memory),
    }
    rows = {}
    for label, color in ways.items():
        rows[label] = measure(gray, rgb, shots, by_shot(shots, color), others)
        print(dataset.name, label, rows[label], flush=True)
    return rows


def keys_of(known: dict[int, Colors], places: Colors) -> dict[int, Colors]:
    return {at - places[0]: chroma for at, chroma in known.items() if at in places}


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("results", type=Path, help="folder with what quality.py measured")
    parser.add_argument("footage", type=Path, help="folder of the shows")
    parser.add_argument("--out", type=Path, help="folder for what is measured; RESULTS by default")
    parser.add_argument("--show", choices=STRIDES, action="append")
    args = parser.parse_args()
    folder = (args.out or args.results).absolute() / "propagation"
    folder.mkdir(parents=True, exist_ok=True)
    table = []
    for name in args.show or STRIDES:
        dataset = Dataset(name, args.footage.absolute(), args.results.absolute() / "quality" / name)
        path = folder / f"{name}.json"
        if not path.exists():
            path.write_text(json.dumps(measure_show(dataset, args.footage.absolute(), folder)))
        for label, row in json.loads(path.read_text()).items():
            table.append({"Show": name, "Colors": label, **row})
    text = pd.DataFrame(table).to_markdown(index=False, floatfmt=".3f")
    (folder / "propagation.md").write_text(text + "\n")
    print(text)


if __name__ == "__main__":
    main()
