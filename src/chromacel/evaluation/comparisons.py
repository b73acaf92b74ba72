"""Who is ahead, frame by frame: pairs of methods compared, and what the comparisons add up to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from chromacel.evaluation.intervals import few_groups, groups, mean_intervals
from chromacel.evaluation.labels import INPUTS, LABELS, METHODS
from chromacel.evaluation.learning import hoped_share, is_unfinished

Pair = tuple[str, str]  # condition and method
DETAILS = 4  # comparisons that are told one by one
SO, CONTRARY, WITH_ZERO, LEARNING, FEW = "so", "the contrary", "open", "still learning", "few"


@dataclass(frozen=True)
class Compared:
    """What is compared: the metrics of each frame by condition and method, the frames' `scenes`,
    and the histories of the trainings among the methods, by epoch."""

    frames: Mapping[Pair, pd.DataFrame]
    scenes: pd.DataFrame
    epochs: Mapping[Pair, pd.DataFrame]

    def verdict(self, one: Pair, other: Pair, metric: str, sign: int) -> str:
        """Whether the first has the smaller metric (`sign` 1) or the larger one (-1)."""
        low, high = self.bounds(one, other, metric)
        if pd.isna(low):
            return FEW
        if low <= 0 <= high:
            return WITH_ZERO
        first_is_smaller = high < 0
        if self._may_turn(one, other, metric, first_is_smaller):
            return LEARNING
        return SO if first_is_smaller == (sign > 0) else CONTRARY

    def bounds(self, one: Pair, other: Pair, metric: str) -> tuple[float, float]:
        """The 95 % interval of the first one's mean minus the other one's."""
        difference = self.frames[one][metric] - self.frames[other][metric]
        group, _ = groups(difference.reset_index(), self.scenes)
        bounds = mean_intervals(difference.reset_index(drop=True).to_frame(metric), group)
        low, high = bounds[metric].to_numpy(np.float64)
        return float(low), float(high)

    def mean(self, pair: Pair, metric: str) -> float:
        return float(self.frames[pair][metric].mean())

    def few_groups(self) -> str:
        """Why no comparison is decided, or ""."""
        frames = next(iter(self.frames.values())).reset_index()
        group, over = groups(frames, self.scenes)
        return few_groups(group.nunique(), over)

    def _may_turn(self, one: Pair, other: Pair, metric: str, first_is_smaller: bool) -> bool:
        """Whether more epochs might turn it: in a distance, those of the one behind."""
        if metric not in ("l1", "l2"):
            return any(
                pair in self.epochs and is_unfinished(self.epochs[pair]) for pair in (one, other)
            )
        ahead, behind = (one, other) if first_is_smaller else (other, one)
        if behind not in self.epochs:
            return False
        hoped = hoped_share(self.epochs[behind], metric) * self.mean(behind, metric)
        return hoped < self.mean(ahead, metric)


def frame_metrics(models: pd.DataFrame, baselines: pd.DataFrame) -> dict[Pair, pd.DataFrame]:
    """For each condition and method, the metrics of each frame, averaged over seeds.

    `models` and `baselines` are as in `tabulate`.
    """
    rows = pd.concat(
        [
            models.rename(columns={"model": "method"}),
            baselines.rename(columns={"baseline": "method"}).assign(seed=0),
        ]
    )
    return {
        (str(condition), str(method)): group.groupby(["episode", "index"]).mean(numeric_only=True)
        for (condition, method), group in rows.groupby(["condition", "method"])
    }


def compare(
    compared: Compared, pairs: Sequence[tuple[Pair, Pair]], metrics: Sequence[str], sign: int
) -> tuple[str, str]:
    """Whether the first of each pair has the smaller metrics (`sign` 1), or the larger ones (-1):
    yes, no, in part or open; and a sentence with the numbers."""
    verdicts, details = [], []
    for one, other in pairs:
        for name in metrics:
            verdicts.append(compared.verdict(one, other, name, sign))
            values = " against ".join(f"{compared.mean(pair, name):.2f}" for pair in (one, other))
            said = {FEW: "", LEARNING: f" (open: {LEARNING})"}.get(
                verdicts[-1], f" ({verdicts[-1]})"
            )
            details.append(f"{LABELS[name]} {values} {_shared(one, other)}{said}")
    numbers = f": {'; '.join(details)}" if len(details) <= DETAILS else ""
    return _holds(verdicts), f"{_tally(verdicts, compared)}{numbers}."


def _holds(verdicts: Sequence[str]) -> str:
    if SO in verdicts:
        return "yes" if {*verdicts} == {SO} else "in part"
    return "no" if CONTRARY in verdicts else "open"


def _tally(verdicts: Sequence[str], compared: Compared) -> str:
    if FEW in verdicts:
        reason = compared.few_groups()
        return f"{reason[0].upper()}{reason[1:]}"
    number = len(verdicts)
    meanings = {
        SO: "so in {}",
        CONTRARY: "the contrary in {}",
        WITH_ZERO: "open in {}, where the 95 % interval of the difference includes zero",
        LEARNING: "open in {}, where a model was still learning when its training ended, and more"
        " epochs might turn the result",
    }
    counts = {verdict: verdicts.count(verdict) for verdict in meanings}
    told = [text.format(counts[verdict]) for verdict, text in meanings.items() if counts[verdict]]
    if len(told) == 1:
        return f"In {'all ' if number > 1 else ''}{_many(number)}, it is {_alone(told[0], number)}"
    return f"Of {_many(number)}, it is {', '.join(told[:-1])}, and {told[-1]}"


def _many(number: int) -> str:
    return f"{number} comparison{'' if number == 1 else 's'}"


def _alone(text: str, number: int) -> str:
    """One verdict of all, without the number that the sentence has already."""
    return text.replace(f" in {number}", "", 1)


def _shared(one: Pair, other: Pair) -> str:
    """What two have in common: the condition or the method."""
    condition, method = one
    return f"from {INPUTS[condition]}" if condition == other[0] else f"by {METHODS[method]}"
