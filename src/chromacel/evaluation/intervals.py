"""95 % intervals by bootstrap over groups of frames, since frames of one scene are alike."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

RESAMPLES = 2000
LEVEL = 0.95
FEW_EPISODES = 10  # fewer are too few to draw from; scenes are taken instead
SEED = 1
# Of 5 groups, chance alone sets all on one side in 2 of 32 cases: more often than in 5 %.
FEWEST_GROUPS = 6


def groups(frames: pd.DataFrame, scenes: pd.DataFrame) -> tuple[pd.Series, str]:
    """The group of each frame (columns episode, index), and what the groups are.

    `scenes` has the columns episode, index and scene for these frames.
    """
    keys = ["episode", "index"]
    rows = frames[keys].merge(scenes[[*keys, "scene"]], on=keys, how="left", validate="m:1")
    if rows["episode"].nunique() >= FEW_EPISODES:
        return rows["episode"].set_axis(frames.index), "episodes"
    names = rows["episode"] + " " + rows["scene"].astype(str)
    return names.set_axis(frames.index), "scenes"


def few_groups(number: int, over: str) -> str:
    """What so few groups (`over` scenes or episodes) leave undecided, or "" if they are enough."""
    if number >= FEWEST_GROUPS:
        return ""
    what = f"{number} {over}" if number > 1 else f"one {over.removesuffix('s')}"
    return f"the test frames are of {what}, and fewer than {FEWEST_GROUPS} give no 95 % interval"


def mean_intervals(values: pd.DataFrame, group: pd.Series) -> pd.DataFrame:
    """Lowest and highest value (rows low and high) of each column's mean, with 95 % confidence.

    Of fewer than `FEWEST_GROUPS` groups, no number: they may be alike by chance, and resamples of
    them lie closer together than the means of other groups would.

    As many groups as there are are drawn again and again with replacement, and the percentiles of
    the means taken (Efron and Tibshirani, "An Introduction to the Bootstrap", 1993, chapter 13).
    """
    sums = values.groupby(group).sum().to_numpy(np.float64)
    counts = values.groupby(group).count().to_numpy(np.float64)
    number = len(sums)
    if number < FEWEST_GROUPS:
        return pd.DataFrame(np.nan, ["low", "high"], values.columns)
    random = np.random.default_rng(SEED)
    draws = random.multinomial(number, np.full(number, 1 / number), RESAMPLES).astype(np.float64)
    with np.errstate(invalid="ignore"):  # a metric that no frame has
        means: NDArray[np.float64] = (draws @ sums) / (draws @ counts)
    tail = 100 * (1 - LEVEL) / 2
    bounds = np.percentile(means, [tail, 100 - tail], axis=0)
    return pd.DataFrame(bounds, ["low", "high"], values.columns)
