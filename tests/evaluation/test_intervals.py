import numpy as np
import pandas as pd
import pytest

from chromacel.evaluation.intervals import FEWEST_GROUPS, groups, mean_intervals


def test_the_interval_of_single_frames_is_that_of_the_normal_distribution() -> None:
    rng = np.random.default_rng(0)
    values = pd.DataFrame({"l1": rng.normal(20, 4, 2000)})
    bounds = mean_intervals(values, pd.Series(range(2000)))
    half = 1.96 * 4 / 2000**0.5
    assert bounds["l1"]["low"] == pytest.approx(values["l1"].mean() - half, abs=0.03)
    assert bounds["l1"]["high"] == pytest.approx(values["l1"].mean() + half, abs=0.03)


def test_frames_of_one_scene_count_as_one_draw() -> None:
    rng = np.random.default_rng(0)
    scenes = np.repeat(np.arange(100), 20)
    values = pd.DataFrame({"l1": rng.normal(20, 4, 100)[scenes]})
    together, apart = (
        mean_intervals(values, group)["l1"] for group in (pd.Series(scenes), pd.Series(range(2000)))
    )
    widths = [bounds["high"] - bounds["low"] for bounds in (together, apart)]
    assert widths[0] / widths[1] == pytest.approx(20**0.5, rel=0.1)


def test_a_metric_without_values_has_no_interval() -> None:
    bounds = mean_intervals(pd.DataFrame({"ms_ssim": [np.nan] * 12}), pd.Series(range(12)))
    assert bounds["ms_ssim"].isna().all()


@pytest.mark.parametrize(("episodes", "over", "number"), [(3, "scenes", 6), (12, "episodes", 12)])
def test_scenes_are_drawn_where_episodes_are_few(episodes: int, over: str, number: int) -> None:
    names = [f"e{place}" for place in range(episodes)]
    frames = pd.DataFrame(
        [(name, index, scene) for name in names for index, scene in ((0, 0), (50, 0), (100, 1))],
        columns=["episode", "index", "scene"],
    )
    group, what = groups(frames[["episode", "index"]].sample(frac=1, random_state=1), frames)
    assert (what, group.nunique()) == (over, number)


def test_few_groups_have_no_interval() -> None:
    """A sign test of five groups cannot reach 5 %: all are on one side in 2 of 32 cases."""
    assert 2 / 2**FEWEST_GROUPS < 0.05 < 2 / 2 ** (FEWEST_GROUPS - 1)
    values = pd.DataFrame({"l1": np.arange(60.0)})
    for number in (1, 2, FEWEST_GROUPS - 1):
        assert mean_intervals(values, pd.Series(np.arange(60) % number)).isna().all(axis=None)
    enough = mean_intervals(values, pd.Series(np.arange(60) % FEWEST_GROUPS))["l1"]
    assert enough["low"] < 29.5 < enough["high"]
