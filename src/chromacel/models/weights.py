"""Trained generators in files that describe themselves: whoever loads one needs its path alone."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save
from torch import Tensor

from chromacel.conditions.kinds import CONDITIONS
from chromacel.errors import InputError, MissingFileError
from chromacel.files.checksums import damaged_file
from chromacel.files.whole import whole_file
from chromacel.models.networks import Network
from chromacel.models.objectives import objective_class
from chromacel.models.recipes import RECIPES

KEY = "chromacel"  # of the description in the file's metadata

SELDOM = ("keyframes", "adaptation", "starts_from")  # said where there is something to say


@dataclass(frozen=True)
class Description:
    """What a trained generator is, and what it was trained on.

    `settings` are those of the training; `making` is how the pictures were made that it saw, the
    settings of each step by name, once for each different way; `size` their rows and columns;
    `show` the SHA-256 of each episode's file by the episode's name; `shards` that of each shard;
    `code` the fingerprint of the code that trained it. What was adapted to keyframes afterwards
    has their numbers by the episode's name in `keyframes`, and in `adaptation` its settings.
    `starts_from` is the SHA-256 of the weights that the training started from, if from some.
    """

    model: str
    condition: str
    seed: int
    settings: dict[str, Any]
    making: list[dict[str, dict[str, Any]]]
    size: tuple[int, int]
    show: dict[str, str]
    shards: dict[str, str]
    code: str
    versions: dict[str, str]
    keyframes: dict[str, list[int]] = field(default_factory=dict)
    adaptation: dict[str, Any] = field(default_factory=dict)
    starts_from: str = ""


@dataclass(frozen=True)
class TrainedModel:
    """A generator in evaluation mode, so that no picture's colors depend on its batch."""

    path: Path
    generator: Network
    description: Description

    @property
    def making(self) -> dict[str, dict[str, Any]]:
        """The one way in which pictures for it are made.

        Raises:
            InputError: its training pictures were made in several ways.
        """
        if len(self.description.making) != 1:
            raise InputError(
                f"{self.path} was trained on pictures made in {len(self.description.making)}"
                " different ways, so that new ones cannot be made alike: train it on pictures that"
                " are all made with the same settings."
            )
        return self.description.making[0]

    @property
    def names(self) -> dict[str, str | int]:
        """Model, condition and seed."""
        about = self.description
        return {"model": about.model, "condition": about.condition, "seed": about.seed}


def save_model(path: Path, state: Mapping[str, Tensor], description: Description) -> None:
    """Write a generator's state as safetensors, the description beside it: the same bytes for the
    same contents."""
    tensors = {name: tensor.contiguous() for name, tensor in state.items()}
    said = {key: value for key, value in asdict(description).items() if value or key not in SELDOM}
    metadata = {KEY: json.dumps(said, ensure_ascii=False, sort_keys=True)}
    with whole_file(path) as temporary:
        temporary.write_bytes(save(tensors, metadata))


def load_model(path: Path, device: torch.device | str = "cpu") -> TrainedModel:
    """A generator from a file that `save_model` wrote.

    Raises:
        InputError: the file is damaged, does not describe itself, or describes a model, condition
            or settings that this version does not know.
        MissingFileError: there is no such file.
    """
    if not path.exists():
        raise MissingFileError(f"There is no file {path}", "give the path of a training's weights")
    try:
        with safe_open(path, "pt") as file:
            metadata = file.metadata() or {}
            tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
    except (SafetensorError, OSError) as error:
        raise damaged_file(path, error) from error
    description = _described(path, metadata)
    recipe = RECIPES[description.model]
    try:
        settings = recipe.settings(**description.settings)
        generator = objective_class(description.model).build_generator(
            settings, description.condition
        )
        generator.load_state_dict(tensors)
    except (TypeError, ValueError, RuntimeError) as error:
        reason = " ".join(str(error).split())
        raise InputError(
            f"{path} does not fit the {recipe.label} of this version ({reason}): train it again, or"
            f" use version {description.versions.get('chromacel')}, which wrote it."
        ) from error
    return TrainedModel(path, generator.to(device).eval(), description)


def _described(path: Path, metadata: Mapping[str, str]) -> Description:
    """Raises InputError if the metadata is none that this version knows."""
    if KEY not in metadata:
        raise InputError(
            f"{path} does not say what it is, as weights written by other programs and by earlier"
            " versions do not: train it again."
        )
    try:
        values = json.loads(metadata[KEY])
        description = Description(**values | {"size": tuple(values["size"])})
    except (ValueError, TypeError, KeyError) as error:
        raise InputError(
            f"{path} does not describe itself as this version expects ({error}): train it again."
        ) from error
    for name, table in ((description.model, RECIPES), (description.condition, CONDITIONS)):
        if name not in table:
            raise InputError(
                f"{path} is of `{name}`, which this version does not know; it knows"
                f" {', '.join(table)}: use version {description.versions.get('chromacel')}, which"
                " wrote it."
            )
    return description
