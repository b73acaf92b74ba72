"""What the networks are, as data: found by following the tensors of one forward pass."""

import contextlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import torch
from torch import Tensor, nn
from torch.overrides import TorchFunctionMode

from chromacel.models.networks import Network
from chromacel.models.objectives import Objective

CONVOLUTIONS = (nn.Conv2d, nn.ConvTranspose2d)
STEPS = {
    "batch_norm": "batch normalization",
    "leaky_relu": "leaky ReLU",
    "relu": "ReLU",
    "tanh": "tanh",
}


@dataclass
class Layer:
    """A convolution or linear layer, and the steps up to the next one; or an input.

    `sources` are the layers and inputs that it takes, side by side; an input has none. `size` is
    that of its output, rows and columns; `kernel` and `stride` are a convolution's. All three are
    empty for a linear layer.
    """

    name: str
    sources: tuple[str, ...]
    channels: int
    transposed: bool = False
    kernel: tuple[int, ...] = ()
    stride: tuple[int, ...] = ()
    size: tuple[int, ...] = ()
    steps: list[str] = field(default_factory=list)


class Flow(TorchFunctionMode):
    """Knows of each tensor from which named ones it was computed."""

    def __init__(self, inputs: Mapping[str, Tensor]) -> None:
        super().__init__()
        # With the tensor itself, or its id could come to be another's.
        self.known: dict[int, tuple[Tensor, tuple[str, ...]]] = {}
        for name, tensor in inputs.items():
            self.mark(tensor, (name,))

    def mark(self, tensor: Tensor, sources: tuple[str, ...]) -> None:
        self.known[id(tensor)] = tensor, sources

    def sources(self, value: object) -> tuple[str, ...]:
        """Of a tensor, or of all in a list or tuple, in order."""
        if isinstance(value, (list, tuple)):
            return tuple(dict.fromkeys(name for part in value for name in self.sources(part)))
        return self.known[id(value)][1] if id(value) in self.known else ()

    def __torch_function__(
        self, func: Any, types: Any, args: tuple[Any, ...] = (), kwargs: Any = None
    ) -> Any:
        result = func(*args, **(kwargs or {}))
        if isinstance(result, Tensor) and (sources := self.sources(args)):
            self.mark(result, sources)
            self.seen(func.__name__, result, sources)
        return result

    def seen(self, step: str, result: Tensor, sources: tuple[str, ...]) -> None:
        """A function gave `result`, which comes from `sources`."""


class LayerFlow(Flow):
    """Collects a network's layers."""

    def __init__(self, network: Network, inputs: Mapping[str, Tensor]) -> None:
        super().__init__(inputs)
        self.layers = {
            name: Layer(name, (), tensor.shape[1], size=tuple(tensor.shape[2:]))
            for name, tensor in inputs.items()
        }
        self.names = {module: name for name, module in network.named_modules()}

    def enter(self, module: nn.Module, inputs: tuple[Tensor, ...], output: Tensor) -> None:
        name = self.names[module]
        layer = Layer(name, self.sources(inputs), output.shape[1])
        if isinstance(module, CONVOLUTIONS):
            layer.transposed = isinstance(module, nn.ConvTranspose2d)
            layer.kernel, layer.stride = module.kernel_size, module.stride
            layer.size = tuple(output.shape[2:])
        self.layers[name] = layer
        self.mark(output, (name,))

    def seen(self, step: str, result: Tensor, sources: tuple[str, ...]) -> None:
        if step in STEPS and len(sources) == 1:
            layer = self.layers[sources[0]]
            layer.steps.append(STEPS[step])
            layer.size = tuple(result.shape[2:])  # it may have been cut since the convolution


def layers(network: Network, inputs: Mapping[str, Tensor]) -> list[Layer]:
    """Inputs, named and (n, c, h, w), and layers of a network, in their order."""
    flow = LayerFlow(network, inputs)
    own = [part for part in network.modules() if isinstance(part, (*CONVOLUTIONS, nn.Linear))]
    with contextlib.ExitStack() as hooks, torch.no_grad(), flow:
        for module in own:
            hooks.enter_context(module.register_forward_hook(flow.enter))
        network.eval()(*inputs.values())
    return list(flow.layers.values())


@dataclass(frozen=True)
class Connections:
    """How an objective joins its networks: the sources of each call, named as in
    `discriminator(condition, generator(condition))`, and those of each network's loss."""

    calls: dict[str, tuple[str, ...]]
    losses: dict[str, tuple[str, ...]]


def connections(objective: Objective, inputs: Mapping[str, Tensor]) -> Connections:
    """`inputs` are condition and colors, (1, c, h, w), by the names that are to be used."""
    flow = Flow(inputs)
    calls: dict[str, tuple[str, ...]] = {}

    def enter(name: str, _: nn.Module, taken: tuple[Tensor, ...], output: Tensor) -> None:
        sources = flow.sources(taken)
        call = f"{name}({', '.join(sources)})"
        calls[call] = sources
        flow.mark(output, (call,))

    with contextlib.ExitStack() as hooks, torch.no_grad(), flow:
        for name, network in objective.networks.items():
            network.eval()
            hooks.enter_context(network.register_forward_hook(partial(enter, name)))
        condition, colors = inputs.values()
        losses = objective.losses(condition, colors, 1)
        return Connections(calls, {name: flow.sources(loss) for name, loss in losses})


def parameters(network: Network) -> int:
    return sum(parameter.numel() for parameter in network.parameters())
