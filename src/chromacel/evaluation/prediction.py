"""A trained model on the test split: its predictions, and how near they come to the truth."""

from collections.abc import Iterator, Mapping
from typing import Any

import h5py
import pandas as pd
import torch

from chromacel.dataset.batches import Examples
from chromacel.dataset.episode_files import append, create_frames
from chromacel.errors import PredictionMemoryError
from chromacel.evaluation.error_profiles import ErrorProfile
from chromacel.evaluation.metrics import measure
from chromacel.machine.devices import is_out_of_memory
from chromacel.machine.progress import counted
from chromacel.models.inference import predict_colors
from chromacel.models.networks import Network
from chromacel.models.weights import TrainedModel
from chromacel.pictures.pixels import COLORS, Frames


def evaluate(
    model: TrainedModel,
    examples: Examples,
    batch_size: int,
    origins: Mapping[str, Any],
    file: h5py.File,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Write the predictions for all examples to `file`, as dataset `rgb` (n, h, w, 3), and measure.

    `origins` has episode, index and time of each example.

    Returns:
        Model, condition, seed, origin and metrics of each example; and the error profile.

    Raises:
        InputError: a shard is damaged, or a batch does not fit into memory.
    """
    metrics, profile = [], ErrorProfile()
    pictures = create_frames(file, "rgb", (0, *examples.size, COLORS))
    batches = predicted_batches(model.generator, examples, batch_size)
    for predictions, truth in counted(batches, len(examples), "pictures", batch_size):
        append(pictures, predictions)
        profile.add(predictions, truth)
        metrics.append(pd.DataFrame(measure(predictions, truth)))
    measured = pd.concat(metrics, ignore_index=True)
    table = pd.concat([pd.DataFrame({**model.names, **origins}), measured], axis=1)
    by_color = profile.table()
    for place, (name, value) in enumerate(model.names.items()):
        by_color.insert(place, name, value)
    return table, by_color


def predicted_batches(
    generator: Network, examples: Examples, batch_size: int
) -> Iterator[tuple[Frames, Frames]]:
    """All examples in their order: predictions and truth, (b, h, w, 3) uint8 each.

    Raises:
        PredictionMemoryError: a batch does not fit into memory.
    """
    numbers = torch.split(torch.arange(len(examples)), batch_size)
    try:
        for condition, truth in examples.batches(numbers):
            yield predict_colors(generator, condition).cpu().numpy(), truth.cpu().numpy()
    except RuntimeError as error:
        if is_out_of_memory(error):
            raise PredictionMemoryError(
                f"A batch of {batch_size} pictures does not fit into the memory of the"
                f" {examples.device}",
                "take a smaller one",
            ) from error
        raise
