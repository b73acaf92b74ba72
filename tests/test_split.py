import dataclasses

import numpy as np
import pandas as pd
import pytest

from chromacel.errors import InputError
from chromacel.split import SPLITS, SplitSettings, split_frames

SETTINGS = SplitSettings(
    seed=1, training=8, validation=1, test=1, training_shards=3, validation_shards=1, test_shards=1
)


def frames(**lengths: int) -> pd.DataFrame:
    parts = [
        pd.DataFrame({"episode": name, "index": np.arange(n) * 50, "time": np.arange(n) * 2.0})
        for name, n in lengths.items()
    ]
    return pd.concat(parts, ignore_index=True)


def test_the_proportions_hold_in_all_and_in_each_episode() -> None:
    table = split_frames(frames(a=400, b=237, c=31), SETTINGS)
    shares = table["split"].value_counts(normalize=True)
    assert shares[list(SPLITS)].tolist() == pytest.approx([0.8, 0.1, 0.1], abs=0.005)
    for _, own in table.groupby("episode"):
        counts = own["split"].value_counts()
        assert counts["training"] == pytest.approx(0.8 * len(own), abs=1)
        assert counts["test"] == pytest.approx(0.1 * len(own), abs=1)


def test_another_episode_or_order_moves_no_frame() -> None:
    few = split_frames(frames(a=400, b=237), SETTINGS).set_index(["episode", "index"])
    more = split_frames(frames(c=50, b=237, a=400), SETTINGS).set_index(["episode", "index"])
    assert (more.loc[few.index, "split"] == few["split"]).all()


def test_the_seed_decides() -> None:
    one, same, other = (
        split_frames(frames(a=400), dataclasses.replace(SETTINGS, seed=seed)) for seed in (1, 1, 2)
    )
    assert one.equals(same)
    assert (one["split"] != other["split"]).mean() > 0.1


def test_frames_of_a_split_are_shuffled() -> None:
    table = split_frames(frames(a=400), SETTINGS)
    training = table[table["split"] == "training"].sort_values(["shard", "row"])
    assert abs(np.corrcoef(training["index"], np.arange(len(training)))[0, 1]) < 0.2


def test_shards_are_full_and_even() -> None:
    table = split_frames(frames(a=400, b=237), SETTINGS)
    sizes = []
    for _, shard in table[table["split"] == "training"].groupby("shard"):
        assert sorted(shard["row"]) == list(range(len(shard)))
        sizes.append(len(shard))
    assert len(sizes) == 3
    assert max(sizes) - min(sizes) <= 1


def test_a_split_without_frames_is_an_error() -> None:
    with pytest.raises(InputError, match=r"The \w+ split gets none of the 2 frames: add episodes"):
        split_frames(frames(a=2), SETTINGS)


def test_fewer_frames_than_shards_are_an_error() -> None:
    settings = dataclasses.replace(SETTINGS, test_shards=9)
    with pytest.raises(InputError, match=r"lower `split\.test_shards` to \d or less"):
        split_frames(frames(a=60), settings)
