"""Rule train_model: one model for one condition from one seed."""

import json
from dataclasses import asdict
from pathlib import Path

import torch

from chromacel.conditions.kinds import Condition
from chromacel.dataset.batches import load_examples
from chromacel.evaluation.progress import watched_frames, write_progress
from chromacel.files.whole import sha256, write_text
from chromacel.jobs.command import run
from chromacel.jobs.fingerprint import fingerprint
from chromacel.machine.devices import DeviceName
from chromacel.machine.distributed import rank, training_device
from chromacel.models.objectives import OBJECTIVES
from chromacel.models.recipes import ModelName, TrainingSettings
from chromacel.models.weights import save_generator
from chromacel.training.engine import EngineSettings, resolve
from chromacel.training.loop import Training, train_within_memory
from chromacel.training.record import histories, outcome
from chromacel.training.resuming import ResumeFile

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


if __name__ == "__main__":
    run(main)
