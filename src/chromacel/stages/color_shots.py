"""Rule color_shots: whole shots colored by a trained model."""

from pathlib import Path

import numpy as np

from chromacel.coloring.shots import color_shot, methods_of
from chromacel.evaluation.colored_shots import write_colored
from chromacel.files.hdf5 import opened_h5, read
from chromacel.files.whole import sha256
from chromacel.jobs.command import run
from chromacel.machine.devices import DeviceName, claimed_devices
from chromacel.machine.progress import counted
from chromacel.models.weights import TrainedModel, load_model
from chromacel.pictures.pixels import COLORS


def main(shots: Path, *, weights: list[Path], colored: list[Path], device: DeviceName) -> None:
    """Color whole shots with trained models, by each method.

    Args:
        shots: file of `take_shots`
        weights: of the models
        colored: HDF5 files to write, one for each of `weights` in the same order
        device: auto, cpu or cuda
    """
    with claimed_devices(device) as [one]:
        for path, target in counted(zip(weights, colored, strict=True), len(weights), "models"):
            _color(load_model(path, one), shots, target)


def _color(model: TrainedModel, shots: Path, colored: Path) -> None:
    with opened_h5(shots) as file:
        numbers = read(file, "shot")
        frames = read(file, model.description.condition)
    methods = methods_of(model)
    pictures = {method: np.empty((*frames.shape, COLORS), np.uint8) for method in methods}
    for shot in np.unique(numbers):
        inside = numbers == shot
        for method in methods:
            pictures[method][inside] = color_shot(model, frames[inside], method)
    write_colored(colored, pictures, model.names, sha256(model.path))


if __name__ == "__main__":
    run(main)
