"""Rule evaluate_model: colors the test split with a trained model, and measures each picture."""

from pathlib import Path

import pandas as pd

from chromacel.conditions.kinds import Condition
from chromacel.dataset.batches import StreamedExamples
from chromacel.dataset.episode_files import append, create_frames
from chromacel.dataset.shards import open_split, read_origins
from chromacel.dataset.verification import check_shards
from chromacel.evaluation.error_profiles import ErrorProfile
from chromacel.evaluation.metrics import measure
from chromacel.evaluation.prediction import predicted_batches
from chromacel.files.hdf5 import created_h5
from chromacel.files.version import package_version
from chromacel.files.whole import sha256, write_text
from chromacel.jobs.command import run
from chromacel.machine.devices import DeviceName, claimed_devices
from chromacel.models.recipes import ModelName
from chromacel.models.weights import load_generator
from chromacel.pictures.pixels import COLORS


def main(
    weights: Path,
    metrics: Path,
    errors: Path,
    colored: Path,
    *,
    model: ModelName,
    condition: Condition,
    seed: int,
    device: DeviceName,
    batch_size: int,
    split: Path,
    test: list[Path],
) -> None:
    check_shards(split, test, "test")
    names = {"model": model, "condition": condition, "seed": seed}
    origins = read_origins(test)
    found, profile = [], ErrorProfile()
    with created_h5(colored) as file, claimed_devices(device) as [own]:
        generator = load_generator(weights, own)
        examples = StreamedExamples(open_split(test), condition, own)  # each is used once
        pictures = create_frames(file, "rgb", (0, *examples.size, COLORS))
        for batch, truth in predicted_batches(generator, examples, batch_size):
            append(pictures, batch)
            profile.add(batch, truth)
            found.append(pd.DataFrame(measure(batch, truth)))
        for name in ("episode", "index"):
            file[name] = origins[name]
        file.attrs.update(
            {**names, "weights_sha256": sha256(weights), "chromacel_version": package_version()}
        )
    measured = pd.concat(found, ignore_index=True)
    table = pd.concat([pd.DataFrame({**names, **origins}), measured], axis=1)
    write_text(metrics, table.to_csv(index=False, float_format="%.6f"))
    by_color = profile.table()
    for place, (name, value) in enumerate(names.items()):
        by_color.insert(place, name, value)
    write_text(errors, by_color.to_csv(index=False, float_format="%.6f"))
    print(f"{len(table)} test pictures: L1 {table['l1'].mean():.2f}, L2 {table['l2'].mean():.1f}")


if __name__ == "__main__":
    run(main)
