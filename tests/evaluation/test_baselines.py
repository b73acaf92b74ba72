from pathlib import Path

import numpy as np
import pytest

from chromacel.dataset.episode_files import append, create_frames
from chromacel.dataset.shards import open_split
from chromacel.evaluation.baselines import average, predictions
from chromacel.evaluation.hand_made import train_network
from chromacel.files.hdf5 import created_h5


@pytest.fixture
def training(tmp_path: Path) -> list[Path]:
    """Two shards of 3 and 9 pictures, 20 x 30."""
    rng = np.random.default_rng(0)
    paths = [tmp_path / "0.h5", tmp_path / "1.h5"]
    for path, number in zip(paths, (3, 9), strict=True):
        with created_h5(path) as file:
            for name, channels in (("rgb", (3,)), ("gray", ()), ("edge", ())):
                pictures = rng.integers(0, 200, (number, 20, 30, *channels), np.uint8)
                append(create_frames(file, name, (0, *pictures.shape[1:])), pictures)
    return paths


def test_the_averages_are_those_of_a_plain_loop(training: list[Path]) -> None:
    split = open_split(training)
    numbers = np.arange(12)
    rgb, gray = split.pictures("rgb", numbers), split.pictures("gray", numbers)
    found = average(training)
    assert np.abs(found.picture - rgb.mean(axis=0)).max() <= 0.5
    for level in (0, 17, 199):
        assert np.abs(found.level["gray"][level] - rgb[gray == level].mean(axis=0)).max() <= 0.5
    everywhere = rgb.mean(axis=(0, 1, 2))
    assert np.abs(found.level["gray"][230] - everywhere).max() <= 0.5  # no pixel has this level


def test_each_answer_knows_the_condition_alone(training: list[Path]) -> None:
    split, averages = open_split(training), average(training)
    chosen = np.array([7, 2])
    conditions = {name: split.pictures(name, chosen) for name in ("gray", "edge")}
    network = train_network(split)
    found = {
        (baseline, condition): colored
        for baseline, condition, colored in predictions(averages, network, split, conditions)
    }
    assert set(found) == {
        *((name, own) for name in ("condition", "level_color", "nearest") for own in conditions),
        ("hand_made", "gray"),
        ("mean_color", "none"),
        ("mean_picture", "none"),
    }
    for colored in found.values():
        assert (colored.shape, colored.dtype) == ((2, 20, 30, 3), np.uint8)
    for condition, pictures in conditions.items():
        assert (found["condition", condition] == pictures[..., None]).all()
        # Of a training picture, the nearest is itself.
        assert np.array_equal(found["nearest", condition], split.pictures("rgb", chosen))
        level = found["level_color", condition]
        assert (level[pictures == 50] == averages.level[condition][50]).all()
    assert len(np.unique(found["mean_color", "none"].reshape(-1, 3), axis=0)) == 1
    assert np.array_equal(found["mean_picture", "none"][0], averages.picture)
