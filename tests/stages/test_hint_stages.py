"""Hints measured as the rules do: a method without training and a model, on shards of their own."""

from dataclasses import asdict
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import torch
from h5py import string_dtype

from chromacel.dataset.episode_files import append, create_frames
from chromacel.evaluation.hint_amounts import NUMBERS, SHARES
from chromacel.evaluation.hint_metrics import HintSettings
from chromacel.files.hdf5 import created_h5
from chromacel.jobs.command import flags
from chromacel.models.hinted import HintedObjective
from chromacel.models.recipes import HintedSettings
from chromacel.models.weights import Description, save_model
from chromacel.pictures.grayscale import grayscale
from chromacel.stages import measure_hints, measure_transfers
from conftest import Stage

SIZE = (32, 48)
FRAMES = 7
SETTINGS = HintSettings(pictures=3, marks="dot")


@pytest.fixture
def shards(tmp_path: Path) -> list[Path]:
    """Frames of an episode in another order than the episode's: areas of random colors."""
    rng = np.random.default_rng(0)
    rgb = np.kron(
        rng.integers(0, 256, (FRAMES, 2, 3, 3)), np.ones((1, 16, 16, 1), np.int64)
    ).astype(np.uint8)
    paths = []
    for name, pictures in (("rgb", rgb), ("gray", grayscale(rgb))):
        paths.append(tmp_path / f"{name}.h5")
        with created_h5(paths[-1]) as file:
            append(create_frames(file, name, (0, *pictures.shape[1:])), pictures)
            file.create_dataset("episode", data=["a"] * FRAMES, dtype=string_dtype())
            file["index"] = np.arange(FRAMES)[::-1] * 10
            file["time"] = np.arange(FRAMES, dtype=float)
            file.create_dataset("provenance", data=["{}"], dtype=string_dtype())
    return paths


def rows_of(path: Path) -> pd.DataFrame:
    rows = pd.read_csv(path)
    assert len(rows) == 3 * (len(SHARES) + len(NUMBERS))
    assert rows["index"].unique().tolist() == [0, 30, 60], "spread over the episode"
    assert set(rows["kind"]) == {"dot", "point"}
    return rows


@pytest.mark.parametrize("method", ["fill", "levin", "yatziv", "qu"])
def test_a_method_is_measured_and_comes_nearer_with_hints(
    method: str, shards: list[Path], tmp_path: Path
) -> None:
    tables = [tmp_path / "one.csv", tmp_path / "two.csv"]
    for path in tables:
        measure_hints.main(path, SETTINGS, method=method, condition="gray", test=shards)
    assert tables[0].read_bytes() == tables[1].read_bytes()
    rows = rows_of(tables[0])
    assert set(rows["method"]) == {method}
    errors = rows.groupby(["kind", "amount"])["l1"].mean()
    assert errors["dot", 1] < errors["dot", 0] / 3
    assert errors["point", 100] < errors["point", 0] / 3


@pytest.mark.parametrize("method", ["welsh", "ironi"])
def test_a_transfer_is_measured_from_the_nearest_training_picture(
    method: str, shards: list[Path], tmp_path: Path
) -> None:
    """Here it is the test frame itself."""
    measure_transfers.main(
        tmp_path / "t.csv", SETTINGS, method=method, training=shards, test=shards
    )
    measure_hints.main(tmp_path / "f.csv", SETTINGS, method="fill", condition="gray", test=shards)
    rows, gray = rows_of(tmp_path / "t.csv"), rows_of(tmp_path / "f.csv")
    assert set(rows["method"]) == {method}
    assert (rows.groupby("index")["l1"].nunique() == 1).all()
    assert rows["l1"].mean() < gray.loc[gray["amount"] == 0, "l1"].mean() / 2


def weights(path: Path) -> Path:
    settings = HintedSettings(1, 4, 1e-3, 1 / 16, False, beta1=0.9, peak=1, varied=0, hints=1)
    torch.manual_seed(0)
    network = HintedObjective.build_generator(settings, "gray")
    about = Description("hinted", "gray", 5, asdict(settings), [], SIZE, {}, {}, "", {})
    save_model(path, network.state_dict(), about)
    return path


def test_a_model_that_takes_hints_is_measured(
    shards: list[Path], stage: Stage, tmp_path: Path
) -> None:
    table = tmp_path / "hinted.csv"
    words = [*flags(asdict(SETTINGS)).split(), "--device", "cpu", "--test", *shards]
    done = stage("evaluate_hinted", weights(tmp_path / "w.safetensors"), table, *words)
    assert done.returncode == 0, done.stderr
    rows = rows_of(table)
    assert rows[["method", "seed", "condition"]].drop_duplicates().to_numpy().tolist() == [
        ["hinted", 5, "gray"]
    ]
    errors = rows.groupby(["kind", "amount"])["l1"].mean()
    assert errors["point", 100] < errors["point", 0], "what is given comes out"
