"""Rule plot_architecture: Figures 3 to 5, the networks as the config makes them."""

from pathlib import Path
from typing import Literal

import torch

from chromacel.figures.gan import gan_figure
from chromacel.figures.network import network_figure
from chromacel.jobs.command import run
from chromacel.models.gan import GanObjective
from chromacel.models.recipes import GanSettings
from chromacel.models.structure import connections, layers, parameters
from chromacel.pictures.pixels import COLORS

AFTER = "sigmoid, in the loss:\nthe probability that\nthe pair is real"


def main(
    figure: Path,
    *,
    network: Literal["generator", "discriminator", "gan"],
    height: int,
    width: int,
    network_width: float,
    l1_weight: float,
) -> None:
    """Draw the layers of a network, or how the GAN's networks are connected.

    Args:
        figure: PNG file to write
        network: what is drawn
        height: rows of the pictures
        width: columns of the pictures
        network_width: number of filters in every layer, as a share of the paper's
        l1_weight: the paper's λ
    """
    # Nothing is trained: of these settings, the networks depend on the width alone.
    settings = GanSettings(1, 1, 1.0, network_width, False, 0.5, l1_weight)
    objective = GanObjective(settings, (height, width))
    condition, colors = (torch.zeros(1, number, height, width) for number in (1, COLORS))
    structures = {
        "generator": layers(objective.generator, {"condition": condition}),
        "discriminator": layers(
            objective.discriminator, {"condition": condition, "colors": colors}
        ),
    }
    numbers = {name: parameters(part) for name, part in objective.networks.items()}
    if network == "gan":
        found = connections(objective, {"condition": condition, "truth": colors})
        title = "Figure 5: the conditional GAN"
        gan_figure(figure, title, structures, numbers, found, l1_weight)
        return
    own = f"{numbers[network]:,} parameters at width {network_width:g}"
    if network == "generator":
        title = f"Figure 3: the generator, which alone is the ConvNet; {own}"
        network_figure(figure, title, structures[network], "colors")
    else:
        title = f"Figure 4: the discriminator; {own}"
        network_figure(figure, title, structures[network], "logit", AFTER)


if __name__ == "__main__":
    run(main)
