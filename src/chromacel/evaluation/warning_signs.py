"""Models whose colors say little: undertrained, or behind a baseline."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pandas as pd

from chromacel.evaluation.comparisons import Compared, Pair
from chromacel.evaluation.labels import METHODS, MODELS, pair_name
from chromacel.evaluation.learning import last_epochs, remaining_fall


@dataclass(frozen=True)
class WarningSign:
    """A `sign` (`undertrained`, `behind the input` or `behind a baseline`) of a model, and the
    numbers behind it."""

    sign: str
    model: str
    sentence: str

    def __str__(self) -> str:
        return f"{self.model} is {self.sign}: {self.sentence}."


def warning_signs(compared: Compared) -> Iterator[WarningSign]:
    """Those of each model, in the order of the table."""
    trained = [pair for pair in compared.frames if pair[1] in MODELS]
    order = [*compared.epochs]
    for pair in sorted(trained, key=lambda pair: order.index(pair) if pair in order else -1):
        name = pair_name(pair[1], pair[0])
        if pair in compared.epochs and (said := _undertrained(compared.epochs[pair])):
            yield WarningSign("undertrained", name, said)
        behind = {
            other: compared.mean(other, "l1")
            for other in compared.frames
            if other[1] not in MODELS and _is_behind(compared, pair, other)
        }
        own, returned = compared.mean(pair, "l1"), (pair[0], "condition")
        if returned in behind:
            said = f"L1 {own:.2f}, where its input, returned as it is, has {behind[returned]:.2f}"
            yield WarningSign("behind the input", name, said)
        rest: Mapping[Pair, float] = {
            other: l1
            for other, l1 in behind.items()
            if other != returned and other[0] in (pair[0], "none")
        }
        if rest:
            # The best one first.
            others = " and the ".join(
                f"{METHODS[other[1]].removeprefix('baseline: ')} has {rest[other]:.2f}"
                for other in sorted(rest, key=rest.__getitem__)
            )
            said = f"L1 {own:.2f}, where the {others}"
            yield WarningSign("behind a baseline", name, said)


def _undertrained(history: pd.DataFrame) -> str:
    fall, number = remaining_fall(history), len(history)
    if math.isnan(fall):
        few = "one epoch" if number == 1 else f"{number} epochs"
        return f"after {few}, nothing shows that it has learned what it can"
    if not fall:
        return ""
    return (
        f"its L1 on the validation split was still falling: by {100 * fall:.0f} % over the last"
        f" {last_epochs(number)} of {number} epochs"
    )


def _is_behind(compared: Compared, pair: Pair, other: Pair) -> bool:
    """In L1, by the 95 % interval of the difference if there is one, and else by the mean."""
    low, _ = compared.bounds(pair, other, "l1")
    return (
        low > 0 if not math.isnan(low) else compared.mean(pair, "l1") > compared.mean(other, "l1")
    )
