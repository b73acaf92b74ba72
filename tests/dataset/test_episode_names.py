import json
from pathlib import Path

import h5py
import pandas as pd
import pytest

from chromacel.dataset.names import episode_names, with_names
from chromacel.errors import DamagedFileError
from chromacel.files.hdf5 import created_h5


def write_shard(path: Path, *texts: str) -> Path:
    with created_h5(path) as file:
        file.create_dataset("provenance", data=list(texts), dtype=h5py.string_dtype())
    return path


def source(episode: str, name: str) -> str:
    return json.dumps({"episode": episode, "source_name": name})


def test_names_are_those_of_the_files_without_suffix(tmp_path: Path) -> None:
    one = write_shard(tmp_path / "0.h5", source("a", "a.mp4"), source("1-0", "第1話 <x>.mkv"))
    two = write_shard(tmp_path / "1.h5", source("Episode-1", "Episode 1.5"))
    names = {"a": "a", "1-0": "第1話 <x>", "Episode-1": "Episode 1.5"}
    assert episode_names([one, two]) == names
    origins = pd.DataFrame({"episode": ["1-0", "a", "1-0", "other"]})
    found = with_names(origins, [one, two])["name"].tolist()
    assert found == ["第1話 <x>", "a", "第1話 <x>", "other"]


@pytest.mark.parametrize("text", ["no JSON", "[]", "{}", '{"episode": "a", "source_name": 1}'])
def test_a_damaged_provenance_names_the_shard(text: str, tmp_path: Path) -> None:
    with pytest.raises(DamagedFileError, match=r"0\.h5 is truncated or damaged \(its provenance"):
        episode_names([write_shard(tmp_path / "0.h5", text)])
