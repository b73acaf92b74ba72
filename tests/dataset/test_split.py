"""The split's promises, for any dataset that hypothesis thinks of."""

import dataclasses
import hashlib

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chromacel.dataset.split import disproportion, split_frames
from chromacel.dataset.split_settings import GROUPINGS, SPLITS, Grouping, SplitSettings
from chromacel.errors import EmptySplitError, InputError

SETTINGS = SplitSettings(
    by="frame",
    repeats="keep",
    seed=1,
    training=8,
    validation=1,
    test=1,
    training_shards=3,
    validation_shards=1,
    test_shards=1,
)
settings.register_profile("ours", deadline=None, max_examples=50, derandomize=True)
settings.load_profile("ours")
# Lengths of an episode's scenes: a hundred frames at least, of which 2 % are two.
episodes = st.lists(st.integers(3, 9), min_size=35, max_size=60)
shows = st.dictionaries(st.text("abc あ", min_size=1, max_size=3), episodes, min_size=1, max_size=6)


def show(scenes: dict[str, list[int]]) -> pd.DataFrame:
    """The frames of episodes whose scenes have these lengths; the first three frames recur."""
    parts = []
    for name, lengths in scenes.items():
        number = np.repeat(np.arange(len(lengths)), lengths)
        index = np.arange(len(number)) * 50
        columns = {"index": index, "time": index / 24, "scene": number, "repeat": index < 150}
        parts.append(pd.DataFrame({"episode": name, **columns}))
    return pd.concat(parts, ignore_index=True)


def frames(**lengths: int) -> pd.DataFrame:
    return show({name: [1] * length for name, length in lengths.items()})


@given(shows, st.integers(0, 2**32 - 1))
def test_frames_and_scenes_are_split_in_proportion(scenes: dict[str, list[int]], seed: int) -> None:
    for by in ("frame", "scene"):
        chosen = dataclasses.replace(SETTINGS, by=by, seed=seed)
        table = split_frames(show(scenes), chosen)
        shares = table["split"].value_counts(normalize=True)
        assert shares[list(SPLITS)].tolist() == pytest.approx([0.8, 0.1, 0.1], abs=0.02)
        assert disproportion(table, chosen) == ""


@given(shows, st.integers(0, 2**32 - 1))
def test_no_scene_and_no_episode_is_on_both_sides(scenes: dict[str, list[int]], seed: int) -> None:
    table = split_frames(show(scenes), dataclasses.replace(SETTINGS, by="scene", seed=seed))
    assert (table.groupby(["episode", "scene"])["split"].nunique() == 1).all()
    if len(scenes) >= 3:
        table = split_frames(show(scenes), dataclasses.replace(SETTINGS, by="episode", seed=seed))
        assert (table.groupby("episode")["split"].nunique() == 1).all()
        assert set(table["split"]) == set(SPLITS)


@given(shows, episodes)
def test_another_episode_or_order_moves_no_frame(
    scenes: dict[str, list[int]], another: list[int]
) -> None:
    more = {"another": another, **dict(reversed(scenes.items()))}
    for by in ("frame", "scene"):
        chosen = dataclasses.replace(SETTINGS, by=by)
        few, many = (
            split_frames(show(given_scenes), chosen).set_index(["episode", "index"])
            for given_scenes in (scenes, more)
        )
        assert (many.loc[few.index, "split"] == few["split"]).all()


@given(st.integers(5, 40), st.integers(0, 1000))
def test_another_episode_moves_few_episodes(number: int, seed: int) -> None:
    chosen = dataclasses.replace(SETTINGS, by="episode", seed=seed)
    names = [f"episode {place}" for place in range(number + 1)]
    few, many = (
        split_frames(frames(**dict.fromkeys(own, 30)), chosen).groupby("episode")["split"].first()
        for own in (names[:-1], names)
    )
    assert (many[few.index] != few).sum() <= 3


def test_episodes_are_split_in_proportion_where_there_are_enough() -> None:
    many = frames(**{f"e{place}": 20 + place % 7 for place in range(100)})
    chosen = dataclasses.replace(SETTINGS, by="episode")
    shares = split_frames(many, chosen)["split"].value_counts(normalize=True)
    assert shares[list(SPLITS)].tolist() == pytest.approx([0.8, 0.1, 0.1], abs=0.02)


