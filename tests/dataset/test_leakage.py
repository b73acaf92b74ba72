from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from chromacel.dataset.copies import copy_numbers
from chromacel.dataset.frame_table import frame_table
from chromacel.dataset.leakage import audit
from chromacel.dataset.split import split_frames
from chromacel.dataset.split_settings import SplitSettings
from chromacel.dataset.twins import shares
from chromacel.files.hdf5 import created_h5
from chromacel.similarity.duplicates import duplicate_groups

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
            file["rgb"] = pictures[-1]
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


def episode_file(path: Path, thumbnails: np.ndarray, pictures: np.ndarray) -> Path:
    with created_h5(path) as file:
        file["index"], file["time"] = np.arange(len(pictures)) * 50, np.arange(len(pictures)) * 2.0
        file["thumbnail"], file["rgb"] = thumbnails, pictures
    return path


def test_a_near_duplicate_counts_that_is_not_the_nearest_frame(tmp_path: Path) -> None:
    """A picture, a lighter one of the same structure, and a nearer one of another structure."""
    rng = np.random.default_rng(0)
    one, nearer = (
        np.repeat(rng.integers(100, 120, (16, 16, 1)), 3, axis=2).astype(np.uint8) for _ in range(2)
    )
    lighter = one + np.uint8(8)
    pictures = {"test": one, "lighter": lighter, "nearer": nearer}
    paths = {
        name: episode_file(tmp_path / f"{name}.h5", picture[None], picture[None])
        for name, picture in pictures.items()
    }
    frames = frame_table([*paths.values()])
    splits = {"test": "test", "lighter": "training", "nearer": "training"}

    def split_as_given(table: pd.DataFrame, _: SplitSettings) -> pd.DataFrame:
        return table.assign(split=table["episode"].map(splits))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("chromacel.dataset.leakage.split_frames", split_as_given)
        found = audit(frames, paths, SETTINGS)
    assert set(found["nearest_episode"]) == {"nearer"}
    assert found["twin"].all()
    groups = frames.set_index("episode")["duplicate"]
    assert groups["test"] == groups["lighter"] != groups["nearer"]


def test_every_near_duplicate_of_the_audit_shares_its_group_in_the_split(
    dataset: tuple[pd.DataFrame, dict[str, Path], np.ndarray],
) -> None:
    frames, paths, pictures = dataset
    frames = frames.assign(duplicate=duplicate_groups(pictures))
    split = split_frames(frames, SETTINGS)
    training = split.loc[split["split"] == "training", "duplicate"]
    test = split[split["split"] == "test"]
    found = audit(frames, paths, SETTINGS).query("by == 'frame'")
    assert found["twin"].tolist() == test["duplicate"].isin(training).tolist()


def test_frames_are_copies_only_if_every_pixel_is_the_same(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    pictures = rng.integers(0, 256, (4, 32, 32, 3)).astype(np.uint8)
    other = pictures[[2, 0, 1]].copy()
    other[2, 5, 5, 1] ^= 1  # less than a thumbnail shows
    thumbnails = pictures[:, :16, :16]
    paths = {
        "a": episode_file(tmp_path / "a.h5", thumbnails, pictures),
        "b": episode_file(tmp_path / "b.h5", thumbnails[[2, 0, 1]], other),
    }
    frames = pd.DataFrame({"episode": [*"aaaabbb"], "index": [0, 50, 100, 150, 0, 50, 100]})
    a0, a1, a2, a3, b0, b1, b2 = copy_numbers(frames, paths)
    assert (b0, b1) == (a2, a0)
    assert len({a0, a1, a2, a3, b2}) == 5


def test_identical_frames_are_told_of_each_way_to_split(
    dataset: tuple[pd.DataFrame, dict[str, Path], np.ndarray], tmp_path: Path
) -> None:
    """The second and the fourth episode are the same, but for their last scene."""
    frames, paths, pictures = dataset
    same = pictures[60:120].copy()
    same[54:] = pictures[-6:]
    paths["d"] = episode_file(tmp_path / "again.h5", same, same)
    found = audit(frames, paths, SETTINGS)
    split = split_frames(frames, SETTINGS)
    training = split[split["split"] == "training"].set_index(["episode", "index"]).index
    twin = {"b": "d", "d": "b"}
    rows = found[found["by"] == "frame"]
    assert 0 < rows["identical"].sum() < len(rows)
    for _, row in rows.iterrows():
        place = (twin.get(row["episode"], ""), row["index"])
        assert row["identical"] == (row["index"] < 54 * 50 and place in training)
