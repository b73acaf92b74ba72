"""How much of the test split is in the training split, too, by the leakage audit."""

import pandas as pd


def shares(leakage: pd.DataFrame, column: str = "twin") -> dict[str, float]:
    """For each way to split, the share of the test frames with a near-duplicate in training, or
    with the column `identical`, with an identical frame there."""
    return {str(by): float(rows[column].mean()) for by, rows in leakage.groupby("by", sort=False)}
