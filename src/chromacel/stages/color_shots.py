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
from chromacel.models.weights import load_model
from chromacel.pictures.pixels import COLORS


def main(weights: Path, shots: Path, colored: Path, *, device: DeviceName) -> None:
    """Color whole shots with a trained model, by each method.

    Args:
        weights: of the model
        shots: file of `take_shots`
        colored: HDF5 file to write
        device: auto, cpu or cuda
    """
    with claimed_devices(device) as [one]:
        model = load_model(weights, one)
        with opened_h5(shots) as file:
            numbers = read(file, "shot")
            frames = read(file, model.description.condition)
        methods = methods_of(model)
        pictures = {method: np.empty((*frames.shape, COLORS), np.uint8) for method in methods}
        every = np.unique(numbers)
        for shot in counted(every, len(every), "shots"):
            inside = numbers == shot
            for method in methods:
                pictures[method][inside] = color_shot(model, frames[inside], method)
    write_colored(colored, pictures, model.names, sha256(weights))
    print(f"{len(every)} shots, {len(frames)} frames")


if __name__ == "__main__":
    run(main)
