"""Generators as fast as they can be where they run, for many pictures to color.

On processors, ONNX Runtime computes the convolutions in 0.5 to 0.9 of the time of PyTorch, by
`benchmarks/inference.py`, with results that differ by rounding alone: least for single pictures.
Trainings and their evaluation stay with PyTorch.
"""

import copy
from collections.abc import Callable

import numpy as np
import torch
from numpy.typing import NDArray
from onnxruntime import InferenceSession
from torch import Tensor

from chromacel.models.luma import luma_of
from chromacel.models.networks import Network
from chromacel.models.onnx_export import INPUT, OUTPUT, Computation, onnx_bytes, session
from chromacel.models.scaling import scaled_condition
from chromacel.models.tuned import TunedGenerator, evened
from chromacel.models.weights import TrainedModel
from chromacel.pictures.pixels import Frames

BLUE_AND_RED = [2, 0]  # of the channels of RGB
HALF = 127.5  # levels of 255 for each unit on the scale of [-1, 1]


class OnnxFunction:
    """A network's function of (n, 1, h, w) in ONNX Runtime, which is exported for each new size."""

    def __init__(
        self, network: Network, function: Callable[[Tensor], Tensor], threads: int
    ) -> None:
        self.computation, self.threads = Computation(network, function), threads
        self.sessions: dict[torch.Size, InferenceSession] = {}

    def __call__(self, condition: Tensor) -> Tensor:
        size = condition.shape[1:]
        if size not in self.sessions:
            example = torch.zeros((2, *size))
            self.sessions[size] = session(onnx_bytes(self.computation, example), self.threads)
        values = self.sessions[size].run([OUTPUT], {INPUT: condition.numpy()})[0]
        return torch.from_numpy(values)


def fast_generator(model: TrainedModel, threads: int) -> Network:
    """The model's generator as it colors fastest: on processors by ONNX Runtime with this many
    threads, on a GPU as it is. What it computes differs from the model's own by rounding."""
    generator = model.generator
    if next(generator.parameters()).device.type != "cpu":
        return generator
    fast = copy.copy(generator)  # of the same weights
    if isinstance(generator, TunedGenerator):
        # Slicing the grid takes ONNX Runtime four times as long as PyTorch.
        fast.grid = OnnxFunction(generator, generator.grid, threads)  # type: ignore[assignment]
    else:
        fast.forward = OnnxFunction(generator, generator.forward, threads)
    return fast


@torch.inference_mode()
def chroma_of(generator: Network, pictures: Frames) -> NDArray[np.float32]:
    """Chroma for conditions, as `color` has it, but not rounded, nor made to fit RGB.

    (n, h, w) uint8 in, (n, h, w, 2) out: blue less luma and red less luma, in levels of 255.
    """
    device = next(generator.parameters()).device
    condition = torch.from_numpy(np.ascontiguousarray(pictures)).to(device)
    scaled = scaled_condition(condition)
    colors: Tensor = generator(scaled)
    keeps_luma = isinstance(generator, TunedGenerator) and generator.keeps_luma
    luma = scaled if keeps_luma else luma_of(colors)
    chroma = colors[:, BLUE_AND_RED] - luma
    if keeps_luma:
        chroma = evened(condition, chroma)
    levels: NDArray[np.float32] = (HALF * chroma).permute(0, 2, 3, 1).contiguous().cpu().numpy()
    return levels
