"""A training on a machine that others use too: its speed beside its own on the quiet machine.

`python benchmarks/contention.py RESULTS` writes `contention.md`. It trains the demo's models as
jobs do on two processors, two at once with a thread each, and also as PyTorch does by itself: one,
with two threads that spin while they wait. Needs a machine that is quiet otherwise, of whose
processors it takes two.
"""

import argparse
import contextlib
import os
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

SOURCE = Path(__file__).parent.parent / "src"
sys.path.insert(0, str(SOURCE))  # where it is not installed

MODELS = {"convnet": {"beta1": 0.9}, "gan": {"beta1": 0.5, "l1_weight": 100.0}}
BATCH = 4
SIZE = (180, 320)
SECONDS = 4.0  # of one measurement
OURS = {"OMP_NUM_THREADS": "1", "OMP_WAIT_POLICY": "passive"}  # as in workflow/rules/common.smk
WAITING = {"chromacel": OURS, "spinning": {}}
BARS = {"a busy loop": 0.45, "a second training": 0.40, "a quota of one processor": 0.45}
CGROUPS = Path("/sys/fs/cgroup")


def train_for_ever(model: str) -> None:
    """Steps on one batch; says from time to time how many pictures have been done."""
    import torch

    from chromacel.machine.devices import claimed_devices
    from chromacel.models.objectives import objective_class
    from chromacel.models.recipes import RECIPES
    from chromacel.models.scaling import scaled_colors, scaled_condition
    from chromacel.training.engine import EngineSettings, resolve
    from chromacel.training.loop import Training, step

    settings = RECIPES[model].settings(
        epochs=1, batch_size=BATCH, learning_rate=5e-4, width=0.125, flips=False, **MODELS[model]
    )
    automatic = EngineSettings("auto", "auto", "auto", "auto", False, 16, 10)
    with claimed_devices("cpu") as [device]:
        torch.manual_seed(1)
        objective = objective_class(model)(settings, SIZE, "gray")
        training = Training(objective, resolve(automatic, device), settings, 1, BATCH)
        for network in objective.networks.values():
            network.train()
        gray = torch.randint(0, 256, (BATCH, *SIZE), dtype=torch.uint8)
        rgb = torch.randint(0, 256, (BATCH, *SIZE, 3), dtype=torch.uint8)
        condition = training.engine.layout(scaled_condition(gray))
        colors = training.engine.layout(scaled_colors(rgb))
        done = 0
        while True:
            step(objective, training.optimizers, condition, colors, BATCH)
            done += BATCH
            print(f"{time.perf_counter()} {done}", flush=True)


class Run:
    """A training in a process of its own, on two processors at most."""

    def __init__(self, model: str, waiting: str, group: Path | None = None) -> None:
        words = [sys.executable, __file__, "--train", model]
        if group:  # the shell enters it, and becomes the training
            words = ["bash", "-c", 'echo $$ > "$0"; exec "$@"', str(group / "cgroup.procs"), *words]
        clean = {name: value for name, value in os.environ.items() if "OMP" not in name}
        self.process = subprocess.Popen(
            ["taskset", "--cpu-list", two_processors(), *words],
            env=clean | WAITING[waiting],
            stdout=subprocess.PIPE,
            text=True,
        )
        self.rows: list[tuple[float, int]] = []
        threading.Thread(target=self._read, daemon=True).start()
        while len(self.rows) < 10:
            assert self.process.poll() is None, "the training has ended"
            time.sleep(0.1)

    def _read(self) -> None:
        for line in self.process.stdout or ():
            words = line.split()
            if len(words) == 2:
                self.rows.append((float(words[0]), int(words[1])))

    def end(self) -> None:
        self.process.kill()
        self.process.wait()


def two_processors() -> str:
    return ",".join(map(str, sorted(os.sched_getaffinity(0))[:2]))


