"""How well each model colors scenes that it has not seen: shows, seeds, baselines and ablations.

`python benchmarks/quality.py RESULTS FOOTAGE` trains every model of the table on the first part of
each show and measures it on another part, from three seeds, beside all baselines; `--show`,
`--model` and `--condition` choose parts; what was measured once is kept; `--write` only puts all
that is there into tables and sheets. Every training sees equally many pictures. As many run at a
time as there are processors, each with one thread. What `--device` and `--width` change is kept in
the same places: give such results a folder of their own.
"""

import argparse
import json
import os
import subprocess
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "src"))  # where it is not installed

import cv2
import numpy as np
import pandas as pd
import torch
from shows import SHOWS, Dataset

from chromacel.conditions.kinds import CONDITIONS
from chromacel.dataset.batches import Examples, load_examples
from chromacel.dataset.shards import open_split, read_origins
from chromacel.evaluation.baselines import measure_baselines
from chromacel.evaluation.intervals import groups, mean_intervals
from chromacel.evaluation.labels import METHODS
from chromacel.evaluation.metrics import measure
from chromacel.models.inference import predict_colors
from chromacel.models.networks import Network
from chromacel.models.objectives import build_objective
from chromacel.models.recipes import RECIPES
from chromacel.models.settings import TrainingSettings
from chromacel.training.engine import Engine, EngineSettings, resolve
from chromacel.training.loop import Training, train_epoch

CPU = torch.device("cpu")
PICTURES = 10_000  # that each training sees,
MORE = 4_000  # and those that go on from another model's weights
SEEDS = (1, 2, 3)
WIDTH = 0.25
SHARED = {"batch_size": 4, "learning_rate": 5e-4, "flips": False}
OWN = {
    "convnet": {"beta1": 0.9},
    "gan": {"beta1": 0.5, "l1_weight": 100.0},
    "tuned": {"beta1": 0.9, "peak": 2.0, "varied": 0.5},
    "pix2pix": {"beta1": 0.5, "l1_weight": 100.0},
    "hinted": {"beta1": 0.9, "peak": 0.5, "varied": 0.3, "hints": 0.75},
}
METRICS = ["l1", "l2", "ciede2000", "chroma_error"]
SAMPLES = 6  # pictures of a show in its sheet
LABEL = 22  # rows of pixels above them


def measured(dataset: Dataset, *names: object) -> Path:
    return dataset.folder / "measured" / "-".join(map(str, names))


def baselines(dataset: Dataset, split: str) -> None:
    path = measured(dataset, "baselines", split).with_suffix(".csv")
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        training = dataset.shards("training")
        measure_baselines(training, dataset.shards(split)).to_csv(path, index=False)


def settings_of(model: str, number: int, width: float = WIDTH) -> TrainingSettings:
    """For so many training pictures."""
    pictures = MORE if RECIPES[model].starts_from else PICTURES
    epochs = max(round(pictures / number), 1)
    return RECIPES[model].settings(epochs=epochs, width=width, **SHARED, **OWN[model])


def engine(device: torch.device = CPU) -> Engine:
    return resolve(EngineSettings("auto", "auto", "auto", False, False, 16, 10), device)


def trained(
    examples: Examples,
    model: str,
    condition: str,
    seed: int,
    width: float = WIDTH,
    start: Path | None = None,
) -> Training:
    """On the device of the examples; from a generator's weights, where it starts from another's."""
    settings = settings_of(model, len(examples), width)
    torch.manual_seed(seed)
    objective = build_objective(model, settings, examples.size, condition)
    if start:
        objective.generator.load_state_dict(torch.load(start))
    training = Training(objective, engine(examples.device), settings, seed, len(examples))
    for epoch in range(1, settings.epochs + 1):
        train_epoch(training, examples, epoch, None)
    return training


def measure_model(
    dataset: Dataset,
    model: str,
    condition: str,
    seed: int,
    device: torch.device = CPU,
    width: float = WIDTH,
) -> None:
    """Train, and measure on validation and test; nothing if that was done."""
    folder = measured(dataset, model, condition, seed)
    if (folder / "record.json").exists():
        return
    folder.mkdir(parents=True, exist_ok=True)
    examples = load_examples(dataset.shards("training"), condition, device, 16)
    start = time.process_time()
    source = RECIPES[model].starts_from
    begun = measured(dataset, source, condition, seed) / "weights.pt" if source else None
    training = trained(examples, model, condition, seed, width, begun)
    record = {"pictures": training.images, "cpu_seconds": time.process_time() - start}
    generator = training.objective.generator.eval()
    for split in ("validation", "test"):
        colored, truth = colored_split(generator, dataset, condition, split)
        rows = pd.DataFrame({**read_origins(dataset.shards(split)), **measure(colored, truth)})
        rows.to_csv(folder / f"{split}.csv", index=False)
        np.save(folder / f"{split}.npy", colored[spread(len(colored))])
        record[split] = float(rows["l1"].mean())
        record[f"{split}_checkerboard"] = checkerboard(colored) / checkerboard(truth)
    torch.save(generator.cpu().state_dict(), folder / "weights.pt")
    (folder / "record.json").write_text(json.dumps(record) + "\n")
    print(f"{dataset.name}: {model} from {condition}, seed {seed}: {record}", flush=True)


