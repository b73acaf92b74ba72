"""Single pictures of any size and shape, colored by a trained model."""

from collections.abc import Iterator
from functools import partial

import numpy as np
import torch

from chromacel.coloring.full_size import with_chroma
from chromacel.coloring.strips import colored_strip, is_strip
from chromacel.conditions.kinds import CONDITIONS
from chromacel.conditions.making import Making, condition_of
from chromacel.errors import InputError
from chromacel.models.inference import predict_colors
from chromacel.models.weights import TrainedModel
from chromacel.pictures.pixels import Picture


def colored_picture(model: TrainedModel, rgb: Picture) -> Picture:
    """An (h, w, 3) uint8 picture in the model's colors, at about the area that it was trained at;
    a strip, longer than frames are by far, in windows of that area.

    Raises:
        InputError: the weights do not tell how pictures for them are made.
    """
    making = making_of(model)
    color = partial(_colored, model, making)
    return colored_strip(color, rgb, making.frame_size) if is_strip(rgb) else color(rgb)


def _colored(model: TrainedModel, making: Making, rgb: Picture) -> Picture:
    condition = condition_of(rgb, model.description.condition, making)
    device = next(model.generator.parameters()).device
    [colors] = predict_colors(model.generator, torch.from_numpy(condition[None]).to(device))
    return np.asarray(colors.cpu().numpy())


def making_of(model: TrainedModel) -> Making:
    """Raises InputError if the weights do not tell how pictures for them are made."""
    try:
        return Making.of_steps(model.making, model.description.condition)
    except (KeyError, TypeError) as error:
        raise InputError(
            f"{model.path} does not say how its pictures were made ({error}): train it again."
        ) from error


def colored_versions(model: TrainedModel, rgb: Picture) -> Iterator[tuple[str, Picture]]:
    """The folder below the model's, and the picture for it: as the model colors it, and where the
    model saw its luma, in `full_size` at the picture's own size and luma."""
    colors = colored_picture(model, rgb)
    yield "", colors
    if CONDITIONS[model.description.condition].is_luma:  # edges have no luma to keep
        yield "full_size", with_chroma(rgb, colors)
