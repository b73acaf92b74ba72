from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from chromacel.dataset.leakage import audit
from chromacel.dataset.split import split_frames
from chromacel.dataset.split_settings import SplitSettings
from chromacel.dataset.twins import shares
from chromacel.files.hdf5 import created_h5

SETTINGS = SplitSettings("frame", "keep", 1, 8, 1, 1, 1, 1, 1)


@pytest.fixture
def dataset(tmp_path: Path) -> tuple[pd.DataFrame, dict[str, Path], np.ndarray]:
    """Four episodes of ten scenes of six frames each; a scene's frames look alike."""
    rng = np.random.default_rng(0)
    parts, paths, pictures = [], {}, []
    for name in ("a", "b", "c", "d"):
        scenes = np.repeat(rng.integers(0, 200, (10, 16, 16, 3)), 6, axis=0)
        pictures.append((scenes + rng.integers(0, 4, scenes.shape)).astype(np.uint8))
        paths[name] = tmp_path / f"{name}.h5"
        with created_h5(paths[name]) as file:
            file["index"] = np.arange(60) * 50
            file["thumbnail"] = pictures[-1]
        number = np.repeat(np.arange(10), 6)
        columns = {"index": np.arange(60) * 50, "time": 0.0, "scene": number, "repeat": False}
        parts.append(pd.DataFrame({"episode": name, **columns}))
    return pd.concat(parts, ignore_index=True), paths, np.concatenate(pictures)


def test_the_nearest_training_frame_is_that_of_a_plain_loop(
    dataset: tuple[pd.DataFrame, dict[str, Path], np.ndarray],
) -> None:
    frames, paths, pictures = dataset
    found = audit(frames, paths, SETTINGS)
    split = split_frames(frames, SETTINGS)
    training = split[split["split"] == "training"]
    own = found[found["by"] == "frame"].set_index(["episode", "index"])
    assert len(own) == (split["split"] == "test").sum()
    for place, row in split[split["split"] == "test"].iterrows():
        distances = np.abs(pictures[training.index].astype(int) - pictures[place]).mean((1, 2, 3))
        best = training.iloc[distances.argmin()]
        said = own.loc[(row["episode"], row["index"])]
        assert said["distance"] == pytest.approx(distances.min())
        assert (said["nearest_episode"], said["nearest_index"]) == (best["episode"], best["index"])


def test_a_split_by_frame_leaks_and_one_by_scene_does_not(
    dataset: tuple[pd.DataFrame, dict[str, Path], np.ndarray],
) -> None:
    frames, paths, _ = dataset
    assert shares(audit(frames, paths, SETTINGS)) == {"frame": 1, "scene": 0, "episode": 0}


def test_an_impossible_split_has_no_rows_and_a_word(
    dataset: tuple[pd.DataFrame, dict[str, Path], np.ndarray], capsys: pytest.CaptureFixture[str]
) -> None:
    frames, paths, _ = dataset
    two = frames[frames["episode"].isin(["a", "b"])]
    found = audit(two, {name: paths[name] for name in ("a", "b")}, SETTINGS)
    assert set(found["by"]) == {"frame", "scene"}
    assert "No audit by episode: The " in capsys.readouterr().out
