"""A trained model goes on training with a colored reference, and colors other pictures like it.

A reference is not aligned with what is colored, so that it is learned from in many sizes, crops and
brightnesses. One picture alone would soon be all that the model knows. The show's pictures are not
at hand, so that its own colors stand for them: on the reference altered beyond recognition, it
stays what it was.
"""

import copy
import hashlib
import json
import math
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import save
from torch import Tensor
from torch.nn.functional import interpolate, l1_loss
from torch.optim import Adam

from chromacel.coloring.page_examples import examples_of_pages
from chromacel.coloring.references import check_reference
from chromacel.conditions.kinds import CONDITIONS
from chromacel.errors import InputError
from chromacel.files.checksums import check_intact
from chromacel.files.version import package_version
from chromacel.machine.progress import Progress
from chromacel.models.draws import Draws
from chromacel.models.networks import Network
from chromacel.models.scaling import scaled_colors, scaled_condition
from chromacel.models.variation import warped
from chromacel.models.weights import Description, TrainedModel, load_model, save_model
from chromacel.pictures.pixels import Picture

SCALES = (0.5, 1.0, 2.0, 4.0)  # times the area at which a reference would be colored
BRIGHTNESS, ALTERED = 0.3, 0.9  # greatest logarithm of gamma, of the reference and altered parts
TILES = 4  # to each side, which are shuffled
MOST_RAISED = 2  # times the learning rate of one reference, with three or more; with two, 1.5
RISE = 0.05  # share of the steps in which the learning rate rises


@dataclass(frozen=True)
class ReferenceSettings:
    """How a model goes on with references.

    Attributes:
        steps: batches that are learned from
        batch_size: parts of references in a batch, and as many altered ones
        learning_rate: Adam's, at its highest, for one reference
        steadiness: weight of the model's own colors on altered parts
        seed: of all that is drawn
    """

    steps: int = 30
    batch_size: int = 4
    learning_rate: float = 5e-5
    steadiness: float = 2.0
    seed: int = 1


def adapted_to(
    model: TrainedModel,
    references: Sequence[Picture],
    folder: Path,
    settings: ReferenceSettings | None = None,
) -> TrainedModel:
    """The model adapted to references, (h, w, 3) uint8 each, whose order does not matter; the one
    given stays as it is.

    Its weights are kept in the folder, so that the same model with the same references, settings
    and versions of Chromacel and PyTorch is not trained again; damaged ones are.

    Raises:
        InputError: a reference has no color or is tiny, or the weights do not tell how pictures
            for them are made.
    """
    for number, rgb in enumerate(references, 1):
        check_reference(rgb, f"Reference {number}")
    path = kept_at(model, references, folder, settings)
    device = next(model.generator.parameters()).device
    with suppress(InputError):  # not there yet, or not as it was written
        check_intact(path)
        return load_model(path, device)
    references, settings = _prepared(references, settings)
    generator = _trained(model, references, settings)
    about = _described(model.description, references, settings)
    save_model(path, generator.state_dict(), about)
    return load_model(path, device)


def kept_at(
    model: TrainedModel,
    references: Sequence[Picture],
    folder: Path,
    settings: ReferenceSettings | None = None,
) -> Path:
    """Where `adapted_to` keeps its result."""
    about = _described(model.description, *_prepared(references, settings))
    return folder / f"{_key(model, about)}.safetensors"


def _prepared(
    references: Sequence[Picture], settings: ReferenceSettings | None
) -> tuple[list[Picture], ReferenceSettings]:
    """The references, each once and ordered by hash, and the settings for that many."""
    settings = settings or ReferenceSettings()
    pictures = {_picture_hash(rgb): rgb for rgb in references}
    rise = min(len(pictures) + 1, 2 * MOST_RAISED) / 2
    raised = replace(settings, learning_rate=settings.learning_rate * rise)
    return [pictures[key] for key in sorted(pictures)], raised


def _described(
    description: Description, references: Sequence[Picture], settings: ReferenceSettings
) -> Description:
    versions = {"chromacel": package_version(), "PyTorch": torch.__version__}
    said: dict[str, Any] = {
        "references": sorted(map(_picture_hash, references)),
        **asdict(settings),
    }
    return replace(description, adaptation={**said, "versions": versions})


def _key(model: TrainedModel, about: Description) -> str:
    weights = save({name: part.contiguous() for name, part in model.generator.state_dict().items()})
    return _hash(weights + json.dumps(asdict(about), sort_keys=True).encode())[:32]


