"""Rule plot_architecture: Figures 3 to 5 and other models' networks, as the config makes them."""

from pathlib import Path
from typing import Annotated

import torch

from chromacel.figures.gan import gan_figure
from chromacel.figures.network import network_figure
from chromacel.jobs.command import ChosenBy, run
from chromacel.models.objectives import build_objective
from chromacel.models.recipes import RECIPES, GanSettings
from chromacel.models.settings import TrainingSettings
from chromacel.models.structure import parameters
from chromacel.pictures.pixels import COLORS

MODELS = {"generator": "convnet", "discriminator": "gan"} | {name: name for name in RECIPES}
"""The model that each figure is of, by its name: those of the paper show its networks."""
SETTINGS = ChosenBy("network", {name: RECIPES[model].settings for name, model in MODELS.items()})


def main(
    figure: Path,
    settings: Annotated[TrainingSettings, SETTINGS],
    *,
    network: Annotated[str, tuple(MODELS)],
    rows: int,
    columns: int,
) -> None:
    """Draw the layers of a network, or what the losses of the GAN that joins two are computed from.

    Args:
        figure: PNG file to write
        network: what is drawn: Figure 3 (generator), 4 (discriminator), 5 (gan), or the generator
            of another model
        rows: of the pictures
        columns: of the pictures
    """
    size = (rows, columns)
    objective = build_objective(MODELS[network], settings, size, "gray")
    condition, colors = (torch.zeros(1, number, *size) for number in (1, COLORS))
    if isinstance(settings, GanSettings) and network == "gan":
        numbers = {name: parameters(each) for name, each in objective.networks.items()}
        gan_figure(figure, "Figure 5: the conditional GAN", size, numbers, settings.l1_weight)
    elif network == "discriminator":
        title = f"Figure 4: the discriminator at width {settings.width:g}"
        inputs = {"condition": condition, "colors": colors}
        result = "logit of P(real pair)"
        network_figure(figure, title, objective.networks[network], inputs, result)
    else:
        title = f"{RECIPES[MODELS[network]].label}: the generator"
        if network == "generator":
            title = "Figure 3: the generator, which alone is the ConvNet,"
        inputs = {"condition": condition}
        title = f"{title} at width {settings.width:g}"
        network_figure(figure, title, objective.generator, inputs, "colors")


if __name__ == "__main__":
    run(main)
