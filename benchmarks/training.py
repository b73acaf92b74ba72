"""Training beside a plain loop and beside the bare step, and each setting of the engine alone.

`python benchmarks/training.py RESULTS` writes `training.md`. It needs torch, numpy and h5py alone,
and takes the GPU where there is one, at the paper's width; two processors get a quarter of it.
Every contender is a process of its own; they take turns, an epoch each, so that a noisy machine is
noisy for all of them.
"""

import argparse
import multiprocessing
import os
import platform
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "src"))  # where it is not installed

import h5py
import numpy as np
import torch
from torch import Tensor, nn
from torch.nn.functional import binary_cross_entropy_with_logits
from torch.utils.data import DataLoader, Dataset
from torch.utils.flop_counter import FlopCounterMode

from chromacel.dataset.batches import Examples, StreamedExamples, load_examples
from chromacel.dataset.episode_files import create_frames
from chromacel.dataset.shards import open_split
from chromacel.files.hdf5 import created_h5
from chromacel.machine.devices import device_name
from chromacel.machine.memory import keep_freed_memory
from chromacel.models.objectives import objective_class
from chromacel.models.recipes import RECIPES
from chromacel.models.scaling import scaled_colors, scaled_condition
from chromacel.models.settings import TrainingSettings
from chromacel.training.engine import Engine, EngineSettings, resolve
from chromacel.training.loop import Training, step, train_epoch

SIZE = (180, 320)
SEED = 1
AUTO = EngineSettings("auto", "auto", "auto", "auto", False, 1000, 10)
OFF = replace(AUTO, precision="float32", channels_last=False, fused_adam=False)
ALONE = {
    "channels last": replace(OFF, channels_last=True),
    "fused Adam": replace(OFF, fused_adam=True),
    "bfloat16": replace(OFF, precision="bfloat16"),
    "compiled": replace(OFF, compile=True),
    "all automatic": AUTO,
    "all automatic, compiled": replace(AUTO, compile=True),
}


@dataclass(frozen=True)
class Job:
    """What all contenders train, on which shards."""

    model: str
    shards: list[Path]
    settings: TrainingSettings
    on_gpu: bool


@dataclass(frozen=True)
class Epoch:
    """Pictures a second, the share of the time in which the loop waited for them, and the highest
    memory so far, in GiB: of the GPU, or of the process."""

    speed: float
    waited: float
    memory: float


Contender = Callable[[], tuple[int, float]]  # trains an epoch: pictures, seconds waited


class PlainPictures(Dataset[tuple[Tensor, Tensor]]):
    """The shards as one would read them for a start: a picture at a time."""

    def __init__(self, paths: list[Path]) -> None:
        self.paths = paths
        self.files: list[h5py.File] = []
        self.rows = [(shard, row) for shard, path in enumerate(paths) for row in range(rows(path))]

    def __len__(self) -> int:
        return len(self.rows)

    def __getitem__(self, number: int) -> tuple[Tensor, Tensor]:
        if not self.files:  # in the worker that uses them
            self.files = [h5py.File(path) for path in self.paths]
        shard, row = self.rows[number]
        gray, rgb = (torch.from_numpy(self.files[shard][name][row]) for name in ("gray", "rgb"))
        return gray[None].float() / 127.5 - 1, rgb.permute(2, 0, 1).float() / 127.5 - 1


def rows(path: Path) -> int:
    with h5py.File(path) as file:
        return len(file["gray"])


def plain_loop(job: Job, device: torch.device) -> Contender:
    """Eager, float32, channels first, a DataLoader with workers, the textbook's backward passes."""
    torch.manual_seed(SEED)
    objective = objective_class(job.model)(job.settings, SIZE, "gray")
    networks = {name: network.to(device).train() for name, network in objective.networks.items()}
    optimizers = {
        name: torch.optim.Adam(network.parameters(), job.settings.learning_rate, betas=(0.5, 0.999))
        for name, network in networks.items()
    }
    workers = min(os.cpu_count() or 1, 8)
    loader = DataLoader(
        PlainPictures(job.shards),
        job.settings.batch_size,
        shuffle=True,
        num_workers=workers,
        pin_memory=device.type == "cuda",
        persistent_workers=True,
    )

    def epoch() -> tuple[int, float]:
        watch = Waiting()
        for batch in watch.over(loader):
            condition, colors = (part.to(device, non_blocking=True) for part in batch)
            if job.model == "convnet":
                difference = networks["generator"](condition) - colors
                update(optimizers["generator"], difference.square().sum() / 2 / len(colors))
            else:
                gan_step(networks, optimizers, condition, colors, job.settings.l1_weight)
        return len(loader.dataset), watch.seconds

    return epoch


