"""A whole shot in a model's colors."""

from collections.abc import Callable, Mapping

import numpy as np
import torch

from chromacel.models.inference import predict_colors
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


METHODS: Mapping[str, Callable[[TrainedModel, Frames], Frames]] = {"alone": color_alone}
"""The ways to color the frames of one shot, by name. Each has rows of its own in the table."""


def color_shot(model: TrainedModel, frames: Frames, method: str = "alone") -> Frames:
    """The frames of one shot, in display order: (n, h, w) uint8 to (n, h, w, 3) uint8."""
    return METHODS[method](model, frames)
