"""What colors: a trained model, one adapted to references, or a method that needs no training."""

import argparse
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from chromacel.coloring.journal import FOLDER
from chromacel.coloring.methods import METHODS
from chromacel.coloring.swatches import swatch_of
from chromacel.errors import DamagedFileError, InputError, MissingFileError

if TYPE_CHECKING:
    import torch

    from chromacel.coloring.colorizer import Colorizer
    from chromacel.coloring.method_colorizer import MethodColorizer
    from chromacel.pictures.pixels import Picture


@dataclass(frozen=True)
class Choice:
    """What colors, in words, and what identifies it."""

    colorizer: "Colorizer | MethodColorizer"
    label: str
    made_by: dict[str, Any]


def add_arguments(command: argparse.ArgumentParser) -> None:
    add_weights(command)
    command.add_argument(
        "--method",
        choices=METHODS,
        help="color without a model: by hints, or by references",
    )
    command.add_argument(
        "--reference",
        nargs="+",
        type=Path,
        default=[],
        metavar="FILE",
        help="colored pictures, such as another page: what is colored looks like them",
    )
    command.add_argument(
        "--swatch",
        nargs="+",
        default=[],
        metavar="BOX=BOX",
        help="for `--method welsh`: a rectangle of the picture and the one of the reference that it"
        " is colored like, each as LEFT,TOP,RIGHT,BOTTOM in pixels",
    )
    command.add_argument(
        "--device", choices=("auto", "cpu", "cuda"), default="auto", help="auto: a GPU, if any"
    )


def add_weights(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--weights",
        type=Path,
        metavar="FILE",
        help="of the model that colors; the best of --results by validation if they are not given",
    )
    command.add_argument(
        "--results",
        type=Path,
        default=Path("results"),
        metavar="FOLDER",
        help="of a workflow, to take weights from; `results` if it is not given",
    )


def check_arguments(given: argparse.Namespace, has_hints: bool) -> None:
    """Raises InputError if flags do not go together, or swatches are none."""
    if given.swatch and given.method != "welsh":
        raise InputError("Swatches are for `--method welsh` alone: leave out --swatch.")
    for text in given.swatch:
        swatch_of(text)
    if not given.method:
        return
    if given.weights:
        raise InputError("`--weights` are of a model and `--method` needs none: leave one out.")
    if METHODS[given.method].kind == "reference":
        if not given.reference:
            raise InputError(
                f"`--method {given.method}` takes its colors from another picture: add --reference."
            )
        if has_hints:
            raise InputError(f"`--method {given.method}` takes no hints: leave out --hints.")
        return
    if given.reference:
        raise InputError(f"`--method {given.method}` takes no reference: leave out --reference.")
    if not has_hints:
        raise InputError(f"`--method {given.method}` spreads a person's colors: add --hints.")


def chosen(
    given: argparse.Namespace, adapted_to: Collection[str], has_hints: bool, device: "torch.device"
) -> Choice:
    """What the flags of `add_arguments` ask for; `adapted_to` are names of episodes that have
    keyframes.

    Raises:
        InputError: there are no such weights, or references cannot be used.
    """
    from chromacel.files.whole import sha256

    references = _references(given.reference)
    made_by: dict[str, Any] = {}
    if references:
        made_by = {"references": [sha256(path) for path in given.reference]}
    if given.method:
        from chromacel.coloring.method_colorizer import MethodColorizer

        swatches = [swatch_of(text) for text in given.swatch]
        made_by |= {"method": given.method, **({"swatches": given.swatch} if swatches else {})}
        method = MethodColorizer(given.method, references, swatches)
        return Choice(method, METHODS[given.method].label, made_by)
    weights = _weights(given, adapted_to, has_hints)
    colorizer = loaded(weights, device, is_given=given.weights is not None)
    label, identity = f"{weights}: {colorizer.label}", {"weights": sha256(weights), **made_by}
    if references:
        # Their order does not matter to an adaptation.
        identity["references"] = sorted(set(made_by["references"]))
        colorizer = _like(references, colorizer, given.out / FOLDER / "references")
        label += f", adapted to {', '.join(path.name for path in given.reference)}"
    return Choice(colorizer, label, identity)


def _references(paths: list[Path]) -> "list[Picture]":
    if not paths:
        return []
    from chromacel.coloring.references import read_references

    return read_references(paths)


def _like(references: "list[Picture]", colorizer: "Colorizer", kept: Path) -> "Colorizer":
    from chromacel.coloring.colorizer import Colorizer
    from chromacel.training.reference import adapted_to

    return Colorizer(adapted_to(colorizer.model, references, kept))


def _weights(given: argparse.Namespace, adapted_to: Collection[str], has_hints: bool) -> Path:
    from chromacel.coloring.best_weights import best_weights

    return Path(given.weights or best_weights(given.results, adapted_to, takes_hints=has_hints))


def loaded(weights: Path, device: "torch.device | None", is_given: bool) -> "Colorizer":
    """Of weights that a user has named, or that results have. Without a device, on a GPU if any.

    Raises:
        InputError: they cannot be used.
        DamagedFileError, MissingFileError: nor those of results, which a workflow makes again.
    """
    from chromacel.coloring.colorizer import Colorizer
    from chromacel.files.checksums import check_intact

    if weights.is_dir():
        raise InputError(f"{weights} is a folder: name the weights.safetensors of a training.")
    try:
        check_intact(weights)
        return Colorizer.load(weights, device)
    except (DamagedFileError, MissingFileError) as error:
        if not is_given:
            raise
        if isinstance(error, MissingFileError):
            raise InputError(str(error)) from error
        raise InputError(
            f"{error.problem}, or no weights of Chromacel: name the weights.safetensors of a"
            " training."
        ) from error
