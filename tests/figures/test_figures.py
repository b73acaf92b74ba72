from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from PIL import Image

from chromacel.figures.grids import picture_rows
from chromacel.figures.losses import loss_curves
from chromacel.models.recipes import RECIPES


def test_a_grid_shows_each_picture_in_its_colors(tmp_path: Path) -> None:
    colors = [(250, 10, 10), (10, 250, 10), (10, 10, 250)]
    rgb = np.array([np.full((18, 32, 3), color) for color in colors], np.uint8)
    gray = np.full((3, 18, 32), 77, np.uint8)
    path = tmp_path / "new" / "grid.png"
    picture_rows(path, "A title", {"Color": rgb, "Gray": gray}, ["a", "b", "c"])
    picture = np.asarray(Image.open(path).convert("RGB")).reshape(-1, 3)
    seen = {tuple(color) for color in np.unique(picture, axis=0).tolist()}
    assert {*colors, (77, 77, 77)} <= seen


@pytest.mark.parametrize(
    ("model", "network"),
    [(name, network) for name, recipe in RECIPES.items() for network in recipe.losses],
)
def test_losses_of_several_seeds_are_drawn(tmp_path: Path, model: str, network: str) -> None:
    rng = np.random.default_rng(0)
    batches = {
        seed: pd.DataFrame({"epoch": 1, "batch": range(30), network: rng.random(30)})
        for seed in ("1", "2")
    }
    epochs = {
        seed: pd.DataFrame({"epoch": [1, 2], network: [2.0, 1.0], "validation_l1": [20.0, 15.0]})
        for seed in ("1", "2")
    }
    for name in ("a", "b"):
        loss_curves(tmp_path / name, model, network, "gray", batches, epochs)
    width, height = Image.open(tmp_path / "a").size
    assert width > height > 400
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()
