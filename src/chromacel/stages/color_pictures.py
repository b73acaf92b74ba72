"""Rule color_pictures: the user's own pictures, colored by a trained model."""

from pathlib import Path

import torch

from chromacel import __version__, coloring
from chromacel.colored_pictures import whole_folder, write_picture
from chromacel.command import run
from chromacel.devices import DeviceName, claimed_devices
from chromacel.downsampling import DownsamplingSettings
from chromacel.edges import EdgeSettings
from chromacel.frames import Condition
from chromacel.objectives import ModelName
from chromacel.picture_files import good_pictures, read_picture
from chromacel.recoloring import FittingSettings, condition_of, recolored
from chromacel.storage import sha256
from chromacel.weights import load_generator


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
        "chromacel_version": __version__,
    }
    with whole_folder(colored) as folder, claimed_devices(device) as [own]:
        generator = load_generator(weights, own)
        for name, path in good_pictures(pictures).items():
            rgb = read_picture(path).rgb
            seen = condition_of(rgb, condition, fitting, edges, downsampling)
            batch = torch.from_numpy(seen[None]).to(own)
            colors = coloring.color_pictures(generator, batch).cpu().numpy()[0]
            write_picture(folder / f"{name}.png", colors, about)
            if condition == "gray":  # edges have no lightness to keep
                write_picture(folder / "full_size" / f"{name}.png", recolored(rgb, colors), about)


if __name__ == "__main__":
    run(main)
