"""How the first training of each condition and model went: losses, and a few test frames."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from chromacel.evaluation.comparisons import Pair
from chromacel.evaluation.convergence import sharpness_by_epoch
from chromacel.evaluation.progress import open_progress
from chromacel.files.csv_tables import read_table


@dataclass(frozen=True)
class Histories:
    """By condition and model: losses by epoch and by batch, and sharpness by epoch."""

    epochs: dict[Pair, pd.DataFrame]
    batches: dict[Pair, pd.DataFrame]
    sharpness: dict[Pair, dict[int, float]]


def first_histories(
    metrics: Sequence[pd.DataFrame],
    epochs: Sequence[Path],
    batches: Sequence[Path],
    progress: Sequence[Path],
) -> Histories:
    """Those of the first seed of each pair.

    The sequences are of the same trainings in the same order; `metrics` are tables with the columns
    condition and model, and the others files.

    Raises:
        DamagedFileError: a file is damaged.
    """
    pairs = [(str(table["condition"][0]), str(table["model"][0])) for table in metrics]
    places = {pair: pairs.index(pair) for pair in pairs}
    by_epoch, by_batch = (
        {pair: read_table(paths[place], ("epoch", "generator")) for pair, place in places.items()}
        for paths in (epochs, batches)
    )
    sharpness = {
        pair: sharpness_by_epoch(open_progress(progress[place])) for pair, place in places.items()
    }
    return Histories(by_epoch, by_batch, sharpness)
