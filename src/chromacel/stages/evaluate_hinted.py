"""Rule evaluate_hinted: how near a model that takes hints comes to the truth, given some."""

from pathlib import Path

from chromacel.evaluation.hint_metrics import HintSettings
from chromacel.evaluation.hinted_frames import measure_frames
from chromacel.evaluation.hinted_model import trained
from chromacel.files.whole import write_text
from chromacel.jobs.command import run
from chromacel.machine.devices import DeviceName, claimed_devices
from chromacel.models.weights import load_model


def main(
    weights: Path, metrics: Path, settings: HintSettings, *, device: DeviceName, test: list[Path]
) -> None:
    """Color test frames with hints for a share of their regions, and at random places, by a model
    that takes hints, and measure how near it comes to the truth.

    Args:
        weights: of the model
        metrics: CSV file to write, with a row for each frame and amount of hints
        device: auto, cpu or cuda
        test: shards of the test split, in color and as the model's condition
    """
    with claimed_devices(device) as [one]:
        model = load_model(weights, one)
        about = model.description
        table = measure_frames(test, about.condition, trained(model), settings)
    table.insert(0, "method", about.model)
    table.insert(1, "seed", about.seed)
    write_text(metrics, table.to_csv(index=False, float_format="%.6f"))
    print(table.groupby(["kind", "amount"])[["psnr", "l1"]].mean().round(2).to_string())


if __name__ == "__main__":
    run(main)
