"""Networks as ONNX, for ONNX Runtime and for other programs, checked against PyTorch.

A picture's rows and columns are fixed and the batch is not. Each network pads odd sizes by itself,
so that a file for any size would hold all these decisions, if they could be written at all:
pix2pix normalizes no layer of one pixel.
"""

import io
import json
import warnings
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

import numpy as np
import onnx
import torch
from onnxruntime import InferenceSession, SessionOptions
from torch import Tensor, nn

from chromacel.errors import InputError
from chromacel.files.whole import whole_file
from chromacel.models.scaling import scaled_condition
from chromacel.models.weights import KEY, TrainedModel

INPUT, OUTPUT = "condition", "colors"
OPSET = 20  # the first in which GridSample is as PyTorch has it
LARGEST_DIFFERENCE = 1e-3  # on the scale of [-1, 1]
CHECKED = 3  # pictures that PyTorch and ONNX Runtime both compute


class Computation(nn.Module):
    """A network's function, on its device and in float32, as a module of its own."""

    def __init__(self, network: nn.Module, function: Callable[[Tensor], Tensor]) -> None:
        super().__init__()
        self.network, self.function = network, function

    def forward(self, condition: Tensor) -> Tensor:
        return self.function(condition)


def onnx_bytes(computation: Computation, example: Tensor) -> bytes:
    """The computation for batches of pictures of the example's size.

    By tracing, which takes 0.3 s. PyTorch's newer exporter takes 5 s, for a graph of the same
    speed, and would have to be paid back by each short video that is colored.
    """
    file = io.BytesIO()
    with warnings.catch_warnings(), torch.inference_mode():
        warnings.simplefilter("ignore")  # that sizes become constants, which is what is wanted
        torch.onnx.export(
            computation.eval(),
            (example,),
            file,  # type: ignore[arg-type]
            input_names=[INPUT],
            output_names=[OUTPUT],
            dynamic_axes={name: {0: "n"} for name in (INPUT, OUTPUT)},
            opset_version=OPSET,
            dynamo=False,
        )
    return file.getvalue()


def session(graph: bytes, threads: int) -> InferenceSession:
    """ONNX Runtime on so many processors, whose threads sleep while they wait."""
    options = SessionOptions()
    options.intra_op_num_threads = threads
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return InferenceSession(graph, options, providers=["CPUExecutionProvider"])


def write_onnx(model: TrainedModel, path: Path, size: tuple[int, int]) -> float:
    """Write a generator's forward for pictures of this many rows and columns.

    `condition` (n, h, w) uint8 in, `colors` (n, 3, h, w) float32 out: RGB from -1 to 1, beyond
    which those of the tuned U-Net from grayscale may be. What its `color` does afterwards is not
    in the file: one color for each flat region, and whole numbers with the luma of the input. The
    file's metadata has the description of the weights, as they have it themselves.

    Returns the largest difference between ONNX Runtime and PyTorch, on the scale of the output.

    Raises:
        InputError: they differ by more than `LARGEST_DIFFERENCE`, or the file cannot be written.
    """
    network = model.generator

    def colors(condition: Tensor) -> Tensor:
        result: Tensor = network(scaled_condition(condition))
        return result

    computation = Computation(network, colors)
    noise = np.random.default_rng(0).integers(0, 256, (CHECKED, *size), np.uint8)
    graph = onnx.load_from_string(onnx_bytes(computation, torch.from_numpy(noise[:2])))
    text = json.dumps(asdict(model.description), ensure_ascii=False, sort_keys=True)
    onnx.helper.set_model_props(graph, {KEY: text})
    content = graph.SerializeToString(deterministic=True)
    (exported,) = session(content, threads=1).run([OUTPUT], {INPUT: noise})
    with torch.inference_mode():
        expected = computation(torch.from_numpy(noise)).numpy()
    difference = float(np.abs(exported - expected).max())
    if not difference <= LARGEST_DIFFERENCE:  # or it is no number
        raise InputError(
            f"{model.path} computes colors in ONNX Runtime that differ from PyTorch's by up to"
            f" {difference:.1g} on the scale of [-1, 1], so that {path} was not written: use the"
            " versions of torch and onnxruntime that constraints.txt has."
        )
    with whole_file(path) as temporary:
        temporary.write_bytes(content)
    return difference
