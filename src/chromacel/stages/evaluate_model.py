"""Rule evaluate_model: a trained model's distances to the truth on the test split, and samples."""

from pathlib import Path

import pandas as pd

from chromacel import __version__
from chromacel.command import run
from chromacel.devices import DeviceName, claimed_devices
from chromacel.evaluation import EvaluationSettings, evaluate
from chromacel.examples import StreamedExamples
from chromacel.frames import Condition, spread_positions
from chromacel.objectives import ModelName
from chromacel.shards import open_split, read_origins
from chromacel.storage import created_h5, sha256, write_text
from chromacel.weights import load_generator


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
    with claimed_devices(device) as [own]:
        generator = load_generator(weights, own)
        examples = StreamedExamples(open_split(test), condition, own)  # each is used once
        chosen = spread_positions(len(examples), settings.samples)
        found = evaluate(generator, examples, settings.batch_size, chosen)
    names = {"model": model, "condition": condition, "seed": seed}
    table = pd.DataFrame({**names, **read_origins(test), "l1": found.l1, "l2": found.l2})
    write_text(metrics, table.to_csv(index=False, float_format="%.6f"))
    with created_h5(samples) as file:
        for name in ("condition", "colored", "truth"):
            file[name] = getattr(found, name)
        for name in ("episode", "index", "time", "l1"):
            file[name] = table[name].iloc[chosen].to_list()
        file.attrs.update(
            {**names, "weights_sha256": sha256(weights), "chromacel_version": __version__}
        )
    print(f"{len(table)} test pictures: L1 {table['l1'].mean():.2f}, L2 {table['l2'].mean():.1f}")


if __name__ == "__main__":
    run(main)
