"""The tuned U-Net: what it keeps, whatever it has learned."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from chromacel.models.draws import Draws
from chromacel.models.inference import predict_colors
from chromacel.models.luma import luma_of
from chromacel.models.networks import Network
from chromacel.models.recipes import TunedSettings
from chromacel.models.scaling import scaled_colors, scaled_condition
from chromacel.models.tuned import TunedObjective
from chromacel.pictures.grayscale import grayscale

SIZE = (36, 72)
SETTINGS = TunedSettings(
    epochs=2,
    batch_size=4,
    learning_rate=1e-4,
    width=1 / 16,
    flips=False,
    beta1=0.9,
    peak=10,
    varied=1,
)


def generator(condition: str) -> Network:
    """One whose chroma is strong, so that much of it is beyond RGB."""
    torch.manual_seed(0)
    network = TunedObjective.build_generator(SETTINGS, condition)
    for name, parameter in network.named_parameters():
        if name.startswith("output"):
            torch.nn.init.normal_(parameter, std=3.0)
    return network.eval()


@pytest.mark.parametrize("size", [(36, 72), (37, 61), (64, 128), (1, 1), (5, 200)])
def test_from_grayscale_the_outputs_luma_is_the_inputs(size: tuple[int, int]) -> None:
    gray = torch.randint(0, 256, (3, *size), dtype=torch.uint8)
    colors = predict_colors(generator("gray"), gray).numpy()
    assert np.array_equal(grayscale(colors), gray.numpy())
    assert min(size) == 1 or float(np.ptp(colors, axis=-1).mean()) > 20  # it has colored them


@pytest.mark.parametrize("size", [(36, 72), (37, 61)])
def test_from_edges_it_makes_all_of_the_colors(size: tuple[int, int]) -> None:
    edges = torch.zeros((2, *size), dtype=torch.uint8)
    colors = predict_colors(generator("edge"), edges).numpy()
    assert colors.shape == (2, *size, 3)
    assert grayscale(colors).any()


def test_the_learning_rate_rises_to_its_peak_and_falls_to_zero() -> None:
    objective = TunedObjective(SETTINGS, SIZE, "gray")
    rates = [SETTINGS.learning_rate * objective.rate(step / 1000) for step in range(1001)]
    assert rates[0] == 0 and rates[-1] == pytest.approx(0)
    peak = int(np.argmax(rates))
    assert rates[peak] == pytest.approx(1e-3, rel=0.01) and 0 < peak < 50
    assert (np.diff(rates[: peak + 1]) > 0).all() and (np.diff(rates[peak:]) < 0).all()


def test_varied_pictures_differ_each_time_and_keep_their_luma() -> None:
    objective = TunedObjective(SETTINGS, SIZE, "gray")
    coarse = torch.rand(64, 3, 4, 8)
    colors = torch.nn.functional.interpolate(coarse, SIZE, mode="bilinear") * 2 - 1
    seen = [objective.varied(luma_of(colors), colors, Draws((1, n), 64, "cpu")) for n in (1, 2)]
    assert not torch.equal(seen[0][0], seen[1][0])
    for condition, target in seen:
        assert float((luma_of(target) - condition).abs().max()) < 1e-5


def test_edges_are_varied_and_their_colors_only_moved() -> None:
    objective = TunedObjective(SETTINGS, SIZE, "edge")
    rgb = torch.randint(0, 256, (8, 1, 1, 3), dtype=torch.uint8).expand(-1, *SIZE, -1)
    edges = torch.zeros((8, *SIZE), dtype=torch.uint8)
    edges[:, 10:20, 30] = 255
    lines, colors = objective.varied(
        scaled_condition(edges), scaled_colors(rgb), Draws((1, 1), 8, torch.device("cpu"))
    )
    assert torch.allclose(colors, scaled_colors(rgb), atol=1e-5)
    assert lines.min() >= -1 - 1e-5 and lines.max() <= 1 + 1e-5
    assert not torch.equal(lines, scaled_condition(edges))


@pytest.mark.parametrize("condition", ["gray", "edge"])
def test_a_batch_of_one_picture_is_varied_too(condition: str) -> None:
    objective = TunedObjective(SETTINGS, SIZE, condition)
    for number in range(30):
        pictures = torch.zeros(1, 1, *SIZE), torch.zeros(1, 3, *SIZE)
        one, other = objective.varied(*pictures, Draws((1, number), 1, torch.device("cpu")))
        assert one.shape == (1, 1, *SIZE) and other.shape == (1, 3, *SIZE)


@pytest.mark.parametrize(("share", "least", "most"), [(0, 0, 0), (0.5, 64, 128), (1, 190, 192)])
@pytest.mark.parametrize("condition", ["gray", "edge"])
def test_a_share_of_the_pictures_is_varied_and_the_others_stay(
    condition: str, share: float, least: int, most: int
) -> None:
    objective = TunedObjective(replace(SETTINGS, varied=share), SIZE, condition)
    colors = torch.rand(192, 3, *SIZE) * 2 - 1
    seen, target = objective.varied(luma_of(colors), colors, Draws((1, 3), 192, "cpu"))
    changed = (target != colors).flatten(1).any(1)
    assert least <= int(changed.sum()) <= most
    assert torch.equal(seen[~changed], luma_of(colors)[~changed])
