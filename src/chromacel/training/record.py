"""What is kept of a finished training: what its weights say of themselves, histories, record."""

import platform
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

import pandas as pd
import torch

from chromacel.dataset.provenance import Provenance
from chromacel.files.version import package_version
from chromacel.models.weights import Description
from chromacel.training.job import Job, Names
from chromacel.training.loop import Training


def describe(job: Job, names: Names, provenance: Mapping[str, Provenance]) -> Description:
    """`provenance` is that of the training shards' episodes, by their names."""
    rows, columns = job.watched.condition.shape[1:]
    making: list[dict[str, dict[str, Any]]] = []
    for episode in provenance.values():
        if episode.settings not in making:
            making.append(episode.settings)
    return Description(
        **asdict(names),
        settings=asdict(job.training.settings),
        making=making,
        size=(rows, columns),
        show={name: episode.sha256 for name, episode in provenance.items()},
        shards=job.identity["shards"],
        code=job.identity["code"],
        starts_from=job.identity.get("starts_from", ""),
        versions={"chromacel": package_version(), "PyTorch": torch.__version__},
    )


def histories(training: Training) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Epoch, batch and the loss of each network there; epoch, mean losses, validation's L1, L2."""
    names = list(training.objective.networks)
    batches = pd.DataFrame(training.losses.cpu().numpy(), columns=names)
    place = pd.RangeIndex(len(batches))
    batches.insert(0, "epoch", place // training.epoch_batches + 1)
    batches.insert(1, "batch", place % training.epoch_batches + 1)
    epochs = batches.groupby("epoch")[names].mean().reset_index()
    epochs[["validation_l1", "validation_l2"]] = training.validation
    return batches, epochs


def record_of(job: Job, epochs: pd.DataFrame) -> dict[str, Any]:
    """What was asked for, on what it ran, and how it ended."""
    return {
        **job.identity,
        "chromacel": package_version(),
        "Python": platform.python_version(),
        "ran_on": job.resume.ran_on,
        "parameters": {
            name: sum(parameter.numel() for parameter in network.parameters())
            for name, network in job.training.objective.networks.items()
        },
        "last_epoch": epochs.iloc[-1].to_dict(),
    }