def colored_split(
    generator: Network, dataset: Dataset, condition: str, split: str
) -> tuple[np.ndarray, np.ndarray]:
    """A split's pictures as the generator colors them, and the truth: (n, h, w, 3) uint8 each."""
    device = next(generator.parameters()).device
    examples = load_examples(dataset.shards(split), condition, device, 16)
    numbers = torch.split(torch.arange(len(examples)), 16)
    pairs = [
        (predict_colors(generator, some).cpu().numpy(), truth.cpu().numpy())
        for some, truth in examples.batches(numbers)
    ]
    colored, truth = (np.concatenate(part) for part in zip(*pairs, strict=True))
    return colored, truth


def spread(number: int) -> list[int]:
    """Places of the sheet's pictures."""
    return np.linspace(0, number - 1, SAMPLES).round().astype(int).tolist()


def checkerboard(frames: np.ndarray) -> float:
    """Energy of (n, h, w, 3) frames around the period of two pixels, by row or by column."""
    energy = 0.0
    for frame in frames:
        window = np.outer(np.hanning(frame.shape[0]), np.hanning(frame.shape[1]))[..., None]
        power = abs(np.fft.fft2((frame - frame.mean((0, 1))) * window, axes=(0, 1))) ** 2
        down, right = (abs(np.fft.fftfreq(length)) > 0.47 for length in frame.shape[:2])
        energy += float(power[down[:, None] | right].sum())
    return energy / len(frames)


def table(dataset: Dataset, split: str) -> pd.DataFrame:
    """A row for each baseline and model that was measured, best first within a condition."""
    scenes = pd.read_csv(dataset.folder / f"{split}.csv")
    rows = []
    frames_of_baselines = pd.read_csv(measured(dataset, "baselines", split).with_suffix(".csv"))
    for (name, condition), frames in frames_of_baselines.groupby(["baseline", "condition"]):
        rows.append(summary(METHODS[name], condition, [frames.reset_index(drop=True)], scenes, []))
    for model in RECIPES:
        for condition in CONDITIONS:
            folders = [measured(dataset, model, condition, seed) for seed in SEEDS]
            done = [folder for folder in folders if (folder / "record.json").exists()]
            if done:
                frames = [pd.read_csv(folder / f"{split}.csv") for folder in done]
                records = [json.loads((folder / "record.json").read_text()) for folder in done]
                rows.append(
                    summary(RECIPES[model].label, condition, frames, scenes, records, split)
                )
    return pd.DataFrame(rows).sort_values(["Input", "order"]).drop(columns="order")


def summary(
    label: str,
    condition: str,
    seeds: list[pd.DataFrame],
    scenes: pd.DataFrame,
    records: list[dict[str, float]],
    split: str = "",
) -> dict[str, object]:
    """Means over frames and seeds; the interval is over scenes, of the seeds' mean."""
    mean = pd.concat([frames[METRICS] for frames in seeds]).groupby(level=0).mean()
    group, _ = groups(seeds[0], scenes)
    bounds = mean_intervals(mean[["l1"]], group)["l1"]
    each = [float(frames["l1"].mean()) for frames in seeds]
    return {
        "Input": CONDITIONS[condition].label if condition in CONDITIONS else "none",
        "order": float(mean["l1"].mean()),
        "Method": label,
        "L1": f"{mean['l1'].mean():.1f}",
        "95 %": "" if bounds.isna().any() else f"{bounds['low']:.1f} to {bounds['high']:.1f}",
        "Seeds": ", ".join(f"{value:.1f}" for value in each) if records else "",
        "L2": f"{mean['l2'].mean():.0f}",
        "CIEDE2000": f"{mean['ciede2000'].mean():.1f}",
        "Chroma error": f"{mean['chroma_error'].mean():.1f}",
        "Checkerboard": ratio([record[f"{split}_checkerboard"] for record in records]),
        "CPU-s": ratio([record["cpu_seconds"] for record in records], 0),
    }


def ratio(values: list[float], digits: int = 2) -> str:
    return f"{np.mean(values):.{digits}f}" if values else ""


