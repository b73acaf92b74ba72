"""A whole shot in a model's colors."""

from collections.abc import Callable, Mapping

import numpy as np
import torch

from chromacel.coloring.own_luma import with_own_luma
from chromacel.coloring.propagation import colored_shot
from chromacel.conditions.kinds import CONDITIONS
from chromacel.models.inference import predict_colors
from chromacel.models.runtime import chroma_of
from chromacel.models.weights import TrainedModel
from chromacel.pictures.pixels import Frames

BATCH = 8  # frames colored at a time


def color_alone(model: TrainedModel, frames: Frames) -> Frames:
    """Each frame as if there were no other: (n, h, w) uint8, the model's condition, to
    (n, h, w, 3) uint8."""
    device = next(model.generator.parameters()).device
    batches = torch.split(torch.from_numpy(frames), BATCH)
    colors = [predict_colors(model.generator, batch.to(device)).cpu().numpy() for batch in batches]
    return np.concatenate(colors)


def color_steadily(model: TrainedModel, frames: Frames) -> Frames:
    """The same of a model that sees grayscale: chroma that follows motion, on the frames' luma."""

    def guess(gray: Frames) -> np.ndarray:
        batches = [gray[start : start + BATCH] for start in range(0, len(gray), BATCH)]
        return np.concatenate([chroma_of(model.generator, batch) for batch in batches])

    return with_own_luma(frames, colored_shot(frames, guess, {}))


METHODS: Mapping[str, Callable[[TrainedModel, Frames], Frames]] = {
    "alone": color_alone,
    "steady": color_steadily,
}
"""The ways to color the frames of one shot, by name. Each has rows of its own in the table."""


def methods_of(model: TrainedModel) -> list[str]:
    """Those that a model's condition allows: without luma, there is no motion to follow."""
    keeps_luma = CONDITIONS[model.description.condition].is_luma
    return [name for name in METHODS if keeps_luma or name == "alone"]


def color_shot(model: TrainedModel, frames: Frames, method: str = "alone") -> Frames:
    """The frames of one shot, in display order: (n, h, w) uint8 to (n, h, w, 3) uint8."""
    return METHODS[method](model, frames)
