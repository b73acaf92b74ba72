"""Rule evaluate_model: a trained model's distances to the truth on the test split, and samples."""

from pathlib import Path

import pandas as pd

from chromacel import __version__
from chromacel.coloring import color_pictures, load_generator
from chromacel.command import run
from chromacel.devices import DeviceName, choose_device
from chromacel.evaluation import EvaluationSettings, distances
from chromacel.examples import load_examples
from chromacel.frames import Condition, spread_positions
from chromacel.objectives import ModelName
from chromacel.shards import read_origins
from chromacel.storage import created_h5, sha256, write_text


def main(
    weights: Path,
    metrics: Path,
    samples: Path,
    settings: EvaluationSettings,
    *,
    model: ModelName,
    condition: Condition,
    seed: int,
    device: DeviceName,
    test: list[Path],
) -> None:
    torch_device = choose_device(device)
    generator = load_generator(weights, torch_device)
    examples = load_examples(test, condition, torch_device)
    colored = color_pictures(generator, examples.condition, settings.batch_size)
    l1, l2 = distances(colored, examples.colors)
    names = {"model": model, "condition": condition, "seed": seed}
    table = pd.DataFrame({**names, **read_origins(test), "l1": l1.cpu(), "l2": l2.cpu()})
    write_text(metrics, table.to_csv(index=False, float_format="%.6f"))
    chosen = spread_positions(len(table), settings.samples)
    with created_h5(samples) as file:
        file["condition"] = examples.condition[chosen].cpu().numpy()
        file["colored"] = colored[chosen].cpu().numpy()
        file["truth"] = examples.colors[chosen].cpu().numpy()
        for name in ("episode", "index", "time", "l1"):
            file[name] = table[name].iloc[chosen].to_list()
        file.attrs.update(
            {**names, "weights_sha256": sha256(weights), "chromacel_version": __version__}
        )
    print(f"{len(table)} test pictures: L1 {l1.mean():.2f}, L2 {l2.mean():.1f}")


if __name__ == "__main__":
    run(main)
