"""`chromacel export`: a trained model as an ONNX file, for programs without PyTorch."""

import argparse
from pathlib import Path

from chromacel.errors import InputError

MOST = 8192  # rows or columns


def add_arguments(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "weights", type=Path, metavar="WEIGHTS", help="a training's weights.safetensors"
    )
    command.add_argument("--out", type=Path, required=True, metavar="FILE.onnx", help="a new file")
    command.add_argument(
        "--size",
        type=int,
        nargs=2,
        metavar=("ROWS", "COLUMNS"),
        help="of the pictures that it takes; those of the training if it is not given",
    )
    command.add_argument("--overwrite", action="store_true", help="replace the file")


def export(arguments: argparse.Namespace) -> None:
    """Write the model, and say what is in the file.

    Raises:
        InputError: the weights cannot be read, or there is such a file already, or its name or the
            size is none to write.
    """
    path, size = arguments.out, arguments.size
    if path.suffix != ".onnx":
        raise InputError(f"--out is {path}: name a file that ends in .onnx.")
    if path.is_dir():
        raise InputError(f"{path} is a folder: name a file in it.")
    if path.exists() and not arguments.overwrite:
        raise InputError(f"{path} exists already: name a new file, or add --overwrite.")
    if size and not all(1 <= length <= MOST for length in size):
        raise InputError(
            f"--size is {size[0]} {size[1]}: give rows and columns, each from 1 to {MOST}."
        )

    from chromacel.models.onnx_export import write_onnx
    from chromacel.models.weights import load_model

    model = load_model(arguments.weights)
    rows, columns = size or model.description.size
    difference = write_onnx(model, path, (rows, columns))
    about = model.description
    print(
        f"{path}: {about.model} from {about.condition}, seed {about.seed}. Input `condition`, uint8"
        f" (n, {rows}, {columns}); output `colors`, float32 (n, 3, {rows}, {columns}), RGB from -1"
        f" to 1. It differs from PyTorch by {difference:.1g} at most."
    )
