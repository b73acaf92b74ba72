"""What networks are found to be, against what they are known to be."""

import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional

from chromacel.models.networks import Discriminator, Generator
from chromacel.models.structure import Layer, layers, parameters

SIZE = (180, 320)
SIZES = [(90, 160), (45, 80), (23, 40), (12, 20), (6, 10), (3, 5)]
FILTERS = [64, 128, 256, 512, 512, 512]
CONDITION, COLORS = torch.zeros(1, 1, *SIZE), torch.zeros(1, 3, *SIZE)
DOWN = "convolution 4×4, stride 2, batch normalization, leaky ReLU"
UP = "transposed convolution 4×4, stride 2, batch normalization, ReLU"
SMALL = torch.zeros(1, 1, 24, 32)


def found(network: nn.Module, *inputs: Tensor) -> list[Layer]:
    """All but the inputs."""
    return layers(network, dict(zip("abc", inputs, strict=False)))[len(inputs) :]


def sources(network: nn.Module, *inputs: Tensor) -> list[tuple[int, ...]]:
    return [layer.sources for layer in found(network, *inputs)]


def test_the_generator_is_a_u_net_of_the_papers_sizes() -> None:
    condition, *row = layers(Generator(1), {"condition": CONDITION})
    assert condition == Layer("input", 1, SIZE)
    assert [layer.size for layer in row] == [*SIZES, *reversed(SIZES[:-1]), SIZE]
    assert [layer.channels for layer in row] == [*FILTERS, *reversed(FILTERS[:-1]), 3]
    last = "transposed convolution 4×4, stride 2, tanh"
    assert [layer.kind for layer in row] == [DOWN] * 6 + [UP] * 5 + [last]


def test_each_decoder_layer_but_the_first_takes_the_mirrored_one() -> None:
    mirrored = [(13 - place, place - 1) for place in range(8, 13)]
    assert sources(Generator(0.0625), CONDITION) == [*((n,) for n in range(7)), *mirrored]


def test_the_discriminator_takes_the_pair_and_gives_one_number() -> None:
    row = found(Discriminator(1, SIZE), CONDITION, COLORS)
    assert [layer.sources for layer in row] == [(0, 1), *((place,) for place in range(2, 8))]
    assert [layer.size for layer in row] == [*SIZES, ()]
    assert [layer.channels for layer in row] == [*FILTERS, 1]
    assert [layer.kind for layer in row] == [DOWN] * 6 + ["linear layer"]


def test_parameters_are_counted() -> None:
    kernels = sum(16 * one * other for one, other in zip([4, *FILTERS], FILTERS, strict=False))
    expected = kernels + 2 * sum(FILTERS) + 512 * 3 * 5 + 1
    assert parameters(Discriminator(1, SIZE)) == expected


def test_looking_changes_neither_weights_nor_inputs_and_leaves_no_hook() -> None:
    network, condition = Generator(0.0625), SMALL.clone()
    before = {name: value.clone() for name, value in network.state_dict().items()}
    layers(network, {"condition": condition})
    after = network.state_dict()
    assert all(torch.equal(after[name], value) for name, value in before.items())
    assert not condition.requires_grad
    assert not any(module._forward_hooks for module in network.modules())


