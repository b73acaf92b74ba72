"""What keyframes bring, in words: adapted models beside themselves without, on the same frames."""

from collections.abc import Iterator

import pandas as pd

from chromacel.evaluation.labels import pair_name

KEYS = ["model", "condition", "seed", "episode", "index"]


def adapted_sentences(models: pd.DataFrame, adapted: pd.DataFrame) -> Iterator[str]:
    """One for each model and condition. Columns are model, condition, seed, episode, index and the
    metrics; `adapted` also has keyframes, how many there were."""
    both = adapted.merge(models, on=KEYS, suffixes=("", "_before"))
    for (model, condition), rows in both.groupby(["model", "condition"], sort=False):
        name, number = pair_name(str(model), str(condition)), int(rows["keyframes"].iloc[0])
        yield (
            f"Adapted to {number} keyframes, the {name} has an L1 of {rows['l1'].mean():.2f} and an"
            f" L2 of {rows['l2'].mean():.1f}, where it has {rows['l1_before'].mean():.2f} and"
            f" {rows['l2_before'].mean():.1f} without: over the {_frames(rows)} of"
            f" {_frames(models)} test frames that are no keyframe, nor a near-duplicate of"
            " one."
        )


def _frames(rows: pd.DataFrame) -> int:
    return len(rows[["episode", "index"]].drop_duplicates())
