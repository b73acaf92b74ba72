"""Rule train_model: one model for one condition from one seed."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

from chromacel.dataset.provenance import read_provenance
from chromacel.evaluation.progress import write_progress
from chromacel.files.archive import keep, kept_files, link
from chromacel.files.checksums import check_intact
from chromacel.files.whole import write_text
from chromacel.jobs.command import ChosenBy, run
from chromacel.jobs.fingerprint import model_fingerprint
from chromacel.machine.devices import DeviceName
from chromacel.machine.distributed import is_rank, rank, run_ranks, training_device
from chromacel.models.recipes import RECIPES
from chromacel.models.settings import TrainingSettings
from chromacel.models.weights import save_model
from chromacel.training.engine import EngineSettings, resolve
from chromacel.training.job import Job, Names, ShardPaths, identity_of, run_training
from chromacel.training.keeping import made_by
from chromacel.training.record import describe, histories, record_of
from chromacel.training.resuming import machine_of

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
    kept: str,
    starts_from: str,
) -> None:
    """Train a model, from the file `resume.safetensors` beside its weights if it was killed. If the
    same training was finished before and is kept, take that.

    Args:
        weights: the trained generator, which describes itself
        by_batch: CSV of each network's loss by batch
        by_epoch: CSV of the mean losses, and of L1 and L2 on the validation split, by epoch
        record: JSON of what was asked for, on what it ran, and how it ended
        progress: a few test frames as they were colored after each epoch
        device: auto, cpu or cuda
        gpus: how many devices train together, each with its share of a batch
        kept: folder of all trainings that were finished
        starts_from: weights of another model that this one starts from, or none
    """
    if gpus > 1 and not is_rank():
        run_ranks(device, gpus, STAGE)
        return
    outputs = {path.name: path for path in (weights, by_batch, by_epoch, record, progress)}
    read_provenance(shards.training)  # damage shows before the work, not after it
    begun = None if starts_from == "none" else Path(starts_from)
    if begun:
        check_intact(begun)
    with training_device(device) as one:
        resolved = resolve(engine, one)
        code = model_fingerprint(STAGE, names.model)
        identity = identity_of(names, settings, shards, code, begun)
        made = made_by(identity, resolved, engine.deterministic, [machine_of(resolved)])
        earlier = kept_files(Path(kept), made)
        if earlier.keys() != outputs.keys():
            resume = weights.with_name("resume.safetensors")
            job = run_training(names, settings, engine, shards, identity, one, resume, begun)
            if rank() == 0:
                _write(job, names, shards, outputs)
                keep(Path(kept), {**made, "ran_on": job.resume.ran_on}, outputs)
                job.resume.remove()
        elif rank() == 0:
            for name, path in outputs.items():
                link(earlier[name], path)


def _write(job: Job, names: Names, shards: ShardPaths, outputs: Mapping[str, Path]) -> None:
    weights, by_batch, by_epoch, record, progress = outputs.values()
    generator, provenance = job.training.objective.generator, read_provenance(shards.training)
    save_model(weights, generator.state_dict(), describe(job, names, provenance))
    batches, epochs = histories(job.training)
    write_text(by_batch, batches.to_csv(index=False, float_format="%.6g"))
    write_text(by_epoch, epochs.to_csv(index=False, float_format="%.6g"))
    epochs_in_all = job.training.settings.epochs
    write_progress(progress, job.watched, job.colored, epochs_in_all, vars(names))
    text = json.dumps(record_of(job, epochs), indent=2, ensure_ascii=False)
    write_text(record, text + "\n")


if __name__ == "__main__":
    run(main)
