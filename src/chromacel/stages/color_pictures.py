"""Rule color_pictures: the user's own pictures, colored by a trained model."""

from pathlib import Path

from chromacel.coloring.pictures import colored_versions
from chromacel.errors import InputError
from chromacel.files.version import package_version
from chromacel.files.whole import sha256, whole_folder
from chromacel.jobs.command import run
from chromacel.machine.devices import DeviceName, claimed_devices
from chromacel.models.weights import load_model
from chromacel.pictures.files import read_picture
from chromacel.pictures.inspection import good_pictures
from chromacel.pictures.writing import write_picture


def main(weights: Path, pictures: Path, colored: Path, *, device: DeviceName) -> None:
    """Color each good picture of a report, into one folder.

    Args:
        weights: of the model, which say how pictures for it are made
        pictures: the report of `check_pictures`
        colored: folder for a PNG of each picture
        device: auto, cpu or cuda
    """
    good = good_pictures(pictures)
    if not good:
        raise InputError(f"None of the pictures of `unseen` can be colored: {pictures} says why.")
    with whole_folder(colored) as folder, claimed_devices(device) as [one]:
        model = load_model(weights, one)
        about = {
            **model.names,
            "weights_sha256": sha256(weights),
            "chromacel_version": package_version(),
        }
        for name, path in good.items():
            for below, picture in colored_versions(model, read_picture(path).rgb):
                write_picture(folder / below / f"{name}.png", picture, about)


if __name__ == "__main__":
    run(main)
