"""Rule train_model: one model for one condition from one seed."""

import json
import platform
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pandas as pd
import torch

from chromacel import __version__
from chromacel.command import run
from chromacel.devices import DeviceName, is_out_of_memory
from chromacel.engine import EngineSettings, resolve
from chromacel.errors import InputError
from chromacel.examples import Examples, load_examples
from chromacel.fingerprint import fingerprint
from chromacel.frames import Condition
from chromacel.objectives import OBJECTIVES, ModelName, TrainingSettings
from chromacel.processes import process_count, rank, training_device
from chromacel.progress import watched_frames, write_progress
from chromacel.resuming import ResumeFile
from chromacel.storage import sha256, write_text
from chromacel.training import Saver, Training, largest_batch, train
from chromacel.weights import save_generator

STAGE = "chromacel.stages.train_model"


def main(
    weights: Path,
    by_batch: Path,
    by_epoch: Path,
    record: Path,
    progress: Path,
    settings: TrainingSettings,
    engine: EngineSettings,
    *,
    model: ModelName,
    condition: Condition,
    seed: int,
    device: DeviceName,
    gpus: int,
    training: list[Path],
    validation: list[Path],
    test: list[Path],
) -> None:
    """A training that was killed goes on from the file `resume.safetensors` beside the weights.

    Of the test split, it colors a few frames now and then, which nothing depends on.
    """
    with training_device(device, gpus, STAGE) as own:
        if own is None:  # the processes that were started instead have done it
            return
        names = {"model": model, "condition": condition, "seed": seed}
        identity = {
            **names,
            **asdict(settings),
            "shards": {path.name: sha256(path) for path in training + validation + test},
            "code": fingerprint(STAGE),
            "PyTorch": torch.__version__,
        }
        examples, held_out = (
            load_examples(shards, condition, own, engine.dataset_gb)
            for shards in (training, validation)
        )
        watched = watched_frames(test, condition)
        torch.manual_seed(seed)
        objective = OBJECTIVES[model](settings, examples.size)
        conditions = torch.from_numpy(watched.condition)
        job = Training(objective, resolve(engine, own), settings, seed, len(examples), conditions)
        resume = ResumeFile(
            weights.with_name("resume.safetensors"), identity, engine.resume_minutes, job.engine
        )
        if rank() == 0:
            numbers = f"{len(examples)} training and {len(held_out)} validation pictures"
            print(f"{model} from {condition}, seed {seed}: {numbers}", flush=True)
        resume.restore(job)
        train_within_memory(job, examples, held_out, resume)
        if rank() == 0:
            save_generator(weights, objective.generator, settings.width)
            batches, epochs = histories(job)
            write_text(by_batch, batches.to_csv(index=False, float_format="%.6g"))
            write_text(by_epoch, epochs.to_csv(index=False, float_format="%.6g"))
            colored = [pictures.numpy() for pictures in job.colored]
            write_progress(progress, watched, colored, settings.epochs, names)
            facts = identity | outcome(job, resume, epochs)
            write_text(record, json.dumps(facts, indent=2, ensure_ascii=False) + "\n")
            resume.remove()


def outcome(job: Training, resume: ResumeFile, epochs: pd.DataFrame) -> dict[str, Any]:
    """What the record says beside what was asked for."""
    return {
        "chromacel": __version__,
        "Python": platform.python_version(),
        "ran_on": resume.ran_on,
        "parameters": {
            name: sum(parameter.numel() for parameter in network.parameters())
            for name, network in job.objective.networks.items()
        },
        "last_epoch": epochs.iloc[-1].to_dict(),
    }


def train_within_memory(
    job: Training, examples: Examples, validation: Examples, saver: Saver | None
) -> None:
    """Raises InputError if a batch does not fit into memory, and says what would."""
    try:
        train(job, examples, validation, saver)
        return
    except RuntimeError as error:
        if not is_out_of_memory(error):
            raise
    # Out of the `except`, or its traceback would keep the batch that did not fit.
    size = min(job.settings.batch_size, job.number)
    sentence = f"A batch of {size} pictures does not fit into the memory of the {job.engine.device}"
    if process_count() > 1:
        raise InputError(f"{sentence}s: lower `training.batch_size`, or use more of them.")
    if fitting := largest_batch(job, examples.size):
        raise InputError(f"{sentence}: set `training.batch_size` to {fitting}, which does.")
    raise InputError(f"{sentence}, and neither does one picture: lower `training.width`.")


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


if __name__ == "__main__":
    run(main)
