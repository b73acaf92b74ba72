"""Rule adapt_model: a trained model that goes on training with keyframes."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import torch

from chromacel.dataset.batches import load_examples
from chromacel.files.archive import keep, kept_files, link
from chromacel.files.whole import sha256, write_text
from chromacel.jobs.command import run
from chromacel.jobs.fingerprint import model_fingerprint
from chromacel.keyframes.examples import examples_of
from chromacel.keyframes.pairs import Pairs, open_pairs
from chromacel.machine.devices import DeviceName, claimed_devices
from chromacel.models.weights import TrainedModel, load_model, save_model
from chromacel.training.adaptation import AdaptationSettings, adapt, adapted
from chromacel.training.engine import EngineSettings, resolve
from chromacel.training.keeping import made_by
from chromacel.training.loop import Training
from chromacel.training.record import histories
from chromacel.training.resuming import ResumeFile, machine_of

STAGE = "chromacel.stages.adapt_model"


def main(
    weights: Path,
    by_epoch: Path,
    record: Path,
    trained: Path,
    keyframes: Path,
    settings: AdaptationSettings,
    engine: EngineSettings,
    *,
    training: list[Path],
    validation: list[Path],
    device: DeviceName,
    kept: str,
) -> None:
    """Go on training a model with keyframes, from the file `resume.safetensors` beside its weights
    if it was killed. If the same was done before and is kept, take that.

    Args:
        weights: the adapted generator, which describes itself
        by_epoch: CSV of the mean losses, and of L1 and L2 on the validation split, by epoch
        record: JSON of what was asked for, on what it ran, and how it ended
        trained: weights of `train_model`
        keyframes: pairs of `check_keyframes`
        training: the shards that the model has learned from
        validation: shards that losses are validated on after each epoch
        device: auto, cpu or cuda
        kept: folder of all adaptations that were finished
    """
    outputs = {path.name: path for path in (weights, by_epoch, record)}
    with claimed_devices(device) as [one]:
        model, pairs, resolved = (
            load_model(trained, one),
            open_pairs(keyframes),
            resolve(engine, one),
        )
        identity = {
            **model.names,
            **asdict(settings),
            "weights_sha256": sha256(trained),
            "keyframes": sha256(keyframes),
            "code": model_fingerprint(STAGE, model.description.model),
            "PyTorch": torch.__version__,
        }
        machine = [machine_of(resolved)]
        made = made_by(identity, resolved, engine.deterministic, machine) | {"kind": "adaptation"}
        earlier = kept_files(Path(kept), made)
        if earlier.keys() == outputs.keys():
            for name, path in outputs.items():
                link(earlier[name], path)
            return
        show, held_out = (
            load_examples(paths, model.description.condition, one, engine.dataset_gb)
            for paths in (training, validation)
        )
        examples = examples_of(pairs, model, one)
        resume = ResumeFile(
            weights.with_name("resume.safetensors"), identity, engine.resume_minutes, resolved
        )
        print(f"{len(show)} training pictures and {len(pairs)} keyframes", flush=True)
        done = adapt(model, examples, show, held_out, settings, resolved, resume)
    _write(done, model, pairs, settings, {**identity, "ran_on": resume.ran_on}, outputs)
    keep(Path(kept), {**made, "ran_on": resume.ran_on}, outputs)
    resume.remove()


def _write(
    done: Training,
    model: TrainedModel,
    pairs: Pairs,
    settings: AdaptationSettings,
    identity: dict[str, Any],
    outputs: dict[str, Path],
) -> None:
    weights, by_epoch, record = outputs.values()
    about = adapted(model.description, pairs.by_episode, settings, identity["code"])
    save_model(weights, done.objective.generator.state_dict(), about)
    _, epochs = histories(done)
    write_text(by_epoch, epochs.to_csv(index=False, float_format="%.6g"))
    said = {**identity, "frames": pairs.by_episode, "last_epoch": epochs.iloc[-1].to_dict()}
    write_text(record, json.dumps(said, indent=2, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    run(main)
