"""Rule train_model: one model for one condition from one seed."""

import json
from pathlib import Path
from typing import Annotated

from chromacel.dataset.provenance import read_provenance
from chromacel.evaluation.progress import write_progress
from chromacel.files.whole import write_text
from chromacel.jobs.command import ChosenBy, run
from chromacel.jobs.fingerprint import model_fingerprint
from chromacel.machine.devices import DeviceName
from chromacel.machine.distributed import is_rank, rank, run_ranks, training_device
from chromacel.models.recipes import RECIPES
from chromacel.models.settings import TrainingSettings
from chromacel.models.weights import save_model
from chromacel.training.engine import EngineSettings
from chromacel.training.job import Names, ShardPaths, run_training
from chromacel.training.record import describe, histories, record_of

STAGE = "chromacel.stages.train_model"
SETTINGS = ChosenBy("model", {name: recipe.settings for name, recipe in RECIPES.items()})


def main(
    weights: Path,
    by_batch: Path,
    by_epoch: Path,
    record: Path,
    progress: Path,
    names: Names,
    settings: Annotated[TrainingSettings, SETTINGS],
    engine: EngineSettings,
    shards: ShardPaths,
    *,
    device: DeviceName,
    gpus: int,
) -> None:
    """Train a model, from the file `resume.safetensors` beside its weights if it was killed.

    Args:
        weights: the trained generator, which describes itself
        by_batch: CSV of each network's loss by batch
        by_epoch: CSV of the mean losses, and of L1 and L2 on the validation split, by epoch
        record: JSON of what was asked for, on what it ran, and how it ended
        progress: a few test frames as they were colored after each epoch
        device: auto, cpu or cuda
        gpus: how many devices train together, each with its share of a batch
    """
    if gpus > 1 and not is_rank():
        run_ranks(device, gpus, STAGE)
        return
    code = model_fingerprint(STAGE, names.model)
    resume = weights.with_name("resume.safetensors")
    provenance = read_provenance(shards.training)  # damage shows before the work, not after it
    with training_device(device) as one:
        job = run_training(names, settings, engine, shards, code, one, resume)
        if rank() != 0:
            return
        generator = job.training.objective.generator
        save_model(weights, generator.state_dict(), describe(job, names, provenance))
        batches, epochs = histories(job.training)
        write_text(by_batch, batches.to_csv(index=False, float_format="%.6g"))
        write_text(by_epoch, epochs.to_csv(index=False, float_format="%.6g"))
        write_progress(progress, job.watched, job.colored, settings.epochs, vars(names))
        text = json.dumps(record_of(job, epochs), indent=2, ensure_ascii=False)
        write_text(record, text + "\n")
        job.resume.remove()


if __name__ == "__main__":
    run(main)
