"""Colors of a video's frames where no keyframe tells them: by a network, or by a method."""

from collections.abc import Callable

import numpy as np
import torch

from chromacel.coloring.method_colorizer import MethodColorizer
from chromacel.coloring.methods import METHODS
from chromacel.conditions.kinds import CONDITIONS
from chromacel.machine.processors import processors
from chromacel.models.inference import predict_colors
from chromacel.models.runtime import chroma_of, fast_generator
from chromacel.models.weights import TrainedModel
from chromacel.pictures.chroma import Chroma, chroma
from chromacel.pictures.pixels import COLORS, Frames
from chromacel.video.recoloring import Colored

BATCH = 4  # more at a time are no faster

Guess = Callable[[Frames], Colored]
"""Colors each frame by itself: (n, h, w) uint8 as the model sees them in, chroma (n, h, w, 2) or
colors (n, h, w, 3) out."""


def guess_by_model(model: TrainedModel) -> Guess:
    """The network, a few frames at a time."""
    keeps_luma = CONDITIONS[model.description.condition].is_luma
    generator = fast_generator(model, processors())
    device = next(generator.parameters()).device

    def colored(seen: Frames) -> Colored:
        if keeps_luma:
            return chroma_of(generator, seen)
        return predict_colors(generator, torch.from_numpy(seen).to(device)).cpu().numpy()

    def guess(seen: Frames) -> Colored:
        batches = [seen[start : start + BATCH] for start in range(0, len(seen), BATCH)]
        return np.concatenate([colored(batch) for batch in batches])

    return guess


def guess_by_method(colorizer: MethodColorizer) -> Guess | None:
    """None for a method that spreads hints: a frame without any stays gray."""
    if METHODS[colorizer.method].kind == "hints":
        return None

    def guess(seen: Frames) -> Colored:
        pictures = (np.stack([gray] * COLORS, axis=-1) for gray in seen)
        return np.stack([chroma(colorizer.color_page(picture)) for picture in pictures])

    return guess


def no_color(seen: Frames) -> Chroma:
    return np.zeros((*seen.shape, 2), np.float32)
