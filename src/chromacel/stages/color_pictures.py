"""Rule color_pictures: the user's own pictures, colored by a trained model."""

from pathlib import Path

import torch

from chromacel.conditions.from_picture import FittingSettings, condition_of
from chromacel.conditions.kinds import Condition
from chromacel.files.version import package_version
from chromacel.files.whole import sha256, whole_folder
from chromacel.jobs.command import run
from chromacel.machine.devices import DeviceName, claimed_devices
from chromacel.models import inference as coloring
from chromacel.models.recipes import ModelName
from chromacel.models.weights import load_generator
from chromacel.pictures.downsampling import DownsamplingSettings
from chromacel.pictures.edges import EdgeSettings
from chromacel.pictures.files import good_pictures, read_picture, write_picture
from chromacel.pictures.lightness import recolored


def main(
    weights: Path,
    pictures: Path,
    colored: Path,
    fitting: FittingSettings,
    edges: EdgeSettings,
    downsampling: DownsamplingSettings,
    *,
    model: ModelName,
    condition: Condition,
    seed: int,
    device: DeviceName,
) -> None:
    about = {
        "model": model,
        "condition": condition,
        "seed": seed,
        "weights_sha256": sha256(weights),
        "chromacel_version": package_version(),
    }
    with whole_folder(colored) as folder, claimed_devices(device) as [own]:
        generator = load_generator(weights, own)
        for name, path in good_pictures(pictures).items():
            rgb = read_picture(path).rgb
            seen = condition_of(rgb, condition, fitting, edges, downsampling)
            batch = torch.from_numpy(seen[None]).to(own)
            colors = coloring.predict_colors(generator, batch).cpu().numpy()[0]
            write_picture(folder / f"{name}.png", colors, about)
            if condition == "gray":  # edges have no lightness to keep
                write_picture(folder / "full_size" / f"{name}.png", recolored(rgb, colors), about)


if __name__ == "__main__":
    run(main)
