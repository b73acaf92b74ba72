"""What networks compute, step by step with elementary operations."""

import torch
from torch import Tensor, nn
from torch.nn.functional import conv2d, conv_transpose2d

from chromacel.models.networks import Discriminator, Generator
from chromacel.models.scaling import scaled_colors, scaled_condition


def with_statistics(network: nn.Module) -> dict[str, Tensor]:
    """The weights of a network that looks as if trained: no statistic or scale is as at first."""
    network.eval()
    generator = torch.Generator().manual_seed(0)
    state = network.state_dict()
    for tensor in state.values():
        if tensor.is_floating_point():
            values = torch.rand(tensor.shape, generator=generator) - 0.4
            tensor.copy_(values / values[0].numel() ** 0.5)  # so that no sum grows large
    for name, tensor in state.items():
        if name.endswith("running_var"):
            tensor.copy_(tensor.abs() + 0.5)
    return state


def normalized(x: Tensor, state: dict[str, Tensor], block: str) -> Tensor:
    mean, variance, scale, shift = (
        state[f"{block}.normalization.{name}"].view(1, -1, 1, 1)
        for name in ("running_mean", "running_var", "weight", "bias")
    )
    return (x - mean) / (variance + 1e-5).sqrt() * scale + shift


def encoded(x: Tensor, state: dict[str, Tensor]) -> list[Tensor]:
    outputs = []
    for number in range(6):
        block = f"encoder.{number}"
        rows, columns = (size + size % 2 for size in x.shape[2:])
        padded = x.new_zeros((*x.shape[:2], rows, columns))
        padded[..., : x.shape[2], : x.shape[3]] = x
        x = conv2d(padded, state[f"{block}.convolution.weight"], stride=2, padding=1)
        x = normalized(x, state, block)
        x = torch.where(x > 0, x, 0.2 * x)
        outputs.append(x)
    return outputs


def test_the_generator_computes_what_its_weights_say() -> None:
    network = Generator(width=0.0625).double()
    state = with_statistics(network)
    condition = torch.rand(2, 1, 37, 50, dtype=torch.double)
    *skips, x = encoded(condition, state)
    for number, skip in enumerate(reversed(skips)):
        block = f"decoder.{number}"
        x = conv_transpose2d(x, state[f"{block}.convolution.weight"], stride=2, padding=1)
        x = normalized(x[..., : skip.shape[2], : skip.shape[3]], state, block)
        x = torch.cat((torch.where(x > 0, x, 0), skip), dim=1)
    x = conv_transpose2d(x, state["output.weight"], state["output.bias"], stride=2, padding=1)
    colors = torch.tanh(x[..., :37, :50].float())
    assert torch.allclose(network(condition), colors, atol=1e-6)
    assert colors.std() > 0.01
    assert colors.abs().max() < 0.9


def test_the_discriminator_computes_what_its_weights_say() -> None:
    network = Discriminator(width=0.0625, size=(37, 50)).double()
    state = with_statistics(network)
    condition, colors = (torch.rand(2, n, 37, 50, dtype=torch.double) for n in (1, 3))
    x = encoded(torch.cat((condition, colors), dim=1), state)[-1]
    logits = x.flatten(1) @ state["logit.weight"][0] + state["logit.bias"]
    assert torch.allclose(network(condition, colors), logits.float())
    assert logits[0] != logits[1]


def test_black_is_minus_one_and_white_one_in_conditions_and_colors() -> None:
    levels = torch.arange(256, dtype=torch.uint8).reshape(1, 16, 16)
    expected = torch.linspace(-1, 1, 256, dtype=torch.double).reshape(16, 16)
    colors = scaled_colors(levels.unsqueeze(-1).expand(-1, -1, -1, 3))
    for scaled in (scaled_condition(levels)[0, 0], *colors[0]):
        assert torch.allclose(scaled.double(), expected, rtol=0, atol=1e-6)
