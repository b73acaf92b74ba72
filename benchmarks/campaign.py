"""The paper's whole campaign on the demo's show: four trainings and evaluations, with wall times.

`python benchmarks/campaign.py RESULTS` writes `campaign.md`. It needs torch, numpy and h5py, and
OpenCV and SciPy, by which it draws the pictures straight into shards. Without a GPU, give it fewer
episodes and epochs, and a smaller width.
"""

import argparse
import multiprocessing
import os
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from itertools import product
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "src"))  # where it is not installed

import numpy as np
import torch

from chromacel.conditions.kinds import CONDITIONS, Condition
from chromacel.conditions.making import make_condition
from chromacel.dataset.batches import StreamedExamples, load_examples
from chromacel.dataset.episode_files import create_frames
from chromacel.dataset.shards import open_split
from chromacel.dataset.split_settings import SPLITS
from chromacel.demo.show import DemoSettings, episode_frames
from chromacel.evaluation.distances import l1, l2
from chromacel.evaluation.prediction import predicted_batches
from chromacel.files.hdf5 import created_h5
from chromacel.machine.devices import claimed_devices, device_name
from chromacel.models.objectives import objective_class
from chromacel.models.recipes import RECIPES
from chromacel.models.settings import TrainingSettings
from chromacel.pictures.downsampling import DownsamplingSettings, downsample
from chromacel.pictures.edges import EdgeSettings
from chromacel.pictures.pixels import Frames
from chromacel.training.engine import EngineSettings, resolve
from chromacel.training.loop import Training, train

SHOW = DemoSettings(episodes=1, seconds=60, seed=1)
STRIDE = 5
SIZE = DownsamplingSettings(180, 320)
CANNY = EdgeSettings(100, 200, 3)
SEED = 1
SETTINGS = {"convnet": {"beta1": 0.9}, "gan": {"beta1": 0.5, "l1_weight": 100}}


def draw_episode(folder: Path, number: int) -> int:
    """One episode's pictures in a shard of each split, 8:1:1; how many they are."""
    kept = list(kept_frames(f"campaign-{number:03}"))
    rgb, gray, edge = (np.concatenate(parts) for parts in zip(*kept, strict=True))
    order = np.random.default_rng((SEED, number)).permutation(len(rgb))
    tenth = len(order) // 10
    parts = np.split(order, [len(order) - 2 * tenth, len(order) - tenth])
    for split, chosen in zip(SPLITS, parts, strict=True):
        with created_h5(folder / f"{split}-{number:03}.h5") as file:
            for name, pictures in (("rgb", rgb), ("gray", gray), ("edge", edge)):
                create_frames(file, name, (len(chosen), *pictures.shape[1:]))
                file[name][...] = pictures[chosen]
    return len(order)


def kept_frames(name: str) -> Iterator[tuple[Frames, Frames, Frames]]:
    """Color, grayscale and edges of one frame in every five, a frame at a time."""
    for number, frame in enumerate(episode_frames(name, SHOW)):
        if number % STRIDE == 0:
            conditions = (make_condition(frame[None], name, CANNY) for name in CONDITIONS)
            rgb, gray, edge = (downsample(part, SIZE) for part in (frame[None], *conditions))
            yield rgb, gray, edge


def train_and_evaluate(
    shards: dict[str, list[Path]],
    model: str,
    condition: Condition,
    settings: TrainingSettings,
    engine: EngineSettings,
    device: torch.device,
) -> tuple[float, float]:
    """L1 and L2 on the test split."""
    training, validation = (
        load_examples(shards[split], condition, device, engine.dataset_gb)
        for split in ("training", "validation")
    )
    torch.manual_seed(SEED)
    objective = objective_class(model)(settings, training.size, "gray")
    job = Training(objective, resolve(engine, device), settings, SEED, len(training))
    train(job, training, validation)
    test = StreamedExamples(open_split(shards["test"]), condition, device)
    objective.generator.eval()
    pairs = predicted_batches(objective.generator, test, settings.batch_size)
    return mean_distances(pairs)


def baseline(shards: list[Path], condition: Condition) -> tuple[float, float]:
    """L1 and L2 of the input itself, as gray."""
    split = open_split(shards)
    truth, gray = (split.pictures(name, np.arange(len(split))) for name in ("rgb", condition))
    return mean_distances([(np.repeat(gray[..., None], 3, axis=-1), truth)])


def mean_distances(pairs: Iterable[tuple[Frames, Frames]]) -> tuple[float, float]:
    """L1 and L2 over all pictures, of predictions and truth."""
    distances = [np.stack([l1(*pair), l2(*pair)]) for pair in pairs]
    mean_l1, mean_l2 = np.concatenate(distances, axis=1).mean(axis=1)
    return float(mean_l1), float(mean_l2)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("results", type=Path)
    parser.add_argument("--episodes", type=int, default=98)  # some 28,000 pictures
    parser.add_argument("--epochs", type=int, default=20)
    parser.add_argument("--batch-size", type=int, default=64)
    parser.add_argument("--width", type=float, default=1)
    parser.add_argument("--compile", choices=("auto", "True", "False"), default="auto")
    given = parser.parse_args()
    compiled = {"True": True, "False": False}.get(given.compile, "auto")
    engine = EngineSettings("auto", "auto", "auto", compiled, False, 1000, 10)
    given.results.mkdir(parents=True, exist_ok=True)
    lines, seconds = [], 0.0
    with tempfile.TemporaryDirectory(dir=given.results) as name, claimed_devices("auto") as [own]:
        folder = Path(name)
        # Not by fork, which a process that uses a GPU does not survive.
        context = multiprocessing.get_context("spawn")
        with ProcessPoolExecutor(mp_context=context) as drawers:
            numbers = range(given.episodes)
            drawn = sum(drawers.map(draw_episode, [folder] * given.episodes, numbers))
        shards = {split: sorted(folder.glob(f"{split}-*.h5")) for split in SPLITS}
        for condition, model in product(CONDITIONS, SETTINGS):
            shared = (given.epochs, given.batch_size, 2e-4, given.width, False)
            settings = RECIPES[model].settings(*shared, **SETTINGS[model])
            begun = time.monotonic()
            l1, l2 = train_and_evaluate(shards, model, condition, settings, engine, own)
            took = time.monotonic() - begun
            seconds += took
            cells = f"{l1:.2f} | {l2:.1f} | {took:.0f} s"
            lines.append(f"| {condition} | {model} | {cells} |")
            print(lines[-1], flush=True)
        for condition in CONDITIONS:
            l1, l2 = baseline(shards["test"], condition)
            lines.append(f"| {condition} | baseline: the input, as gray | {l1:.2f} | {l2:.1f} | |")
    machine = f"{os.cpu_count()} cores" if own.type == "cpu" else device_name(own)
    head = (
        f"On {machine}, PyTorch {torch.__version__}: {drawn} pictures of the demo's show, 8:1:1,"
        f" {given.epochs} epochs, batches of {given.batch_size}, width {given.width:g}. In sum"
        f" {seconds:.0f} s, with loading, compiling, validation and evaluation.\n\n"
        "| input | model | L1 | L2 | wall time |\n| --- | --- | --- | --- | --- |\n"
    )
    report = head + "\n".join(lines) + "\n"
    (given.results / "campaign.md").write_text(report, encoding="utf-8")
    print(report)


if __name__ == "__main__":
    main()
