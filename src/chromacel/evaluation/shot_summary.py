"""What is measured of whole shots, and the summary over them."""

from collections.abc import Sequence

import pandas as pd

# Measured alike of colored shots and of the truth, of which a summary gives the ratio.
RATIOS = ("cdc", "cdc_chroma", "saturation", "warp_error")
# Means over all frames of all shots, by the column that says how many count.
WEIGHTS = {
    "held_flicker": "held_pixels",
    "wrong": "frames",
    "wobble": "frames",
    "rest": "frames",
    "recurrence": "recurring",
}
COLUMNS = (*RATIOS, *WEIGHTS)
FIRST = ("version", "shot", "frames")
COUNTS = ("held_pixels", "recurring")


def true_name(name: str) -> str:
    """The column of the truth's own."""
    return f"true_{name}"


def summarize(rows: pd.DataFrame, keys: Sequence[str]) -> pd.DataFrame:
    """A row for each value of the `keys`, in the order of appearance: the numbers of shots and
    frames, the `RATIOS` of means over shots to the truth's, and the other `COLUMNS` over frames.

    NaN where no shot has a number, or the truth's is 0: a shot that is held all along has no CDC to
    compare with.
    """
    records = []
    for values, shots in rows.groupby(list(keys), sort=False):
        row = dict(zip(keys, values, strict=True))
        row |= {"shots": len(shots), "frames": int(shots["frames"].sum())}
        row |= {name: _ratio(shots[name], shots[true_name(name)]) for name in RATIOS}
        row |= {name: _mean(shots[name], shots[weight]) for name, weight in WEIGHTS.items()}
        records.append(row)
    return pd.DataFrame(records, columns=[*keys, "shots", "frames", *COLUMNS])


def _ratio(own: pd.Series, true: pd.Series) -> float:
    total = true.sum()
    return float(own.sum() / total) if total > 0 else float("nan")


def _mean(values: pd.Series, weights: pd.Series) -> float:
    total = weights.sum()
    return float((values * weights).sum() / total) if total > 0 else float("nan")
