"""How near a few test frames come to the truth, epoch by epoch."""

import pandas as pd

from chromacel.evaluation.distances import l1
from chromacel.evaluation.progress import Progress
from chromacel.pictures.sharpness import sharpness


def measured(progress: Progress) -> pd.DataFrame:
    """Columns epoch, frame (counted from 0), l1 (0-255), sharpness and the truth's, as `true`."""
    truth = progress.watched.truth
    goals = [sharpness(picture) for picture in truth]
    rows = []
    for place, epoch in enumerate(progress.epochs):
        for frame, picture in enumerate(progress.pictures(place)):
            distance = float(l1(picture, truth[frame]))
            rows.append((epoch, frame, distance, sharpness(picture), goals[frame]))
    return pd.DataFrame(rows, columns=["epoch", "frame", "l1", "sharpness", "true"])


def sharpness_by_epoch(progress: Progress) -> dict[int, float]:
    """Sharpness of all frames together after each epoch, as a share of the truth's; NaN if those
    are flat."""
    sums = measured(progress).groupby("epoch").sum()
    shares = sums["sharpness"] / sums["true"].where(sums["true"] > 0)
    return dict(zip(sums.index.astype(int), shares, strict=True))
