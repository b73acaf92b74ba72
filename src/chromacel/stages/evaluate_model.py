"""Rule evaluate_model: colors the test split with a trained model, and measures each picture."""

from pathlib import Path

from chromacel.dataset.batches import StreamedExamples
from chromacel.dataset.shards import open_split, read_origins
from chromacel.dataset.verification import check_shards
from chromacel.evaluation.prediction import evaluate
from chromacel.evaluation.prediction_files import write_origins
from chromacel.files.hdf5 import created_h5
from chromacel.files.whole import sha256, write_text
from chromacel.jobs.command import run
from chromacel.machine.devices import DeviceName, claimed_devices
from chromacel.models.weights import load_model


def main(
    weights: Path,
    metrics: Path,
    errors: Path,
    colored: Path,
    *,
    device: DeviceName,
    batch_size: int,
    split: Path,
    test: list[Path],
) -> None:
    """Color the test split with a trained model, and measure each picture.

    Args:
        weights: of the model
        metrics: CSV of all metrics of each picture
        errors: CSV of the error by luma and by hue
        colored: the pictures as the model colors them
        device: auto, cpu or cuda
        batch_size: pictures colored at a time
        split: which frames the shards should hold
        test: the shards of the test split
    """
    check_shards(split, test, "test")
    origins = read_origins(test)
    with created_h5(colored) as file, claimed_devices(device) as [one]:
        model = load_model(weights, one)
        condition = model.description.condition
        examples = StreamedExamples(open_split(test), condition, one)  # each is used once
        table, by_color = evaluate(model, examples, batch_size, origins, file)
        write_origins(file, origins, model.names, sha256(weights))
    write_text(metrics, table.to_csv(index=False, float_format="%.6f"))
    write_text(errors, by_color.to_csv(index=False, float_format="%.6f"))
    print(f"{len(table)} test pictures: L1 {table['l1'].mean():.2f}, L2 {table['l2'].mean():.1f}")


if __name__ == "__main__":
    run(main)
