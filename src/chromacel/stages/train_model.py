"""Rule train_model: one model for one condition from one seed."""

import json
import platform
from dataclasses import asdict
from pathlib import Path

import torch

from chromacel import __version__
from chromacel.coloring import save_generator
from chromacel.command import run
from chromacel.devices import DeviceName, choose_device
from chromacel.examples import load_examples
from chromacel.frames import Condition
from chromacel.objectives import OBJECTIVES, ModelName, TrainingSettings
from chromacel.storage import sha256, write_text
from chromacel.training import train


def main(
    weights: Path,
    by_batch: Path,
    by_epoch: Path,
    record: Path,
    settings: TrainingSettings,
    *,
    model: ModelName,
    condition: Condition,
    seed: int,
    device: DeviceName,
    training: list[Path],
    validation: list[Path],
) -> None:
    torch_device = choose_device(device)
    training_examples = load_examples(training, condition, torch_device)
    validation_examples = load_examples(validation, condition, torch_device)
    print(
        f"{model} from {condition}, seed {seed}: {len(training_examples)} training and"
        f" {len(validation_examples)} validation pictures",
        flush=True,
    )
    torch.manual_seed(seed)
    objective = OBJECTIVES[model](settings, training_examples.size)
    for network in objective.networks.values():
        # Convolutions are faster with channels last, on both kinds of device.
        network.to(torch_device, memory_format=torch.channels_last)  # type: ignore[call-overload]
    history = train(objective, training_examples, validation_examples, settings, seed)

    save_generator(weights, objective.generator, settings.width)
    write_text(by_batch, history.batches.to_csv(index=False, float_format="%.6g"))
    write_text(by_epoch, history.epochs.to_csv(index=False, float_format="%.6g"))
    facts = {
        "model": model,
        "condition": condition,
        "seed": seed,
        "settings": asdict(settings),
        "parameters": {
            name: sum(parameter.numel() for parameter in network.parameters())
            for name, network in objective.networks.items()
        },
        "device": str(torch_device),
        "last_epoch": history.epochs.iloc[-1].to_dict(),
        "shards": {path.name: sha256(path) for path in training + validation},
        "versions": {
            "chromacel": __version__,
            "torch": torch.__version__,
            "python": platform.python_version(),
        },
    }
    write_text(record, json.dumps(facts, indent=2) + "\n")


if __name__ == "__main__":
    run(main)