def test_groups_that_allow_no_closer_split_are_said_to() -> None:
    chosen = dataclasses.replace(SETTINGS, by="episode")
    table = split_frames(frames(a=100, b=100, c=100, d=100), chosen)
    assert disproportion(table, chosen) == (
        "The episodes allow no closer split than 50.0 : 25.0 : 25.0 % for 80.0 : 10.0 : 10.0 %"
        " asked"
    )


@given(shows)
def test_repeats_are_dropped_and_the_rest_is_split(scenes: dict[str, list[int]]) -> None:
    for by in ("frame", "scene"):
        chosen = dataclasses.replace(SETTINGS, by=by, repeats="drop")
        table = split_frames(show(scenes), chosen)
        dropped = table["split"] == "dropped"
        assert (dropped == table["repeat"]).all()
        assert (table.loc[dropped, ["shard", "row"]] == -1).all(axis=None)


@given(shows)
def test_every_frame_has_one_place(scenes: dict[str, list[int]]) -> None:
    for by in GROUPINGS if len(scenes) >= 3 else ("frame", "scene"):
        table = split_frames(show(scenes), dataclasses.replace(SETTINGS, by=by))
        assert table[["episode", "index"]].equals(show(scenes)[["episode", "index"]])
        sizes = []
        for _, shard in table[table["split"] == "training"].groupby("shard"):
            assert sorted(shard["row"]) == list(range(len(shard)))
            sizes.append(len(shard))
        assert len(sizes) == 3
        assert max(sizes) - min(sizes) <= 1


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


def test_a_split_without_frames_is_an_error() -> None:
    with pytest.raises(InputError, match=r"The \w+ split gets none of the 2 frames of 1 episodes"):
        split_frames(frames(a=2), SETTINGS)
    with pytest.raises(InputError, match="none of the 180 frames of 2 episodes: add"):
        split_frames(frames(a=90, b=90), dataclasses.replace(SETTINGS, by="episode"))


@pytest.mark.parametrize("by", GROUPINGS)
def test_episodes_all_of_whose_frames_recur_leave_none_to_split(by: Grouping) -> None:
    table = frames(a=90, b=90).assign(repeat=True)
    with pytest.raises(EmptySplitError, match="after 180 that recur were left out") as it:
        split_frames(table, dataclasses.replace(SETTINGS, by=by, repeats="drop"))
    assert it.value.repeats


def test_fewer_frames_than_shards_are_an_error() -> None:
    chosen = dataclasses.replace(SETTINGS, test_shards=9)
    with pytest.raises(InputError, match="has 6 frames for 9 shards: ask for 6 or fewer"):
        split_frames(frames(a=60), chosen)


SCENES = {"a": [3, 9, 4] * 20, "b": [5] * 30, "c": [2, 7] * 25, "d": [8] * 20, "é": [6] * 25}


# Hashes of the split, shard and row of each frame, as the code before its packages made them.
@pytest.mark.parametrize(
    ("by", "repeats", "expected"),
    [
        ("frame", "drop", "0d3b1b9d61ff5bc9"),
        ("frame", "keep", "c02f268b8ea891bc"),
        ("scene", "drop", "b420229740d51547"),
        ("scene", "keep", "40cb01ed2c631b5f"),
        ("episode", "drop", "7edaea640a5043ab"),
        ("episode", "keep", "baec4547b2d2d30d"),
    ],
)
def test_each_frame_is_where_it_was(by: str, repeats: str, expected: str) -> None:
    table = split_frames(show(SCENES), dataclasses.replace(SETTINGS, by=by, repeats=repeats))
    places = table[["episode", "index", "split", "shard", "row"]].to_csv(index=False)
    assert hashlib.sha256(places.encode()).hexdigest()[:16] == expected


@pytest.mark.parametrize(("more", "is_said"), [(19, False), (21, True)])
def test_more_than_two_percent_from_the_proportion_is_said(more: int, is_said: bool) -> None:
    numbers = {"training": 800 + more, "validation": 100, "test": 100 - more}
    table = pd.DataFrame({"split": np.repeat(list(numbers), list(numbers.values()))})
    assert bool(disproportion(table, SETTINGS)) == is_said
