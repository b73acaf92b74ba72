"""Rule color_pictures: the user's own pictures, colored by a trained model."""

from pathlib import Path

import torch

from chromacel.coloring.pictures import colored_versions
from chromacel.errors import InputError
from chromacel.files.archive import files_of, keep, kept_files, link
from chromacel.files.version import package_version
from chromacel.files.whole import sha256, whole_folder
from chromacel.jobs.command import run
from chromacel.jobs.fingerprint import model_fingerprint
from chromacel.machine.devices import DeviceName, claimed_devices, device_name
from chromacel.machine.progress import counted
from chromacel.models.weights import load_model
from chromacel.pictures.files import read_picture
from chromacel.pictures.inspection import good_pictures
from chromacel.pictures.writing import write_picture

STAGE = "chromacel.stages.color_pictures"


def main(weights: Path, pictures: Path, colored: Path, *, device: DeviceName, kept: str) -> None:
    """Color each good picture of a report, into one folder. If the same was done before and is
    kept, take that.

    Args:
        weights: of the model, which say how pictures for it are made
        pictures: the report of `check_pictures`
        colored: folder for a PNG of each picture
        device: auto, cpu or cuda
        kept: folder of all pictures that were colored
    """
    paths = good_pictures(pictures)
    if not paths:
        raise InputError(f"None of the pictures of `unseen` can be colored: {pictures} says why.")
    with claimed_devices(device) as [one]:
        model = load_model(weights, one)
        about = {
            **model.names,
            "weights_sha256": sha256(weights),
            "chromacel_version": package_version(),
        }
        made = {
            "kind": "pictures",
            **about,
            "pictures": {name: path.is_file() and sha256(path) for name, path in paths.items()},
            "code": model_fingerprint(STAGE, str(model.names["model"])),
            "PyTorch": torch.__version__,
            "ran_on": device_name(one),
        }
        earlier = kept_files(Path(kept), made)
        with whole_folder(colored) as folder:
            for name, path in earlier.items():
                link(path, folder / name)
            new = {} if earlier else paths
            for name, path in counted(new.items(), len(new), "pictures"):
                for below, picture in colored_versions(model, read_picture(path).rgb):
                    write_picture(folder / below / f"{name}.png", picture, about)
        if not earlier:
            keep(Path(kept), made, files_of(colored))


if __name__ == "__main__":
    run(main)
