"""Coloring on processors: ways to run the generators, and what the tuned U-Net does beside.

`python benchmarks/inference.py RESULTS` prints CPU-seconds a picture of 180 × 320 for each way, and
as ratios to PyTorch's float32. The ways take turns; medians of several rounds. Its options choose
parts.
"""

import argparse
import copy
import itertools
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "src"))  # where it is not installed

import numpy as np
import pandas as pd
import torch
from torch import Tensor, nn
from torch.nn.utils.fusion import fuse_conv_bn_eval

from chromacel.machine.memory import keep_freed_memory
from chromacel.models.bilateral_grid import sliced
from chromacel.models.luma import exact_colors
from chromacel.models.networks import Network
from chromacel.models.objectives import objective_class
from chromacel.models.onnx_export import INPUT, OUTPUT, Computation, onnx_bytes, session
from chromacel.models.recipes import RECIPES
from chromacel.models.runtime import chroma_of, fast_generator
from chromacel.models.scaling import scaled_condition
from chromacel.models.tuned import evened
from chromacel.models.weights import Description, TrainedModel
from chromacel.pictures.regions import flat_regions

SIZE = (180, 320)
MODELS = ("convnet", "tuned", "pix2pix")  # the GAN's generator is that of `convnet`
WIDTHS = (0.125, 0.25, 1.0)
BATCHES = (1, 4, 16)
ROUNDS = 5
SHARED = {"epochs": 1, "batch_size": 4, "learning_rate": 5e-4, "flips": False}
REFERENCE = "PyTorch"
Way = Callable[[Tensor], object]


def untrained(name: str, width: float) -> TrainedModel:
    recipe = RECIPES[name]
    own = dict.fromkeys(recipe.own_settings, 0.5)
    settings = recipe.settings(**SHARED, width=width, **own)
    torch.manual_seed(0)
    generator = objective_class(name).build_generator(settings, "gray").eval()
    about = Description(name, "gray", 1, asdict(settings), [], SIZE, {}, {}, "", {})
    return TrainedModel(Path(name), generator, about)


