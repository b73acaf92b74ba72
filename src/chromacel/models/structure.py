"""What a network consists of, as data: its layers, their sizes, and what each of them takes.

All of it comes from one forward pass. Hooks see the modules; the graph that autograd keeps says
which layers a tensor comes from, also through functions that are no modules.
"""

import contextlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn
from torch.autograd.graph import Node

INPUT = "input"
LAYERS = {
    nn.Conv2d: "convolution",
    nn.ConvTranspose2d: "transposed convolution",
    nn.Linear: "linear layer",
}
# Steps between layers, by autograd's names for them; others are left out.
STEPS = {
    "NativeBatchNorm": "batch normalization",
    "NativeGroupNorm": "group normalization",
    "NativeLayerNorm": "layer normalization",
    "LeakyRelu": "leaky ReLU",
    "Relu": "ReLU",
    "Silu": "SiLU",
    "Gelu": "GELU",
    "Sigmoid": "sigmoid",
    "Tanh": "tanh",
    "MaxPool2DWithIndices": "max pooling",
    "AvgPool2D": "average pooling",
    "AdaptiveAvgPool2D": "average pooling",
    "UpsampleNearest2D": "upsampling",
    "UpsampleBilinear2D": "upsampling",
    "PixelShuffle": "pixel shuffle",
}


@dataclass
class Layer:
    """A module with weights that holds no other layer; or an input of the network.

    `size` is that of its output, rows and columns; a vector has none. `sources` are the places, in
    the list of all layers, of those that it takes. `steps` follow it, up to the first layer that
    takes its output, or to where that meets another's.
    """

    operation: str
    channels: int
    size: tuple[int, ...]
    sources: tuple[int, ...] = ()
    steps: tuple[str, ...] = ()

    @property
    def kind(self) -> str:
        """All that it does, whatever its channels and size."""
        return ", ".join([self.operation, *self.steps])


class _ForwardPass:
    """Lists layers in the order of their calls: a module that is called twice is two."""

    def __init__(self) -> None:
        self.layers: list[Layer] = []
        self.modules: set[nn.Module] = set()  # that are layers
        self.complete: set[int] = set()  # places of inputs, and of layers that another one takes
        self.places: dict[Node, int] = {}  # of layers, by the node of autograd that each ends with

    def add(self, operation: str, outputs: list[Tensor], sources: tuple[int, ...]) -> None:
        shape = outputs[0].shape
        channels_last = len(shape) < 4 or operation == LAYERS[nn.Linear]
        size = shape[1:-1] if channels_last else shape[2:]
        for output in outputs:
            if output.grad_fn is not None:
                self.places[output.grad_fn] = len(self.layers)
        channels = shape[-1 if channels_last else 1]
        self.layers.append(Layer(operation, channels, tuple(size), sources))

    def leave(self, module: nn.Module, inputs: Any, named_inputs: Any, output: Any) -> None:
        """A hook: the module has been called."""
        outputs = _tensors(output)
        holds_layers = self.modules & (set(module.modules()) - {module})
        has_weights = any(weight.dim() > 1 for weight in module.parameters())
        if outputs and has_weights and not holds_layers:
            sources = self.follow(_tensors([inputs, named_inputs]))
            self.add(_operation(module), outputs, tuple(sorted(sources)))
            self.modules.add(module)
            self.complete |= sources
        elif len(sources := self.follow(outputs)) == 1 and not sources & self.complete:
            layer, shape = self.layers[sources.pop()], outputs[0].shape
            alike = len(shape) == 2 + len(layer.size) and shape[1] == layer.channels
            pooled = any("pooling" in step for step in layer.steps)
            if alike and not pooled:
                # It may have been cut since the layer; padding is the next one's.
                layer.size = tuple(map(min, layer.size, shape[2:]))

    def follow(self, tensors: list[Tensor]) -> set[int]:
        """The places of the layers that tensors come from. An incomplete one learns its steps."""
        sources, seen = set(), set()
        waiting: list[tuple[Node | None, tuple[str, ...]]] = [(t.grad_fn, ()) for t in tensors]
        while waiting:
            node, steps = waiting.pop()
            if node is None or node in seen:
                continue
            seen.add(node)
            if node in self.places:
                sources.add(place := self.places[node])
                if place not in self.complete:
                    self.layers[place].steps = max(self.layers[place].steps, steps, key=len)
                continue
            before = [other for other, _ in node.next_functions]
            step = _step(node)
            steps = (step, *steps) if step else steps
            joins = sum(other is not None and bool(other.next_functions) for other in before) > 1
            waiting += [(other, () if joins else steps) for other in before]
        return sources


def layers(network: nn.Module, inputs: Mapping[str, Tensor]) -> list[Layer]:
    """Inputs, (n, c, h, w) by name, then the layers of any network, which is set to evaluation.

    A connection that gradients do not take, as after `detach`, is none.
    """
    forward = _ForwardPass()
    tensors = [tensor.detach().requires_grad_().clone() for tensor in inputs.values()]
    for tensor in tensors:
        forward.add(INPUT, [tensor], ())
    forward.complete |= set(range(len(inputs)))
    with contextlib.ExitStack() as hooks, torch.enable_grad():
        for name, module in network.named_modules():
            if "parametrizations" not in name:  # they compute weights
                hooks.enter_context(module.register_forward_hook(forward.leave, with_kwargs=True))
        network.eval()(*tensors)
    return forward.layers


def parameters(network: nn.Module) -> int:
    return sum(parameter.numel() for parameter in network.parameters())


def _step(node: Node) -> str | None:
    step = STEPS.get(node.name().removesuffix("Backward0"))
    if step == STEPS["NativeGroupNorm"]:
        groups, channels = (getattr(node, f"_saved_{name}") for name in ("group", "C"))
        return "instance normalization" if groups == channels else step
    return step


def _operation(module: nn.Module) -> str:
    names = (name for layer, name in LAYERS.items() if isinstance(module, layer))
    name = next(names, type(module).__name__)
    if not isinstance(module, (nn.Conv2d, nn.ConvTranspose2d)):
        return name
    kernel = "×".join(map(str, module.kernel_size))
    stride = "×".join(map(str, dict.fromkeys(module.stride)))
    return f"{name} {kernel}, stride {stride}"


def _tensors(value: object) -> list[Tensor]:
    """All tensors in lists, tuples and mappings, however deep."""
    if isinstance(value, Mapping):
        value = list(value.values())
    if isinstance(value, (list, tuple)):
        return [tensor for item in value for tensor in _tensors(item)]
    return [value] if isinstance(value, Tensor) else []
