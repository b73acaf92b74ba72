"""Rule evaluate_adapted: colors test frames with an adapted model, and measures each picture."""

from pathlib import Path

import torch

from chromacel.dataset.batches import StreamedExamples
from chromacel.dataset.mixing import SomeExamples
from chromacel.dataset.shards import open_split, read_origins
from chromacel.dataset.verification import check_shards
from chromacel.errors import InputError
from chromacel.evaluation.prediction import evaluate
from chromacel.evaluation.prediction_files import write_origins
from chromacel.evaluation.unlike_keyframes import unlike_keyframes
from chromacel.files.hdf5 import created_h5
from chromacel.files.whole import sha256, write_text
from chromacel.jobs.command import run
from chromacel.keyframes.pairs import open_pairs
from chromacel.machine.devices import DeviceName, claimed_devices
from chromacel.models.weights import load_model


def main(
    weights: Path,
    keyframes: Path,
    metrics: Path,
    colored: Path,
    *,
    device: DeviceName,
    batch_size: int,
    split: Path,
    test: list[Path],
) -> None:
    """Color the test frames that are unlike all keyframes with an adapted model, and measure each.

    Args:
        weights: of `adapt_model`
        keyframes: pairs of `check_keyframes`
        metrics: CSV of all metrics of each picture, and the number of keyframes
        colored: the pictures as the model colors them
        device: auto, cpu or cuda
        batch_size: pictures colored at a time
        split: which frames the shards should hold
        test: the shards of the test split
    """
    check_shards(split, test, "test")
    pairs, pictures, origins = open_pairs(keyframes), open_split(test), read_origins(test)
    numbers = unlike_keyframes(pictures, pairs.frames)
    if not len(numbers):
        raise InputError(
            f"All {len(pictures)} test frames are keyframes or near-duplicates of one, and nothing"
            " is left to measure: color fewer keyframes, or split by scene or episode."
        )
    rest = {name: [column[number] for number in numbers] for name, column in origins.items()}
    with created_h5(colored) as file, claimed_devices(device) as [one]:
        model = load_model(weights, one)
        every = StreamedExamples(pictures, model.description.condition, one)
        examples = SomeExamples(every, torch.from_numpy(numbers))
        table, _ = evaluate(model, examples, batch_size, rest, file)
        write_origins(file, rest, model.names, sha256(weights))
    table.insert(3, "keyframes", len(pairs))
    write_text(metrics, table.to_csv(index=False, float_format="%.6f"))
    print(
        f"{len(table)} of {len(pictures)} test pictures, unlike all {len(pairs)} keyframes:"
        f" L1 {table['l1'].mean():.2f}, L2 {table['l2'].mean():.1f}"
    )


if __name__ == "__main__":
    run(main)
