"""A trained model on the test split: the paper's distances, and pictures to measure and to keep."""

from collections.abc import Iterator

import torch

from chromacel.dataset.batches import Examples
from chromacel.errors import PredictionMemoryError
from chromacel.machine.devices import is_out_of_memory
from chromacel.models.inference import predict_colors
from chromacel.models.networks import Generator
from chromacel.pictures.pixels import Frames


def predicted_batches(
    generator: Generator, examples: Examples, batch_size: int
) -> Iterator[tuple[Frames, Frames]]:
    """All examples in their order: colored, and the truth, (b, h, w, 3) uint8 each.

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
