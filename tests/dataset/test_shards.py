"""Episode files and shards: what goes in comes out, with its origin."""

import json
from pathlib import Path

import h5py
import numpy as np
import pandas as pd
import pytest

from chromacel.conditions.kinds import PICTURES
from chromacel.dataset.episode_files import (
    derived_file,
    read_frames,
    write_frames,
    write_provenance,
)
from chromacel.dataset.selection import spread_positions
from chromacel.dataset.shards import open_split, read_origins, write_shard
from chromacel.errors import DamagedFileError, InputError
from chromacel.files.hdf5 import created_h5
from chromacel.pictures.edges import EdgeSettings


def picture(episode: int, index: int, channels: tuple[int, ...]) -> np.ndarray:
    return np.full((4, 6, *channels), 10 * episode + index, np.uint8)


@pytest.fixture
def episodes(tmp_path: Path) -> dict[str, Path]:
    """Two episodes of five frames, one in every 3, with an awkward name."""
    files = {}
    for number, name in enumerate(["NA", "ポケ 'x'"]):
        files[name] = tmp_path / f"{name}.h5"
        with created_h5(files[name]) as file:
            file["index"], file["time"] = np.arange(5) * 3, np.arange(5) / 8
            for kind in PICTURES:
                channels = (3,) if kind == "rgb" else ()
                frames = [picture(number, index, channels) for index in range(0, 15, 3)]
                write_frames(file, kind, [np.stack(frames[:2]), np.stack(frames[2:])])
            write_provenance(file, {"source_name": f"{name}.mp4"})
    return files


def rows(episodes: dict[str, Path]) -> pd.DataFrame:
    table = pd.DataFrame(
        [(name, index, index / 24) for name in episodes for index in (12, 0, 6)],
        columns=["episode", "index", "time"],
    )
    return table.assign(row=[3, 5, 0, 2, 4, 1])


def test_a_shard_holds_the_named_frames_in_their_rows(
    episodes: dict[str, Path], tmp_path: Path
) -> None:
    paths = {kind: tmp_path / kind / "shard.h5" for kind in PICTURES}
    for kind, path in paths.items():
        write_shard(path, rows(episodes), kind, episodes)
    ordered = rows(episodes).sort_values("row")
    numbers = {name: number for number, name in enumerate(episodes)}
    expected = [
        10 * numbers[name] + i for name, i in zip(ordered["episode"], ordered["index"], strict=True)
    ]
    for kind in PICTURES:
        found = open_split(list(paths.values())).pictures(kind, np.arange(6))[:, 0, 0].tolist()
        assert found == ([[value] * 3 for value in expected] if kind == "rgb" else expected)
    origins = read_origins(list(paths.values()))
    assert origins["episode"] == ordered["episode"].tolist()
    assert origins["index"] == ordered["index"].tolist()
    with h5py.File(paths["gray"]) as shard:
        assert set(shard) == {"gray", "episode", "index", "time", "provenance"}
        sources = [json.loads(text) for text in shard["provenance"].asstr()]
    assert {source["episode"]: source["source_name"] for source in sources} == {
        name: f"{name}.mp4" for name in episodes
    }


def test_shards_of_a_split_are_read_one_after_another(
    episodes: dict[str, Path], tmp_path: Path
) -> None:
    paths = [tmp_path / "0.h5", tmp_path / "1.h5"]
    for path in paths:
        write_shard(path, rows(episodes), "gray", episodes)
    assert len(open_split(paths)) == len(read_origins(paths)["index"]) == 12


def test_pictures_whose_shards_are_not_given_are_asked_for(
    episodes: dict[str, Path], tmp_path: Path
) -> None:
    path = tmp_path / "0.h5"
    write_shard(path, rows(episodes), "rgb", episodes)
    with pytest.raises(InputError, match=r"The shards given hold rgb and no edge: give those, too"):
        open_split([path]).pictures("edge", np.arange(1))


def test_shards_of_two_kinds_hold_the_same_frames(
    episodes: dict[str, Path], tmp_path: Path
) -> None:
    """Or a model would learn the colors of other pictures than those it sees."""
    color, edge = tmp_path / "rgb.h5", tmp_path / "edge.h5"
    write_shard(color, rows(episodes), "rgb", episodes)
    write_shard(edge, rows(episodes).assign(row=[5, 3, 0, 2, 4, 1]), "edge", episodes)
    with pytest.raises(DamagedFileError, match="hold different frames"):
        open_split([color, edge])
    with pytest.raises(DamagedFileError, match=r"2 shards like .*rgb.h5 and 1 like .*edge.h5"):
        open_split([color, color, edge])


def test_a_derived_file_keeps_origin_and_settings(
    episodes: dict[str, Path], tmp_path: Path
) -> None:
    settings = EdgeSettings(low=1, high=2, aperture=3)
    with (
        h5py.File(episodes["NA"]) as source,
        derived_file(tmp_path / "edges.h5", source, edges=settings) as file,
    ):
        write_frames(file, "edge", read_frames(source, "edge"))
    with h5py.File(tmp_path / "edges.h5") as file, h5py.File(episodes["NA"]) as source:
        assert file.attrs["source_name"] == "NA.mp4"
        assert json.loads(file.attrs["settings"]) == {"edges": {"low": 1, "high": 2, "aperture": 3}}
        assert np.array_equal(file["index"], source["index"])
        assert np.array_equal(file["time"], source["time"])
        assert file["edge"].chunks == (1, 4, 6)


def test_the_same_frames_make_the_same_bytes(episodes: dict[str, Path], tmp_path: Path) -> None:
    for name in ("a", "b"):
        write_shard(tmp_path / name / "shard.h5", rows(episodes), "rgb", episodes)
    one, other = (tmp_path / name / "shard.h5" for name in ("a", "b"))
    assert one.read_bytes() == other.read_bytes()


def test_positions_are_spread_from_first_to_last() -> None:
    assert spread_positions(101, 5) == [0, 25, 50, 75, 100]
    assert spread_positions(2, 6) == [0, 1]
