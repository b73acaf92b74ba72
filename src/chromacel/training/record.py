"""What is kept of a training beside its weights."""

import platform
from typing import Any

import pandas as pd

from chromacel.files.version import package_version
from chromacel.training.loop import Training
from chromacel.training.resuming import ResumeFile


def outcome(job: Training, resume: ResumeFile, epochs: pd.DataFrame) -> dict[str, Any]:
    """What the record says beside what was asked for."""
    return {
        "chromacel": package_version(),
        "Python": platform.python_version(),
        "ran_on": resume.ran_on,
        "parameters": {
            name: sum(parameter.numel() for parameter in network.parameters())
            for name, network in job.objective.networks.items()
        },
        "last_epoch": epochs.iloc[-1].to_dict(),
    }


def histories(job: Training) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Epoch, batch and the loss of each network there; epoch, mean losses, validation's L1, L2."""
    names = list(job.objective.networks)
    batches = pd.DataFrame(job.losses.cpu().numpy(), columns=names)
    place = pd.RangeIndex(len(batches))
    batches.insert(0, "epoch", place // job.epoch_batches + 1)
    batches.insert(1, "batch", place % job.epoch_batches + 1)
    epochs = batches.groupby("epoch")[names].mean().reset_index()
    epochs[["validation_l1", "validation_l2"]] = job.validation
    return batches, epochs