def _picture_hash(rgb: Picture) -> str:
    return _hash(repr(rgb.shape).encode() + rgb.tobytes())


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _trained(
    model: TrainedModel, references: Sequence[Picture], settings: ReferenceSettings
) -> Network:
    """In evaluation mode throughout, since a reference lacks the statistics of a show."""
    device = next(model.generator.parameters()).device
    is_luma = CONDITIONS[model.description.condition].is_luma
    generator = copy.deepcopy(model.generator)
    generator.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    examples = examples_of_pages([(rgb, rgb) for rgb in references], model, device, SCALES)
    optimizer = Adam(generator.parameters(), settings.learning_rate)
    number, progress = settings.batch_size, Progress(settings.steps, "steps")
    for step in range(settings.steps):
        draws = Draws((settings.seed, step), number, device)
        chosen = (draws.uniform(0, 1) * len(examples)).long().clamp(max=len(examples) - 1)
        [(seen, colored)] = examples.batches([chosen])
        condition, colors = _varied(scaled_condition(seen), scaled_colors(colored), draws, is_luma)
        other = altered(condition, draws, is_luma)
        with torch.no_grad():
            own = model.generator(other)
        made = generator(torch.cat((condition, other)))
        loss = l1_loss(made[:number], colors) + settings.steadiness * l1_loss(made[number:], own)
        for group in optimizer.param_groups:
            group["lr"] = settings.learning_rate * _rate(step / settings.steps)
        optimizer.zero_grad()
        torch.autograd.backward(loss)
        optimizer.step()
        progress.at(step + 1)
    return generator


def _varied(
    condition: Tensor, colors: Tensor, draws: Draws, is_luma: bool
) -> tuple[Tensor, Tensor]:
    together = warped(torch.cat((condition, colors), dim=1), draws)
    condition, colors = together[:, :1], together[:, 1:]
    if not is_luma:
        return condition, colors
    changed = _with_gamma(condition, BRIGHTNESS, draws)
    return changed, colors + (changed - condition)  # of the same chroma


def altered(condition: Tensor, draws: Draws, is_luma: bool) -> Tensor:
    """Conditions (b, 1, h, w) of which the reference says nothing: each upside down, in shuffled
    tiles, or a small part of it enlarged; of gray, half of them negatives, and all of another
    brightness."""
    rows, columns = condition.shape[2:]
    kinds = draws.uniform(0, 4).long().tolist()
    places = draws.uniform(0, 2 / 3, 2).tolist()
    orders = draws.uniform(0, 1, TILES**2).argsort(dim=1)
    changed = []
    for picture, kind, order, (down, right) in zip(condition, kinds, orders, places, strict=True):
        top, left = int(down * rows), int(right * columns)
        part = picture[None, :, top : top + max(rows // 3, 1), left : left + max(columns // 3, 1)]
        match kind:
            case 0:
                changed.append(picture.flip(1))
            case 1:
                changed.append(_shuffled(picture, order))
            case 2:
                changed.append(interpolate(part, (rows, columns), mode="bilinear")[0])
            case _:
                changed.append(picture)
    result = torch.stack(changed)
    if not is_luma:
        return result
    negative = draws.coins(1, 1, 1)
    return _with_gamma(torch.where(negative, -result, result), ALTERED, draws)


def _shuffled(picture: Tensor, order: Tensor) -> Tensor:
    """(1, h, w) in tiles of another order; what is left beyond them stays."""
    height, width = picture.shape[1] // TILES, picture.shape[2] // TILES
    places = [(height * (at // TILES), width * (at % TILES)) for at in range(TILES**2)]
    result = picture.clone()
    for (top, left), source in zip(places, order.tolist(), strict=True):
        down, right = places[source]
        result[:, top : top + height, left : left + width] = picture[
            :, down : down + height, right : right + width
        ]
    return result


def _with_gamma(condition: Tensor, most: float, draws: Draws) -> Tensor:
    gamma = draws.uniform(-most, most, 1, 1, 1).exp()
    return ((condition + 1) / 2).clamp(1e-4, 1) ** gamma * 2 - 1


def _rate(share: float) -> float:
    """A short rise, then half a cosine to zero."""
    return min(share / RISE + RISE, 1.0) * (1 + math.cos(math.pi * share)) / 2