class Residual(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.inner = nn.Conv2d(4, 4, 3, padding=1)

    def forward(self, x: Tensor) -> Tensor:
        return functional.silu(x + self.inner(x))


def test_sums_and_repeated_modules_are_followed() -> None:
    block = Residual()
    network = nn.Sequential(nn.Conv2d(1, 4, 1), block, block, nn.Conv2d(4, 3, 1))
    assert sources(network, SMALL) == [(0,), (1,), (1, 2), (1, 2, 3)]


class Branching(nn.Module):
    """A layer is taken as it is, and later enlarged for another; what follows a sum is no one's."""

    def __init__(self) -> None:
        super().__init__()
        self.stem, self.inner, self.last = (nn.Conv2d(n, 4, 1) for n in (1, 4, 8))

    def forward(self, x: Tensor) -> Tensor:
        stem = self.stem(x)
        inner = functional.silu(torch.tanh(self.inner(stem)) + stem)
        return self.last(functional.interpolate(torch.cat((inner, torch.relu(stem)), 1), (8, 8)))


def test_steps_are_a_layers_until_another_takes_it_or_it_meets_another() -> None:
    row = found(Branching(), SMALL)
    assert [layer.steps for layer in row] == [(), ("tanh",), ()]
    assert [layer.sources for layer in row] == [(0,), (1,), (1, 2)]


class Pyramid(nn.Module):
    """Two inputs, of which the second comes late; pools and enlarges with functions and modules."""

    def __init__(self) -> None:
        super().__init__()
        self.stem = nn.Sequential(
            nn.ReflectionPad2d(3), nn.Conv2d(1, 8, 7), nn.ReLU(inplace=True), nn.MaxPool2d(2)
        )
        self.inner = nn.Conv2d(8, 8, 3, padding=1, stride=(2, 1))
        self.hints = nn.Conv2d(3, 8, 1)
        self.shuffle = nn.Sequential(nn.Conv2d(16, 12, 1), nn.PixelShuffle(2))

    def forward(self, condition: Tensor, hints: Tensor) -> dict[str, list[Tensor]]:
        x = functional.interpolate(torch.sigmoid(self.inner(self.stem(condition))), (24, 32))
        return {"colors": [self.shuffle(torch.cat((x, self.hints(hints)), dim=1))]}


def test_pooling_enlarging_padding_and_late_inputs_are_followed() -> None:
    row = found(Pyramid(), SMALL, torch.zeros(1, 3, 24, 32))
    assert [layer.sources for layer in row] == [(0,), (2,), (1,), (3, 4)]
    assert [layer.size for layer in row] == [(24, 32), (6, 16), (24, 32), (24, 32)]
    stem, inner, _, last = row
    assert stem.kind == "convolution 7×7, stride 1, ReLU, max pooling"
    assert inner.kind == "convolution 3×3, stride 2×1, sigmoid, upsampling"
    assert last.kind == "convolution 1×1, stride 1, pixel shuffle"


class Attending(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        normalized = nn.utils.parametrizations.spectral_norm(nn.Conv2d(1, 8, 4, stride=4))
        self.patches, self.attention = normalized, nn.MultiheadAttention(8, 2, batch_first=True)
        self.place = nn.Parameter(torch.zeros(1, 48, 8))
        self.last = nn.Linear(8, 5)

    def forward(self, x: Tensor) -> Tensor:
        tokens = self.patches(x).flatten(2).transpose(1, 2) + self.place
        attended, _ = self.attention(query=tokens, key=tokens, value=tokens)
        return self.last(functional.gelu(attended))


def test_attention_and_normalized_weights_are_one_layer_each() -> None:
    patches, attention, last = found(Attending(), SMALL)
    assert patches == Layer("convolution 4×4, stride 4", 8, (6, 8), (0,))
    assert attention == Layer("MultiheadAttention", 8, (48,), (1,), ("GELU",))
    assert last == Layer("linear layer", 5, (48,), (2,))


class Functional(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.zeros(3, 1, 3, 3))

    def forward(self, x: Tensor) -> Tensor:
        return torch.tanh(functional.conv2d(x, self.weight, padding=1))


class Detached(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.features, self.last = nn.Conv2d(1, 4, 1), nn.Conv2d(4, 3, 1)

    def forward(self, x: Tensor) -> Tensor:
        with torch.no_grad():
            x = self.features(x)
        return self.last(x)


@pytest.mark.parametrize(
    ("network", "expected"),
    [
        (Functional(), [Layer("Functional", 3, (24, 32), (0,))]),
        (nn.Identity(), []),
        (
            Detached(),
            [
                Layer("convolution 1×1, stride 1", 4, (24, 32), (0,)),
                Layer("convolution 1×1, stride 1", 3, (24, 32), ()),
            ],
        ),
    ],
)
def test_a_network_that_hides_its_layers_or_connections_is_listed(
    network: nn.Module, expected: list[Layer]
) -> None:
    assert found(network, SMALL) == expected
