"""The training loop: knows losses and optimizers, not models."""

import time
from collections.abc import Callable, Container, Mapping
from datetime import timedelta
from typing import Protocol

import torch
from torch import Tensor
from torch.optim import Optimizer

from chromacel.dataset.batches import Examples, shuffled_epoch
from chromacel.errors import DivergedError, TrainingMemoryError
from chromacel.machine.devices import is_out_of_memory
from chromacel.machine.distributed import rank, rank_share, sum_over_ranks, world_size
from chromacel.machine.progress import Progress
from chromacel.models.draws import Draws
from chromacel.models.objectives import Objective
from chromacel.models.scaling import scaled_colors, scaled_condition
from chromacel.models.settings import TrainingSettings
from chromacel.pictures.pixels import COLORS
from chromacel.training.augmentation import flipped
from chromacel.training.engine import Engine
from chromacel.training.validation import color_watched, validate


class Training:
    """One training between two batches: networks, optimizers, and what came of it so far.

    `losses` is (batches, networks), on the device, its first `done` rows filled; `validation` has
    L1 and L2 after each epoch. `watched` are conditions (frames, h, w) uint8, and `colored` has
    what the generator makes of them after each of the watched epochs: (frames, h, w, 3) uint8.
    """

    def __init__(
        self,
        objective: Objective,
        engine: Engine,
        settings: TrainingSettings,
        seed: int,
        number: int,
        watched: Tensor | None = None,
        watched_epochs: Container[int] = (),
    ) -> None:
        engine.prepare(objective)
        self.objective, self.engine, self.settings = objective, engine, settings
        self.seed, self.number = seed, number
        self.optimizers = engine.optimizers(objective, settings)
        self.epoch_batches = -(-number // settings.batch_size)
        batches = settings.epochs * self.epoch_batches
        self.losses = torch.zeros(batches, len(objective.networks), device=engine.device)
        self.validation: list[tuple[float, float]] = []
        self.watched, self.watched_epochs = watched, watched_epochs
        self.colored: list[Tensor] = []
        self.done = 0

    @property
    def images(self) -> int:
        """How many pictures have been learned from, each as often as it was."""
        epochs, batches = divmod(self.done, self.epoch_batches)
        return epochs * self.number + min(batches * self.settings.batch_size, self.number)

    def set_rate(self) -> None:
        """Have the optimizers take the learning rate of the batch that comes."""
        rate = self.settings.learning_rate * self.objective.rate(self.done / len(self.losses))
        for optimizer in self.optimizers.values():
            for group in optimizer.param_groups:
                group["lr"] = rate

    def check_finite(self) -> None:
        """Raises DivergedError if a loss or weight is not finite, naming epoch and batch."""
        bad = (~self.losses[: self.done].isfinite()).any(dim=1).nonzero()
        place = int(bad[0]) if len(bad) else self.done - 1
        networks = self.objective.networks.values()
        weights = (tensor for network in networks for tensor in network.state_dict().values())
        if len(bad) or not all(bool(tensor.isfinite().all()) for tensor in weights):
            what = "The loss is" if len(bad) else "A weight is"
            epoch, batch = divmod(place, self.epoch_batches)
            raise DivergedError(
                f"{what} not finite in epoch {epoch + 1}, batch {batch + 1}",
                "lower the learning rate",
            )


class Saver(Protocol):
    """Keeps a training from time to time; `due` is asked after each batch."""

    def due(self) -> bool: ...

    def save(self, training: Training) -> None: ...


AfterEpoch = Callable[[Training], None]


def train(
    training: Training,
    examples: Examples,
    validation: Examples,
    saver: Saver | None = None,
    after_epoch: AfterEpoch | None = None,
) -> None:
    """Go on from where the training is, to the end of its last epoch.

    Raises:
        DivergedError: a loss or a weight is not finite.
    """
    settings = training.settings
    begun, before = time.monotonic(), training.done
    progress = Progress(settings.epochs * training.number, "images", training.images)
    for epoch in range(len(training.validation) + 1, settings.epochs + 1):
        start, first = time.monotonic(), training.done
        train_epoch(training, examples, epoch, saver, progress if rank() == 0 else None)
        training.check_finite()
        seconds = time.monotonic() - start
        training.validation.append(
            validate(training.objective.generator, validation, settings.batch_size)
        )
        if training.watched is not None and epoch in training.watched_epochs:
            training.colored.append(color_watched(training.objective.generator, training.watched))
        if rank() == 0:
            speed = (training.done - first) * settings.batch_size / seconds
            pace = (time.monotonic() - begun) / max(training.done - before, 1)
            left = timedelta(seconds=round(pace * (len(training.losses) - training.done)))
            print(f"{described(training, epoch)}; {speed:.1f} images/s; {left} left", flush=True)
        if after_epoch:
            after_epoch(training)


def train_epoch(
    training: Training,
    examples: Examples,
    epoch: int,
    saver: Saver | None,
    progress: Progress | None = None,
) -> None:
    """The batches of an epoch, counted from 1, that are still to be done."""
    settings, engine = training.settings, training.engine
    for network in training.objective.networks.values():
        network.train()
    order, flips = shuffled_epoch(training.number, training.seed, epoch)
    done = training.done - (epoch - 1) * training.epoch_batches
    numbers = torch.split(order, settings.batch_size)[done:]
    batches = examples.batches(rank_share(batch) for batch in numbers)
    for batch, pictures in zip(numbers, batches, strict=True):
        if settings.flips:
            chosen = flips[rank_share(batch)].to(engine.device, non_blocking=True)
            condition, colors = (flipped(part, chosen) for part in pictures)
        else:
            condition, colors = pictures
        draws = Draws((training.seed, training.done), len(batch), engine.device)
        condition, colors = training.objective.varied(
            scaled_condition(condition), scaled_colors(colors), draws
        )
        training.set_rate()
        losses = step(
            training.objective,
            training.optimizers,
            engine.layout(condition),
            engine.layout(colors),
            len(batch),
        )
        training.losses[training.done] = torch.stack([*losses.values()])
        training.done += 1
        if progress:
            progress.at(training.images, f"epoch {epoch} of {settings.epochs}")
        if saver and saver.due():
            training.check_finite()
            saver.save(training)


def step(
    objective: Objective,
    optimizers: Mapping[str, Optimizer],
    condition: Tensor,
    colors: Tensor,
    number: int,
) -> dict[str, Tensor]:
    """One update of each network on this process's part of a batch of `number` pictures.

    Returns the losses of the whole batch, each from before its network's update.
    """
    losses = {}
    for name, loss in objective.losses(condition, colors, number):
        optimizers[name].zero_grad()
        torch.autograd.backward(loss)
        losses[name] = loss.detach()
        gradients = [parameter.grad for parameter in objective.networks[name].parameters()]
        sum_over_ranks([losses[name], *(part for part in gradients if part is not None)])
        optimizers[name].step()
    return losses


def described(training: Training, epoch: int) -> str:
    """An epoch's mean losses and validation distances, for the log."""
    last = training.losses[(epoch - 1) * training.epoch_batches : epoch * training.epoch_batches]
    means = zip(training.objective.networks, last.mean(dim=0).tolist(), strict=True)
    l1, l2 = training.validation[epoch - 1]
    return (
        f"epoch {epoch}/{training.settings.epochs}: "
        + ", ".join(f"{name} loss {loss:.4g}" for name, loss in means)
        + f"; validation L1 {l1:.2f}, L2 {l2:.1f}"
    )


def largest_batch(training: Training, size: tuple[int, int]) -> int:
    """How many pictures of a size can be trained on at a time, by halving; 0 if none can.

    The training itself is of no use afterwards.
    """
    number = min(training.settings.batch_size, training.number) // 2
    while number and not _fits(training, number, size):
        number //= 2
    return number


def _fits(training: Training, number: int, size: tuple[int, int]) -> bool:
    engine = training.engine
    try:
        condition = engine.layout(torch.zeros(number, 1, *size, device=engine.device))
        colors = engine.layout(torch.zeros(number, COLORS, *size, device=engine.device))
        step(training.objective, training.optimizers, condition, colors, number)
    except RuntimeError as error:
        if not is_out_of_memory(error):
            raise
        return False
    return True


def train_within_memory(
    job: Training,
    examples: Examples,
    validation: Examples,
    saver: Saver | None,
    after_epoch: AfterEpoch | None = None,
) -> None:
    """Raises TrainingMemoryError if a batch does not fit into memory, and says what would."""
    try:
        train(job, examples, validation, saver, after_epoch)
        return
    except RuntimeError as error:
        if not is_out_of_memory(error):
            raise
    # Out of the `except`, or its traceback would keep the batch that did not fit.
    size = min(job.settings.batch_size, job.number)
    problem = f"A batch of {size} pictures does not fit into the memory of the {job.engine.device}"
    if world_size() > 1:
        raise TrainingMemoryError(f"{problem}s", "take a smaller one", fitting=None)
    if fitting := largest_batch(job, examples.size):
        raise TrainingMemoryError(problem, f"take {fitting}, which do", fitting=fitting)
    raise TrainingMemoryError(
        f"{problem}, and neither does one picture", "take a narrower network", fitting=0
    )
