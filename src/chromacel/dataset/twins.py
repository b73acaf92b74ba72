"""How much of the test split has a near-twin in training, by the leakage audit."""

import pandas as pd


def shares(leakage: pd.DataFrame) -> dict[str, float]:
    """For each way to split, the share of the test frames with a near-twin in training."""
    return {str(by): float(rows["twin"].mean()) for by, rows in leakage.groupby("by", sort=False)}
