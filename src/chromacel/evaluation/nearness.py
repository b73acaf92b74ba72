"""Whether errors grow with the distance to the training split."""

from collections.abc import Sequence

import pandas as pd

from chromacel.evaluation.labels import pair_name


def errors_by_distance(
    metrics: Sequence[pd.DataFrame], leakage: pd.DataFrame, by: str
) -> dict[str, pd.DataFrame]:
    """For each model, by its name, the columns distance, l1 and twin of each test frame.

    `metrics` have the columns model, condition, episode, index and l1, one table for each model;
    `leakage` is as `audit` gives it, and `by` the way that the dataset is split.
    """
    distances = leakage[leakage["by"] == by]
    tables = {}
    for table in metrics:
        frames = table.merge(distances, on=["episode", "index"], validate="1:1")
        name = pair_name(table["model"][0], table["condition"][0])
        tables[name] = frames[["distance", "l1", "twin"]]
    return tables
