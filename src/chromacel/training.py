"""The training loop: knows losses and optimizers, not models."""

import time
from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd
import torch
from torch import Tensor
from torch.optim import Adam, Optimizer
from tqdm import tqdm

from chromacel.coloring import color_pictures
from chromacel.evaluation import distances
from chromacel.examples import Examples
from chromacel.networks import Generator
from chromacel.objectives import Objective, TrainingSettings

BETA2 = 0.999  # Adam's usual one; the paper does not change it


@dataclass(frozen=True)
class History:
    """`batches`: epoch, batch and the loss of each network there; `epochs`: epoch, the mean losses,
    and the validation split's L1 and L2 after it."""

    batches: pd.DataFrame
    epochs: pd.DataFrame


def train(
    objective: Objective,
    training: Examples,
    validation: Examples,
    settings: TrainingSettings,
    seed: int,
) -> History:
    """Train the objective's networks in place. The examples are shuffled anew in each epoch."""
    optimizers = make_optimizers(objective, settings)
    shuffle = torch.Generator().manual_seed(seed)
    history: list[pd.DataFrame] = []
    distances_by_epoch = []
    begin = time.monotonic()
    for epoch in range(1, settings.epochs + 1):
        start = time.monotonic()
        order = torch.randperm(len(training), generator=shuffle)
        history.append(train_epoch(objective, optimizers, training, order, settings, epoch))
        speed = len(training) / (time.monotonic() - start)
        l1, l2 = validate(objective.generator, validation, settings.batch_size)
        distances_by_epoch.append((l1, l2))
        losses = history[-1][list(optimizers)].mean()
        left = (time.monotonic() - begin) / epoch * (settings.epochs - epoch)
        print(
            f"epoch {epoch}/{settings.epochs}: "
            + ", ".join(f"{name} loss {loss:.4g}" for name, loss in losses.items())
            + f"; validation L1 {l1:.2f}, L2 {l2:.1f}"
            + f"; {speed:.1f} images/s; {tqdm.format_interval(left)} left",
            flush=True,
        )
    batches = pd.concat(history, ignore_index=True)
    epochs = batches.groupby("epoch")[list(optimizers)].mean().reset_index()
    epochs[["validation_l1", "validation_l2"]] = distances_by_epoch
    return History(batches, epochs)


def make_optimizers(objective: Objective, settings: TrainingSettings) -> dict[str, Optimizer]:
    return {
        name: Adam(network.parameters(), settings.learning_rate, betas=(settings.beta1, BETA2))
        for name, network in objective.networks.items()
    }


def train_epoch(
    objective: Objective,
    optimizers: Mapping[str, Optimizer],
    examples: Examples,
    order: Tensor,
    settings: TrainingSettings,
    epoch: int,
) -> pd.DataFrame:
    """One pass over the examples in `order`; the losses of each batch, fetched at the end."""
    for network in objective.networks.values():
        network.train()
    losses: list[dict[str, Tensor]] = []
    number = -(-len(order) // settings.batch_size)
    batches = examples.batches(settings.batch_size, order)
    for condition, colors in tqdm(batches, f"epoch {epoch}", number, disable=None, leave=False):
        losses.append(step(objective, optimizers, condition, colors))
    table = {name: torch.stack([loss[name] for loss in losses]).cpu() for name in optimizers}
    return pd.DataFrame({"epoch": epoch, "batch": range(1, number + 1), **table})


def step(
    objective: Objective, optimizers: Mapping[str, Optimizer], condition: Tensor, colors: Tensor
) -> dict[str, Tensor]:
    """One update of each network on one batch; the losses before the updates."""
    losses = {}
    for name, loss in objective.losses(condition, colors):
        optimizers[name].zero_grad()
        # Only this network's gradients: the generator's loss also reaches the discriminator.
        torch.autograd.backward(loss, inputs=list(objective.networks[name].parameters()))
        optimizers[name].step()
        losses[name] = loss.detach()
    return losses


def validate(generator: Generator, examples: Examples, batch_size: int) -> tuple[float, float]:
    """Mean L1 and L2 over the examples, with the statistics gathered in training."""
    generator.eval()
    l1, l2 = distances(color_pictures(generator, examples.condition, batch_size), examples.colors)
    return l1.mean().item(), l2.mean().item()
