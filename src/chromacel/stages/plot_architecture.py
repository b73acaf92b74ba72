"""Rule plot_architecture: Figures 3 to 5, the networks as the config makes them."""

from pathlib import Path
from typing import Literal

import torch

from chromacel.figures.gan import gan_figure
from chromacel.figures.network import network_figure
from chromacel.jobs.command import run
from chromacel.models.gan import GanObjective
from chromacel.models.recipes import GanSettings
from chromacel.models.structure import parameters
from chromacel.pictures.pixels import COLORS


def main(
    figure: Path,
    *,
    network: Literal["generator", "discriminator", "gan"],
    height: int,
    width: int,
    network_width: float,
    l1_weight: float,
) -> None:
    """Draw the layers of a network, or what the losses of the GAN that joins two are computed from.

    Args:
        figure: PNG file to write
        network: what is drawn: Figure 3 (generator), 4 (discriminator) or 5 (gan)
        height: rows of the pictures
        width: columns of the pictures
        network_width: number of filters in every layer, as a share of the paper's
        l1_weight: the paper's λ, which Figure 5 states
    """
    size = (height, width)
    # Nothing is trained: of these settings, the networks depend on the width alone.
    settings = GanSettings(1, 1, 1.0, network_width, False, 0.5, l1_weight)
    objective = GanObjective(settings, size)
    condition, colors = (torch.zeros(1, number, *size) for number in (1, COLORS))
    if network == "gan":
        numbers = {name: parameters(each) for name, each in objective.networks.items()}
        gan_figure(figure, "Figure 5: the conditional GAN", size, numbers, l1_weight)
    elif network == "generator":
        title = f"Figure 3: the generator, which alone is the ConvNet, at width {network_width:g}"
        inputs = {"condition": condition}
        network_figure(figure, title, objective.generator, inputs, "colors")
    else:
        title = f"Figure 4: the discriminator at width {network_width:g}"
        inputs = {"condition": condition, "colors": colors}
        result = "logit of P(real pair)"
        network_figure(figure, title, objective.discriminator, inputs, result)


if __name__ == "__main__":
    run(main)
