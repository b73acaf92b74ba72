"""A model that takes hints, as what `measure_hints` measures."""

import numpy as np
import torch

from chromacel.evaluation.hint_metrics import Colored
from chromacel.models.inference import predict_hinted
from chromacel.models.networks import Network
from chromacel.models.weights import TrainedModel
from chromacel.pictures.hints import Hints
from chromacel.pictures.pixels import Picture


def trained(model: TrainedModel) -> Colored:
    """Colors a picture of the model's condition. The result raises InputError if the model takes no
    hints."""
    return colored_by(model.generator)


def colored_by(generator: Network) -> Colored:
    """As `trained`."""
    device = next(generator.parameters()).device

    def color(condition: Picture, hints: Hints) -> Picture:
        arrays = (condition, hints.colors, hints.given)
        seen, colors, given = (torch.from_numpy(array[None]).to(device) for array in arrays)
        found = predict_hinted(generator, seen, colors, given)
        return np.asarray(found[0].cpu().numpy())

    return color