def drawings(number: int) -> Tensor:
    """Gray drawings: large flat regions with outlines, as cartoons have them."""
    rng = np.random.default_rng(0)
    levels = rng.integers(0, 256, (number, 6, 10), np.uint8)
    flat = levels.repeat(SIZE[0] // 6, axis=1).repeat(SIZE[1] // 10, axis=2)
    return torch.from_numpy(np.asarray(flat ^ rng.integers(0, 2, flat.shape, np.uint8)))


def folded(network: Network) -> Network:
    """A copy with each normalization in the convolution before it."""
    network = copy.deepcopy(network)
    for module in list(network.modules()):
        children = list(module.named_children())
        for (name, layer), (after, normalization) in itertools.pairwise(children):
            if isinstance(normalization, nn.BatchNorm2d):
                is_transposed = isinstance(layer, nn.ConvTranspose2d)
                setattr(module, name, fuse_conv_bn_eval(layer, normalization, is_transposed))
                setattr(module, after, nn.Identity())
    return network


def in_pytorch(network: Network, channels_last: bool = False, bfloat16: bool = False) -> Way:
    layout = torch.channels_last if channels_last else torch.contiguous_format
    network = copy.deepcopy(network).to(memory_format=layout)
    network.in_bfloat16 = bfloat16
    return lambda pictures: network(scaled_condition(pictures).contiguous(memory_format=layout))


def ways_of(model: TrainedModel, threads: int) -> dict[str, Way]:
    network = model.generator
    fast = fast_generator(model, threads)
    whole = session(
        onnx_bytes(Computation(network, network.forward), torch.zeros(2, 1, *SIZE)), threads
    )
    return {
        REFERENCE: in_pytorch(network),
        "channels last": in_pytorch(network, channels_last=True),
        "and folded": in_pytorch(folded(network), channels_last=True),
        "and bfloat16": in_pytorch(folded(network), channels_last=True, bfloat16=True),
        "all in ONNX Runtime": lambda pictures: whole.run(
            [OUTPUT], {INPUT: scaled_condition(pictures).numpy()}
        ),
        "fast_generator": lambda pictures: fast(scaled_condition(pictures)),
    }


def measured(ways: dict[str, Way], pictures: Tensor, repeats: int) -> dict[str, float]:
    """CPU-milliseconds a picture of each way."""
    times: dict[str, list[float]] = {name: [] for name in ways}
    for number in range(ROUNDS + 1):
        for name, way in ways.items():
            start = time.process_time()
            for _ in range(repeats):
                way(pictures)
            if number:  # the first round prepares
                times[name].append(time.process_time() - start)
    return {
        name: 1000 * float(np.median(values)) / repeats / len(pictures)
        for name, values in times.items()
    }


def compared(
    name: str, width: float, threads: int, batches: Sequence[int]
) -> list[dict[str, object]]:
    torch.set_num_threads(threads)
    ways, rows = ways_of(untrained(name, width), threads), []
    for number in batches:
        repeats = max(round(8 / number / max(1, 16 * width**2)), 1)
        times = measured(ways, drawings(number), repeats)
        row = {"model": name, "width": width, "threads": threads, "batch": number}
        row |= {REFERENCE: f"{times[REFERENCE]:.1f} ms"}
        row |= {way: f"{times[way] / times[REFERENCE]:.2f}" for way in times if way != REFERENCE}
        print(row, flush=True)
        rows.append(row)
    return rows


def parts(width: float) -> dict[str, float]:
    """Of the tuned U-Net from grayscale, four pictures at a time with one thread."""
    torch.set_num_threads(1)
    model, pictures = untrained("tuned", width), drawings(4)
    network, fast = model.generator, fast_generator(model, 1)
    luma = scaled_condition(pictures)
    padded = network.padded(luma)  # type: ignore[operator]
    grid = network.grid(padded)  # type: ignore[operator]
    difference = network(luma) - luma
    return measured(
        {
            "grid, PyTorch": lambda _: network.grid(padded),  # type: ignore[operator]
            "grid, ONNX Runtime": lambda _: fast.grid(padded),  # type: ignore[operator]
            "sliced": lambda _: sliced(grid, padded),
            "flat_regions": lambda _: [flat_regions(picture) for picture in pictures.numpy()],
            "evened": lambda _: evened(pictures, difference),
            "exact_colors": lambda _: exact_colors(pictures, luma + difference),
            "color, PyTorch": network.color,
            "color, fast_generator": fast.color,
            "chroma_of, fast_generator": lambda _: chroma_of(fast, pictures.numpy()),
        },
        pictures,
        repeats=2,
    )


@torch.inference_mode()
def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("results", type=Path, help="folder of what is measured")
    parser.add_argument("--width", type=float, action="append")
    parser.add_argument("--threads", type=int, choices=(1, 2), action="append")
    parser.add_argument("--batch", type=int, action="append")
    parser.add_argument("--model", choices=MODELS, action="append")
    args = parser.parse_args()
    keep_freed_memory()
    rows = [
        row
        for width in args.width or WIDTHS
        for name in args.model or MODELS
        for threads in args.threads or (1, 2)
        for row in compared(name, width, threads, args.batch or BATCHES)
    ]
    times = parts(0.25)
    part = pd.DataFrame({"of `tuned`, width 0.25": times.keys(), "CPU-ms": times.values()})
    text = "\n\n".join(
        table.to_markdown(index=False, floatfmt=".2f", disable_numparse=table is not part)
        for table in (pd.DataFrame(rows), part)
    )
    args.results.mkdir(parents=True, exist_ok=True)
    (args.results / "inference.md").write_text(text + "\n")
    print(text)


if __name__ == "__main__":
    main()
