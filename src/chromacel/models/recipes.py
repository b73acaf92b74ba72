"""The table of models: what each one is called, is made of, and can be set to.

A new model is an entry here and a section of the config. Standard library only, since the Snakefile
imports it each time that it is read; what computes is named, and imported where it is needed.
A training depends on its own entry alone (`jobs/fingerprint.py`): a new one retrains no other.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Annotated, Any

from chromacel.models.settings import SharedSettings, TrainingSettings, setting


@dataclass(frozen=True)
class GanSettings(TrainingSettings):
    """The settings of a GAN.

    Attributes:
        l1_weight: λ, the weight of the L1 distance beside the adversarial loss
    """

    # Far above its bound, the loss overflows, and nothing is learned.
    l1_weight: float = setting("number", "a number from 0 to 1000000", minimum=0, maximum=1000000)


@dataclass(frozen=True)
class TunedSettings(TrainingSettings):
    """The settings of the tuned model.

    Attributes:
        peak: what its learning rate rises to before it falls to zero, as a multiple of the setting
        varied: the share of pictures that are enlarged, turned, or drawn or printed anew each time
    """

    peak: float = setting("number", "a number above 0", exclusiveMinimum=0)
    varied: float = setting("number", "a number from 0 to 1", minimum=0, maximum=1)


@dataclass(frozen=True)
class HintedSettings(TunedSettings):
    """The settings of the model that takes hints.

    Attributes:
        hints: the share of pictures that it learns from with hints
    """

    hints: float = setting("number", "a number from 0 to 1", minimum=0, maximum=1)


@dataclass(frozen=True)
class Loss:
    """A network's loss in figures: their title, and the loss as a formula or unit."""

    title: str
    formula: str


@dataclass(frozen=True)
class Recipe:
    """A model.

    `objective` is the class that trains it, written `module:class` as entry points are; `settings`
    what it can be set to; `losses` its networks in the order of their updates; `color` that of its
    curves; `starts_from` the model whose generator's weights it starts from.
    """

    label: str
    objective: str
    settings: type[TrainingSettings]
    losses: Mapping[str, Loss]
    color: str
    starts_from: str = ""

    @property
    def module(self) -> str:
        """Where the objective is: code that this model's weights depend on, and no other's."""
        return self.objective.partition(":")[0]

    @property
    def own_settings(self) -> dict[str, Mapping[str, Any]]:
        """Names and JSON schemas of the settings in the model's own section of the config."""
        own = fields(self.settings)[len(fields(SharedSettings)) :]  # those of a base come first
        return {field.name: field.metadata for field in own}

    @property
    def takes_hints(self) -> bool:
        return "hints" in self.own_settings


RECIPES: Mapping[str, Recipe] = {
    "convnet": Recipe(
        "ConvNet",
        "chromacel.models.convnet:ConvnetObjective",
        TrainingSettings,
        {"generator": Loss("Figure 7: ConvNet loss", "half squared error per picture")},
        color="C0",
    ),
    "gan": Recipe(
        "GAN",
        "chromacel.models.gan:GanObjective",
        GanSettings,
        {
            "discriminator": Loss(
                "Figure 8: GAN discriminator loss", "−log D(real) − log(1 − D(fake))"
            ),
            "generator": Loss("Figure 9: GAN generator loss", "−log D(fake) + λ · mean |error|"),
        },
        color="C1",
    ),
    "tuned": Recipe(
        "Tuned U-Net",
        "chromacel.models.tuned:TunedObjective",
        TunedSettings,
        {"generator": Loss("Loss of the tuned U-Net", "mean |error|")},
        color="C2",
    ),
    "pix2pix": Recipe(
        "pix2pix",
        "chromacel.models.pix2pix:Pix2pixObjective",
        GanSettings,
        {
            "discriminator": Loss(
                "Loss of pix2pix's discriminator", "(−log D(real) − log(1 − D(fake))) / 2"
            ),
            "generator": Loss("Loss of pix2pix's generator", "−log D(fake) + λ · mean |error|"),
        },
        color="C3",
    ),
    "hinted": Recipe(
        "Hinted U-Net",
        "chromacel.models.hinted:HintedObjective",
        HintedSettings,
        {"generator": Loss("Loss of the hinted U-Net", "mean |error|")},
        color="C4",
        starts_from="tuned",
    ),
}
ModelName = Annotated[str, tuple(RECIPES)]
"""A model's name; command lines take no other."""
