"""What the networks are found to be, against what they are known to be; Figures 3 to 5."""

from pathlib import Path
from typing import Literal

import pytest
import torch
from PIL import Image

from chromacel.figures.gan import FAKE, GENERATED, REAL, ROUTES, edges
from chromacel.figures.network import kind
from chromacel.models.networks import Discriminator, Generator
from chromacel.models.objectives import ConvnetObjective, GanObjective
from chromacel.models.settings import TrainingSettings
from chromacel.models.structure import connections, layers, parameters
from chromacel.stages import plot_architecture

SIZE = (180, 320)
SIZES = [(90, 160), (45, 80), (23, 40), (12, 20), (6, 10), (3, 5)]
FILTERS = [64, 128, 256, 512, 512, 512]
CONDITION, COLORS = torch.zeros(1, 1, *SIZE), torch.zeros(1, 3, *SIZE)
SETTINGS = TrainingSettings(1, 1, 1.0, 0.0625, False, 0.5, 100)
HALVING = "convolution 4×4, stride 2, batch normalization, leaky ReLU"
DOUBLING = "transposed convolution 4×4, stride 2, batch normalization, ReLU"


def test_the_generator_is_a_u_net_of_the_papers_sizes() -> None:
    condition, *found = layers(Generator(1), {"condition": CONDITION})
    assert (condition.name, condition.channels, condition.size) == ("condition", 1, SIZE)
    assert [layer.size for layer in found] == [*SIZES, *reversed(SIZES[:-1]), SIZE]
    assert [layer.channels for layer in found] == [*FILTERS, *reversed(FILTERS[:-1]), 3]
    last = "transposed convolution 4×4, stride 2, tanh"
    assert [kind(layer) for layer in found] == [HALVING] * 6 + [DOUBLING] * 5 + [last]


def test_each_decoder_layer_but_the_first_takes_the_mirrored_one() -> None:
    _, *found = layers(Generator(0.0625), {"condition": CONDITION})
    names = ["condition", *(layer.name for layer in found)]
    for place, layer in enumerate(found):
        skip = names[12 - place : 13 - place] if place > 6 else []
        assert layer.sources == (names[place], *skip)


def test_the_discriminator_takes_the_pair_and_gives_one_number() -> None:
    inputs = {"condition": CONDITION, "colors": COLORS}
    found = layers(Discriminator(1, SIZE), inputs)[2:]
    assert found[0].sources == ("condition", "colors")
    assert [layer.size for layer in found] == [*SIZES, ()]
    assert [layer.channels for layer in found] == [*FILTERS, 1]
    assert [kind(layer) for layer in found] == [HALVING] * 6 + ["linear layer"]


def test_parameters_are_counted() -> None:
    kernels = sum(16 * one * other for one, other in zip([4, *FILTERS], FILTERS, strict=False))
    expected = kernels + 2 * sum(FILTERS) + 512 * 3 * 5 + 1
    assert parameters(Discriminator(1, SIZE)) == expected


def test_the_gans_losses_come_from_the_pairs_of_the_paper() -> None:
    found = connections(GanObjective(SETTINGS, SIZE), {"condition": CONDITION, "truth": COLORS})
    assert found.calls == {
        GENERATED: ("condition",),
        REAL: ("condition", "truth"),
        FAKE: ("condition", GENERATED),
    }
    assert found.losses == {"discriminator": (REAL, FAKE), "generator": (FAKE, GENERATED, "truth")}
    assert edges(found) == set(ROUTES)


def test_the_convnets_loss_comes_from_generated_and_truth() -> None:
    found = connections(ConvnetObjective(SETTINGS, SIZE), {"condition": CONDITION, "truth": COLORS})
    assert found.losses == {"generator": (GENERATED, "truth")}


@pytest.mark.parametrize("network", ["generator", "discriminator", "gan"])
def test_an_architecture_is_drawn_the_same_each_time(
    tmp_path: Path, network: Literal["generator", "discriminator", "gan"]
) -> None:
    for name in ("a.png", "b.png"):
        settings = {"height": 40, "width": 72, "network_width": 0.0625, "l1_weight": 100}
        plot_architecture.main(tmp_path / name, network=network, **settings)
    width, height = Image.open(tmp_path / "a.png").size
    assert width > height > 400
    assert (tmp_path / "a.png").read_bytes() == (tmp_path / "b.png").read_bytes()