@contextlib.contextmanager
def running(*arguments: object) -> Iterator[Run]:
    run = Run(*arguments)  # type: ignore[arg-type]
    try:
        yield run
    finally:
        run.end()


def speeds(*runs: Run) -> list[float]:
    """Pictures a second of each run, in the same seconds."""
    starts = [len(run.rows) - 1 for run in runs]
    time.sleep(SECONDS)
    found = []
    for run, start in zip(runs, starts, strict=True):
        (begun, before), (ended, after) = run.rows[start], run.rows[-1]
        found.append((after - before) / max(ended - begun, SECONDS))
    return found


@contextlib.contextmanager
def busy_loop() -> Iterator[None]:
    where = ["taskset", "--cpu-list", two_processors().split(",")[0]]
    process = subprocess.Popen([*where, sys.executable, "-c", "while True: pass"])
    time.sleep(0.5)
    try:
        yield
    finally:
        process.kill()
        process.wait()


@contextlib.contextmanager
def quota_of_one() -> Iterator[Path]:
    """A control group that may take the time of one processor. Takes root, or raises OSError."""
    is_new = (CGROUPS / "cgroup.controllers").exists()
    group = CGROUPS / ("" if is_new else "cpu") / f"chromacel-{os.getpid()}"
    group.mkdir()
    try:
        if is_new:
            (group / "cpu.max").write_text("100000 100000")
        else:
            (group / "cpu.cfs_period_us").write_text("100000")
            (group / "cpu.cfs_quota_us").write_text("100000")
        yield group
    finally:
        time.sleep(0.5)
        group.rmdir()


@dataclass(frozen=True)
class Round:
    """Pictures a second of one way to train: alone, in each surrounding, and two at once in all."""

    alone: float
    beside: dict[str, float]
    both: float


def one_round(model: str, waiting: str) -> Round:
    with running(model, waiting) as run:
        [alone] = speeds(run)
        with busy_loop():
            beside = {"a busy loop": speeds(run)[0]}
        with running(model, waiting) as other:
            two = speeds(run, other)
            beside["a second training"] = min(two)
    try:
        with quota_of_one() as group, running(model, waiting, group) as run:
            beside["a quota of one processor"] = speeds(run)[0]
    except OSError as error:
        print(f"No quota: {error}", flush=True)
    return Round(alone, beside, sum(two))


def shown(values: list[float]) -> str:
    return f"{statistics.median(values):.2f} ({min(values):.2f} to {max(values):.2f})"


def table(model: str, rounds: dict[str, list[Round]]) -> Iterator[str]:
    pairs = zip(rounds["chromacel"], rounds["spinning"], strict=True)
    quiet = shown([ours.both / theirs.alone for ours, theirs in pairs])
    yield f"| {model} | nothing: two trainings, over one that spins | {quiet} | | 0.95 |"
    for name, bar in BARS.items():
        cells = [
            shown([each.beside[name] / each.alone for each in rounds[waiting]])
            if all(name in each.beside for each in rounds[waiting])
            else "not measured"
            for waiting in WAITING
        ]
        yield f"| {model} | {name} | {' | '.join(cells)} | {bar:.2f} |"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("results", type=Path, nargs="?")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--train", choices=MODELS, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.train:
        train_for_ever(given.train)
    lines = [
        f"The demo's models, batches of {BATCH}, on two processors; the speed in each surrounding"
        " over the speed of the same round alone; medians of"
        f" {given.rounds} rounds, lowest and highest in brackets.",
        "",
        "| model | beside | chromacel | spinning | bar |",
        "| --- | --- | --- | --- | --- |",
    ]
    for model in MODELS:
        rounds: dict[str, list[Round]] = {waiting: [] for waiting in WAITING}
        for _ in range(given.rounds):
            for waiting, found in rounds.items():
                found.append(one_round(model, waiting))
        lines += table(model, rounds)
    print("\n".join(lines))
    given.results.mkdir(parents=True, exist_ok=True)
    (given.results / "contention.md").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