def sheet(dataset: Dataset, path: Path) -> None:
    """Test pictures of a show by rows: what models see, each model's colors from its first seed,
    and the truth; a block for each condition."""
    truth = open_split(dataset.shards("test"))
    numbers = np.array(spread(len(truth)))
    blocks = []
    for condition, kind in CONDITIONS.items():
        seen = np.repeat(truth.pictures(condition, numbers)[..., None], 3, axis=-1)
        columns = [labelled(kind.label, seen)]
        for model, recipe in RECIPES.items():
            saved = measured(dataset, model, condition, SEEDS[0]) / "test.npy"
            columns += [labelled(recipe.label, np.load(saved))] if saved.exists() else []
        columns.append(labelled("truth", truth.pictures("rgb", numbers)))
        blocks.append(np.concatenate(columns, axis=1))
    widest = max(block.shape[1] for block in blocks)
    fill = {"constant_values": 255}
    blocks = [
        np.pad(each, ((0, 0), (0, widest - each.shape[1]), (0, 0)), **fill) for each in blocks
    ]
    cv2.imwrite(str(path), np.concatenate(blocks)[..., ::-1])


def labelled(label: str, pictures: np.ndarray) -> np.ndarray:
    """(n, h, w, 3) pictures below each other at half their size, under a label."""
    whole = np.concatenate(list(pictures))
    small = cv2.resize(whole, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    head = np.full((LABEL, small.shape[1], 3), 255, np.uint8)
    cv2.putText(
        head, label, (3, LABEL - 6), cv2.FONT_HERSHEY_SIMPLEX, 0.45, (0, 0, 0), 1, cv2.LINE_AA
    )
    return np.concatenate([head, small])


def page(datasets: list[Dataset]) -> str:
    text = []
    for dataset in datasets:
        measured = dataset.folder / "measured"
        if not measured.is_dir():
            continue
        number = len(pd.read_csv(dataset.folder / "test.csv"))
        text += [f"### {dataset.name}", "", f"{number} pictures of the test part.", ""]
        text += [table(dataset, "test").to_markdown(index=False), ""]
    return "\n".join(text)


def run_all(
    datasets: list[Dataset], models: list[str], conditions: list[str], args: list[str]
) -> None:
    """Each training in a process of its own with one thread, as many at a time as processors;
    first those that others start from."""
    for later in (False, True):
        run_jobs(
            [
                (dataset.name, model, condition, seed)
                for seed in SEEDS
                for dataset in datasets
                for condition in conditions
                for model in models
                if bool(RECIPES[model].starts_from) is later
            ],
            args,
        )


def run_jobs(jobs: list[tuple[str, str, str, int]], args: list[str]) -> None:
    one = {**os.environ, "OMP_NUM_THREADS": "1", "OMP_WAIT_POLICY": "passive"}
    running: list[subprocess.Popen[bytes]] = []
    for job in jobs:
        words = [sys.executable, __file__, *args, "--one", *map(str, job)]
        running.append(subprocess.Popen(words, env=one))
        while len(running) >= (os.cpu_count() or 1):
            time.sleep(0.5)
            running = [process for process in running if process.poll() is None]
    for process in running:
        process.wait()


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("results", type=Path, help="folder of what is measured")
    parser.add_argument("footage", type=Path, help="folder of the shows")
    parser.add_argument("--show", choices=SHOWS, action="append")
    parser.add_argument("--model", choices=RECIPES, action="append")
    parser.add_argument("--condition", choices=CONDITIONS, action="append")
    parser.add_argument("--device", choices=("cpu", "cuda"), default="cpu")
    parser.add_argument("--width", type=float, default=WIDTH, help="of the networks")
    parser.add_argument("--write", action="store_true", help="only write tables and sheets")
    parser.add_argument("--one", nargs=4, metavar=("SHOW", "MODEL", "CONDITION", "SEED"))
    args = parser.parse_args()
    results = args.results.absolute() / "quality"
    datasets = [
        Dataset(name, args.footage.absolute(), results / name) for name in args.show or SHOWS
    ]
    if args.one:
        name, model, condition, seed = args.one
        dataset = Dataset(name, args.footage.absolute(), results / name)
        device = torch.device(args.device)
        measure_model(dataset, model, condition, int(seed), device, args.width)
        return
    if not args.write:
        for dataset in datasets:
            dataset.prepare()
            for split in ("validation", "test"):
                baselines(dataset, split)
        same = [str(args.results), str(args.footage), "--device", args.device]
        same += ["--width", str(args.width)]
        run_all(datasets, args.model or [*RECIPES], args.condition or [*CONDITIONS], same)
    for dataset in datasets:
        sheet(dataset, results / f"{dataset.name}.png")
    (results / "quality.md").write_text(page(datasets))
    print(page(datasets))


if __name__ == "__main__":
    main()
