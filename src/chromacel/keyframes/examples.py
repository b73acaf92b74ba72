"""Keyframes as a model sees and learns them."""

import torch

from chromacel.conditions.making import Making, make_condition
from chromacel.dataset.batches import ResidentExamples
from chromacel.keyframes.pairs import Pairs
from chromacel.models.weights import TrainedModel
from chromacel.pictures.downsampling import downsample


def examples_of(pairs: Pairs, model: TrainedModel, device: torch.device) -> ResidentExamples:
    """The keyframes as this model sees and learns them, at the settings that its weights name.

    What it sees is made from the video's own frame, whose luma and lines the rest of the episode
    shares, and not from the colored picture.

    Raises:
        InputError: the weights do not tell how pictures for them are made.
    """
    about = model.description
    making = Making.of_steps(model.making, about.condition)
    condition = make_condition(pairs.frames, about.condition, making.edges)
    small = (downsample(pictures, making.downsampling) for pictures in (condition, pairs.colored))
    seen, colors = (torch.from_numpy(pictures).to(device) for pictures in small)
    return ResidentExamples(seen, colors)
