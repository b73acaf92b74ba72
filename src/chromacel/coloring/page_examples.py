"""Pages that a person has colored, as a model sees and learns them before it colors the others."""

from collections.abc import Iterable, Iterator, Sequence

import numpy as np
import torch

from chromacel.coloring.pages import frames_of, seen_of
from chromacel.coloring.pictures import making_of
from chromacel.dataset.batches import ResidentExamples
from chromacel.models.weights import TrainedModel
from chromacel.pictures.pixels import Picture
from chromacel.pictures.resizing import resized

Pair = tuple[Picture, Picture]


def examples_of_pages(
    pages: Iterable[Pair],
    model: TrainedModel,
    device: torch.device,
    scales: Sequence[float] = (1.0,),
) -> ResidentExamples:
    """Pairs of a page as it is and in color, (h, w, 3) uint8 each, as keyframes for `adapt`: parts
    of the size of the model's frames, at the scale at which it colors the page, half overlapping;
    at several if `scales` says so, as times the area, but never larger than the page is.

    The two may have different sizes, if their shape is the same.

    Raises:
        InputError: the weights do not tell how pictures for them are made.
    """
    parts = [part for page, colored in pages for part in _parts(page, colored, model, scales)]
    seen, colors = (torch.from_numpy(np.stack(side)) for side in zip(*parts, strict=True))
    return ResidentExamples(seen.to(device), colors.to(device))


def _parts(
    page: Picture, colored: Picture, model: TrainedModel, scales: Sequence[float]
) -> Iterator[Pair]:
    making = making_of(model)
    size = making.downsampling.height, making.downsampling.width
    frames, most = frames_of(page, making), page.shape[0] * page.shape[1] / (size[0] * size[1])
    for area in dict.fromkeys(min(frames * scale, max(most, frames)) for scale in scales):
        yield from _parts_of_size(seen_of(model, page, area), colored, size)


def _parts_of_size(seen: Picture, colored: Picture, size: tuple[int, int]) -> Iterator[Pair]:
    colors = resized(colored, *seen.shape)
    missing = [(0, max(side - pixels, 0)) for side, pixels in zip(size, seen.shape, strict=True)]
    seen = np.pad(seen, missing, "symmetric")
    colors = np.pad(colors, [*missing, (0, 0)], "symmetric")
    for top in _starts(seen.shape[0], size[0]):
        for left in _starts(seen.shape[1], size[1]):
            place = slice(top, top + size[0]), slice(left, left + size[1])
            yield seen[place], colors[place]


def _starts(whole: int, size: int) -> list[int]:
    """Where parts begin so that half of each overlaps the next, at least, up to both ends."""
    number = int(np.ceil((whole - size) / (size / 2))) + 1
    return [round(place) for place in np.linspace(0, whole - size, number)]