def update(optimizer: torch.optim.Optimizer, loss: Tensor) -> None:
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()


def gan_step(
    networks: dict[str, nn.Module],
    optimizers: dict[str, torch.optim.Optimizer],
    condition: Tensor,
    colors: Tensor,
    l1_weight: float,
) -> None:
    generator, discriminator = networks["generator"], networks["discriminator"]
    fake = generator(condition)

    def cross_entropy(pictures: Tensor, target: float) -> Tensor:
        logits = discriminator(condition, pictures)
        return binary_cross_entropy_with_logits(logits, torch.full_like(logits, target))

    both = cross_entropy(colors, 1.0) + cross_entropy(fake.detach(), 0.0)
    update(optimizers["discriminator"], both)
    distance = (fake - colors).abs().mean()
    update(optimizers["generator"], cross_entropy(fake, 1.0) + l1_weight * distance)


class Waiting:
    """Seconds spent in waiting for the next item."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def over(self, items: Iterable) -> Iterator:
        iterator = iter(items)
        while True:
            begun = time.perf_counter()
            item = next(iterator, None)
            self.seconds += time.perf_counter() - begun
            if item is None:
                return
            yield item


class WatchedExamples:
    def __init__(self, examples: Examples) -> None:
        self.examples, self.watch = examples, Waiting()

    def batches(self, numbers: Iterable[Tensor]) -> Iterator[tuple[Tensor, Tensor]]:
        return self.watch.over(self.examples.batches(numbers))


def our_loop(
    job: Job, device: torch.device, settings: EngineSettings, streamed: bool = False
) -> Contender:
    if streamed:
        examples: Examples = StreamedExamples(open_split(job.shards), "gray", device)
    else:
        examples = load_examples(job.shards, "gray", device, settings.dataset_gb)
    training = new_training(job, resolve(settings, device), len(examples))

    def epoch() -> tuple[int, float]:
        training.done = 0
        watched = WatchedExamples(examples)
        train_epoch(training, watched, 1, None)
        return len(examples), watched.watch.seconds

    return epoch


def bare_step(job: Job, device: torch.device) -> Contender:
    """Our step again and again on one batch that is already as the networks want it."""
    number, size = sum(map(rows, job.shards)), job.settings.batch_size
    training = new_training(job, resolve(AUTO, device), number)
    split = open_split(job.shards)
    chosen = np.arange(size)
    condition, colors = (torch.from_numpy(split.pictures(name, chosen)).to(device)
                         for name in ("gray", "rgb"))  # fmt: skip
    condition = training.engine.layout(scaled_condition(condition))
    colors = training.engine.layout(scaled_colors(colors))
    batches = number // size
    for network in training.objective.networks.values():
        network.train()

    def epoch() -> tuple[int, float]:
        for _ in range(batches):
            step(training.objective, training.optimizers, condition, colors, size)
        return batches * size, 0.0

    return epoch


def new_training(job: Job, engine: Engine, number: int) -> Training:
    torch.manual_seed(SEED)
    return Training(
        objective_class(job.model)(job.settings, SIZE, "gray"), engine, job.settings, SEED, number
    )


@dataclass(frozen=True)
class Entry:
    """A contender by name; `keeps_memory` as trainings do on processors."""

    name: str
    make: Callable[..., Contender]
    arguments: tuple[object, ...] = ()
    keeps_memory: bool = True


BESIDE = [
    Entry("plain loop", plain_loop, keeps_memory=False),
    Entry("bare step", bare_step),
    Entry("chromacel", our_loop, (AUTO,)),
    Entry("chromacel, streamed", our_loop, (AUTO, True)),
]
ALL_OFF = Entry("all off", our_loop, (OFF,), keeps_memory=False)
SETTINGS = [
    Entry("freed memory kept", our_loop, (OFF,)),
    *(Entry(name, our_loop, (own,), keeps_memory="auto" in name) for name, own in ALONE.items()),
]


def compete(pipe: Connection, job: Job, entry: Entry) -> None:
    """One contender's process: an epoch, and its measures, each time that it is told."""
    device = torch.device("cuda" if job.on_gpu else "cpu")
    if entry.keeps_memory and not job.on_gpu:
        keep_freed_memory()
    epoch = entry.make(job, device, *entry.arguments)
    while pipe.recv():
        synchronize(device)
        begun = time.perf_counter()
        pictures, waited = epoch()
        synchronize(device)
        seconds = time.perf_counter() - begun
        peak = torch.cuda.max_memory_allocated() if job.on_gpu else highest_memory()
        pipe.send(Epoch(pictures / seconds, waited / seconds, peak / 2**30))


