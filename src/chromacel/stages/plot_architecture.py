"""Rule plot_architecture: Figures 3 to 5, the networks as the config makes them."""

from pathlib import Path
from typing import Literal

import torch

from chromacel.figures.gan import gan_figure
from chromacel.figures.network import network_figure
from chromacel.jobs.command import run
from chromacel.models.objectives import GanObjective
from chromacel.models.recipes import TrainingSettings
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
    """Draw the generator (Figure 3), the discriminator (4) or how a GAN joins the two (5).

    --network says which of the three. --height and --width are the size of the pictures, in pixels,
    --network-width scales the filters of every layer, and --l1-weight is λ, which Figure 5 states.
    """
    size = (height, width)
    # Nothing is trained: of these settings, the networks depend on their width alone.
    settings = TrainingSettings(1, 1, 1.0, network_width, False, 0.5, l1_weight)
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
