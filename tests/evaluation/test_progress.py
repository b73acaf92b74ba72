"""The watched test frames and the figure of a training's convergence."""

from pathlib import Path

import h5py
import numpy as np
import pandas as pd
import pytest
from PIL import Image

from chromacel.errors import InputError
from chromacel.evaluation.convergence import measured
from chromacel.evaluation.progress import (
    MOST_EPOCHS,
    Watched,
    open_progress,
    watched_epochs,
    write_progress,
)
from chromacel.figures.convergence import convergence_figure

NAMES = {"model": "gan", "condition": "edge", "seed": 2}


@pytest.fixture
def progress(tmp_path: Path) -> Path:
    """Of three epochs: gray, half-way, and the truth, of a stripe and of a black frame."""
    truth = np.zeros((2, 18, 32, 3), np.uint8)
    truth[0, :, 16:] = (200, 100, 40)
    origins = pd.DataFrame({"episode": ["a", "b"], "index": [0, 50]})
    watched = Watched(truth.max(axis=3), truth, origins)
    path = tmp_path / "progress.h5"
    write_progress(path, watched, [truth * 0 + 128, truth // 2, truth], 3, NAMES)
    return path


@pytest.mark.parametrize("epochs", [1, 20, MOST_EPOCHS, 1000])
def test_few_epochs_are_all_watched_and_of_many_the_first_the_last_and_some(epochs: int) -> None:
    found = watched_epochs(epochs)
    assert (found[0], found[-1]) == (1, epochs)
    assert len(found) == len(set(found)) == min(epochs, MOST_EPOCHS)


def test_progress_comes_back(progress: Path) -> None:
    found = open_progress(progress)
    assert (found.names, found.epochs) == (NAMES, [1, 2, 3])
    assert found.watched.origins["episode"].tolist() == ["a", "b"]
    assert np.array_equal(found.pictures(2), found.watched.truth)


def test_sharpness_and_l1_reach_the_truths(progress: Path) -> None:
    table = measured(open_progress(progress)).set_index(["frame", "epoch"]).loc[0]
    assert table["l1"].tolist() == pytest.approx([95.33, 28.33, 0], abs=0.01)
    assert (table["sharpness"] / table["true"]).tolist() == pytest.approx([0, 0.5, 1], abs=0.02)


def test_convergence_is_drawn_the_same_each_time(progress: Path, tmp_path: Path) -> None:
    found = open_progress(progress)
    pictures = [(epoch, found.pictures(place)) for place, epoch in enumerate(found.epochs)]
    for name in ("a", "b"):
        rest = (found.watched, ["a", "b"], pictures, measured(found))
        convergence_figure(tmp_path / name, "Title", *rest)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()
    seen = np.asarray(Image.open(tmp_path / "a").convert("RGB")).reshape(-1, 3)
    assert {(200, 100, 40), (100, 50, 20), (128,) * 3} <= {*map(tuple, np.unique(seen, axis=0))}


def test_a_file_without_names_is_damaged(progress: Path) -> None:
    with h5py.File(progress, "a") as file:
        del file.attrs["model"]
    with pytest.raises(InputError, match=r"progress\.h5 is truncated or damaged"):
        open_progress(progress)