def synchronize(device: torch.device) -> None:
    if device.type == "cuda":
        torch.cuda.synchronize()


def highest_memory() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def measured(job: Job, entries: list[Entry], rounds: int) -> dict[str, list[Epoch]]:
    """Epochs of all contenders that can run here, in turns; the first one, to warm up, left out."""
    context = multiprocessing.get_context("spawn")
    pipes, processes = {}, []
    for entry in entries:
        pipes[entry.name], theirs = context.Pipe()
        # Not a daemon: the plain loop has workers of its own.
        processes.append(context.Process(target=compete, args=(theirs, job, entry)))
        processes[-1].start()
        theirs.close()
    found: dict[str, list[Epoch]] = {entry.name: [] for entry in entries}
    for _ in range(rounds + 1):
        for name, pipe in [*pipes.items()]:
            try:
                pipe.send(True)
                found[name].append(pipe.recv())
            except (EOFError, OSError):
                print(f"{name} cannot run here", flush=True)
                del pipes[name], found[name]
    for pipe in pipes.values():
        pipe.send(False)
    for process in processes:
        process.join()
    return {name: epochs[1:] for name, epochs in found.items()}


def flops_per_picture(job: Job) -> float:
    """Of a training step, counted by PyTorch: its convolutions' and matrix products'."""
    objective = objective_class(job.model)(job.settings, SIZE, "gray")
    optimizers = Engine(torch.device("cpu")).optimizers(objective, job.settings)
    with FlopCounterMode(display=False) as counter:
        step(objective, optimizers, torch.zeros(2, 1, *SIZE), torch.zeros(2, 3, *SIZE), 2)
    return counter.get_total_flops() / 2


def matrix_peak(device: torch.device, bfloat16: bool) -> float:
    """Operations a second of a large matrix product, the best of ten."""
    size = 8192 if device.type == "cuda" else 2048
    one, other = (torch.randn(size, size, device=device) for _ in range(2))
    if bfloat16:
        one, other = one.bfloat16(), other.bfloat16()
    best = 0.0
    for _ in range(10):
        synchronize(device)
        begun = time.perf_counter()
        torch.mm(one, other)
        synchronize(device)
        best = max(best, 2 * size**3 / (time.perf_counter() - begun))
    return best


def write_shards(folder: Path, number: int) -> list[Path]:
    """Made-up pictures that pack about as cartoons do: shapes of one color, and some noise."""
    random = np.random.default_rng(SEED)
    paths = []
    for shard, part in enumerate(np.array_split(np.arange(number), min(number, 16))):
        paths.append(folder / f"training-{shard}.h5")
        with created_h5(paths[-1]) as file:
            datasets = {
                name: create_frames(file, name, (len(part), *SIZE, *channels))
                for name, channels in (("gray", ()), ("rgb", (3,)))
            }
            for row in range(len(part)):
                shapes = random.integers(0, 256, (12, 20, 3), np.uint8)
                rgb = shapes.repeat(15, axis=0).repeat(16, axis=1)
                rgb[::3] ^= random.integers(0, 4, rgb[::3].shape, np.uint8)
                datasets["rgb"][row], datasets["gray"][row] = rgb, rgb[..., 1]
    return paths


def shown(values: Iterable[float], digits: int = 2) -> str:
    found = sorted(values)
    middle = statistics.median(found)
    return f"{middle:.{digits}f} ({found[0]:.{digits}f} to {found[-1]:.{digits}f})"


def ratio(found: dict[str, list[Epoch]], name: str, beside: str) -> str:
    pairs = zip(found[name], found[beside], strict=True)
    return shown(one.speed / other.speed for one, other in pairs)


def compared(job: Job, rounds: int, peak: float) -> Iterator[str]:
    found = measured(job, BESIDE, rounds)
    flops = flops_per_picture(job)
    for name, epochs in found.items():
        cells = [
            job.model,
            name,
            shown((epoch.speed for epoch in epochs), 1),
            "" if name == "plain loop" else ratio(found, name, "plain loop"),
            "" if name in ("plain loop", "bare step") else ratio(found, name, "bare step"),
            f"{100 * statistics.median(epoch.waited for epoch in epochs):.1f} %",
            f"{epochs[-1].memory:.1f} GiB",
            f"{100 * flops * statistics.median(epoch.speed for epoch in epochs) / peak:.0f} %",
        ]
        yield f"| {' | '.join(cells)} |"


def alone(job: Job, rounds: int) -> Iterator[str]:
    """Each setting and all off, two at a time, so that both have as much of the machine."""
    for entry in SETTINGS:
        found = measured(job, [ALL_OFF, entry], rounds)
        if epochs := found.get(entry.name):
            speed = shown((epoch.speed for epoch in epochs), 1)
            beside = ratio(found, entry.name, ALL_OFF.name)
            memory = f"{epochs[-1].memory:.1f} GiB"
            yield f"| {job.model} | {entry.name} | {speed} | {beside} | {memory} |"


def processor() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.split(":")[1].strip()
    return platform.processor()


def main() -> None:
    on_gpu = torch.cuda.is_available()
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("results", type=Path)
    parser.add_argument("--batch-size", type=int, default=64)
    parser.add_argument("--width", type=float, default=1 if on_gpu else 0.25)
    parser.add_argument("--pictures", type=int, default=64 * 160 if on_gpu else 64 * 3)
    parser.add_argument("--rounds", type=int, default=5, help="half as many for single settings")
    parser.add_argument("--no-settings", action="store_true", help="no single settings")
    given = parser.parse_args()
    device = torch.device("cuda" if on_gpu else "cpu")
    engine = resolve(AUTO, device)
    peak = matrix_peak(device, engine.bfloat16)
    machine = device_name(device) if on_gpu else f"{os.cpu_count()} cores of {processor()}"
    precision = "bfloat16" if engine.bfloat16 else "float32"
    lines = [
        f"On {machine}, PyTorch {torch.__version__}: width {given.width:g}, batches of"
        f" {given.batch_size}, {given.pictures} pictures of 180 × 320 an epoch; medians of"
        f" {given.rounds} epochs (half as many of single settings), lowest and highest in"
        f" brackets. Highest measured matrix product in {precision}: {peak / 1e12:.2f} TFLOP/s.",
        "",
        "| model | what | images/s | beside the plain loop | beside the bare step | waiting for"
        " pictures | memory | of the matrix peak |",
        f"|{' --- |' * 8}",
    ]
    given.results.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=given.results) as folder:
        shards = write_shards(Path(folder), given.pictures)
        jobs = []
        shared = (1, given.batch_size, 2e-4, given.width, False)
        for model, own in (("convnet", {"beta1": 0.9}), ("gan", {"beta1": 0.5, "l1_weight": 100})):
            settings = RECIPES[model].settings(*shared, **own)
            jobs.append(Job(model, shards, settings, on_gpu))
        for job in jobs:
            for line in compared(job, given.rounds, peak):
                print(line, flush=True)
                lines.append(line)
        if not given.no_settings:
            lines += [
                "",
                "| model | setting | images/s | beside all off | memory |",
                f"|{' --- |' * 5}",
            ]
        for job in [] if given.no_settings else jobs:
            for line in alone(job, -(-given.rounds // 2)):
                print(line, flush=True)
                lines.append(line)
    (given.results / "training.md").write_text("\n".join(lines) + "\n", encoding="utf-8")
    print("\n".join(lines))


if __name__ == "__main__":
    main()
