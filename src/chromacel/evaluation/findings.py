"""Whether the paper's findings hold here, in words made from the numbers."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from chromacel.evaluation.intervals import groups, mean_intervals
from chromacel.evaluation.labels import INPUTS, LABELS, METHODS, MODELS

Pair = tuple[str, str]  # condition and method
CONVERGED = 0.05  # of the last epoch's L1, that a converged epoch's is within
SMOOTHED = 20  # parts of a training that losses are averaged over
OPPOSED = -0.5  # highest correlation of losses that mirror each other


@dataclass(frozen=True)
class Finding:
    """A claim, whether it holds (`yes`, `no`, `in part`, `open`), and the numbers behind it."""

    finding: str
    holds: str
    sentence: str

    def __str__(self) -> str:
        return f"{self.finding}: {self.holds}. {self.sentence}"


def findings(
    models: pd.DataFrame,
    baselines: pd.DataFrame,
    scenes: pd.DataFrame,
    epochs: Mapping[Pair, pd.DataFrame],
    batches: Mapping[Pair, pd.DataFrame],
    sharpness: Mapping[Pair, Mapping[int, float]],
) -> Iterator[Finding]:
    """Those that the models here can speak to.

    `models`, `baselines` and `scenes` are as in `tabulate`; `epochs` and `batches` are the first
    seed's histories by condition and model, and `sharpness` is that of the test frames that its
    training colored, by epoch, as a share of the truth's.
    """
    frames = _frames(models.rename(columns={"model": "method"}))
    frames |= _frames(baselines.rename(columns={"baseline": "method"}).assign(seed=0))
    trained = [pair for pair in frames if pair[1] in MODELS]
    gans = [(pair, (pair[0], "convnet")) for pair in trained if pair[1] == "gan"]
    grays = [(pair, ("edge", pair[1])) for pair in trained if pair[0] == "gray"]
    untrained = [pair for pair in frames if pair[1] not in MODELS]
    beaten = [(pair, other) for pair in trained for other in untrained]
    closer, livelier = (("l1", "l2"), 1), (("brightness", "sharpness"), -1)
    for claim, pairs, (metrics, sign) in (
        ("The GAN is closer to the truth than the ConvNet", gans, closer),
        ("The GAN's pictures are brighter and sharper than the ConvNet's", gans, livelier),
        ("Grayscale gives better colors than edges", grays, closer),
        ("Every model is closer to the truth than every baseline", beaten, closer),
    ):
        measured = [pair for pair in pairs if pair[0] in frames and pair[1] in frames]
        if measured:
            yield _compared(claim, measured, metrics, sign, frames, scenes)
    for pair, history in epochs.items():
        if pair[1] == "convnet":
            yield _converged(pair, history, sharpness[pair])
    yield from (_opposed(*item) for item in batches.items() if item[0][1] == "gan")


def _compared(
    claim: str,
    pairs: list[tuple[Pair, Pair]],
    metrics: tuple[str, ...],
    sign: int,
    frames: Mapping[Pair, pd.DataFrame],
    scenes: pd.DataFrame,
) -> Finding:
    """Whether the first of each pair has the smaller metric (`sign` 1), or the larger one (-1)."""
    verdicts, details = [], []
    for one, other in pairs:
        difference = sign * (frames[one][list(metrics)] - frames[other][list(metrics)])
        group, _ = groups(difference.reset_index(), scenes)
        bounds = mean_intervals(difference.reset_index(drop=True), group)
        for name in metrics:
            low, high = bounds[name]
            verdicts.append("so" if high < 0 else "the contrary" if low > 0 else "open")
            values = " against ".join(f"{frames[pair][name].mean():.2f}" for pair in (one, other))
            details.append(f"{LABELS[name]} {values} {_shared(one, other)} ({verdicts[-1]})")
    counts = {verdict: verdicts.count(verdict) for verdict in ("so", "the contrary", "open")}
    if counts["so"]:
        holds = "yes" if counts["so"] == len(verdicts) else "in part"
    else:
        holds = "no" if counts["the contrary"] else "open"
    sentence = (
        f"It is so in {counts['so']} of {len(verdicts)} comparisons, the contrary in"
        f" {counts['the contrary']}, and open in {counts['open']}, where the 95 % interval of the"
        " difference has both signs"
    )
    if len(details) <= 4:
        sentence += ": " + "; ".join(details)
    return Finding(claim, holds, sentence + ".")


def _converged(pair: Pair, epochs: pd.DataFrame, sharpness: Mapping[int, float]) -> Finding:
    l1 = epochs["validation_l1"].to_numpy()
    away = np.flatnonzero(np.abs(l1 - l1[-1]) > CONVERGED * l1[-1])
    epoch = int(away[-1]) + 2 if len(away) else 1
    number = len(l1)
    # Of a long training, not after every epoch.
    converged = sharpness[min(sharpness, key=lambda other: abs(other - epoch))]
    end = sharpness[max(sharpness)]
    parts = (0.6 * number <= epoch <= 0.9 * number, end > converged)
    return Finding(
        f"The ConvNet from {INPUTS[pair[0]]} converges at about epoch 15 of 20, while it sharpens",
        "yes" if all(parts) else "in part" if any(parts) else "no",
        f"Its L1 on the validation split stays within 5 % of the last epoch's from epoch {epoch} of"
        f" {number} on ({l1[epoch - 1]:.2f} there, {l1[-1]:.2f} at the end). The gradients of a few"
        f" test frames are {100 * converged:.0f} % of the truth's there, and {100 * end:.0f} % at"
        " the end.",
    )


def _opposed(pair: Pair, batches: pd.DataFrame) -> Finding:
    window = max(len(batches) // SMOOTHED, 1)
    means = (
        batches[["discriminator", "generator"]].groupby(np.arange(len(batches)) // window).mean()
    )
    if len(means) < 3 or (means.std() == 0).any():
        correlation, holds = float("nan"), "open"
    else:
        correlation = float(means["discriminator"].corr(means["generator"]))
        holds = "yes" if correlation <= OPPOSED else "no"
    return Finding(
        f"The GAN's losses from {INPUTS[pair[0]]} mirror each other",
        holds,
        f"The correlation of the discriminator's and the generator's loss, averaged over"
        f" {len(means)} parts of the training, is {correlation:.2f} (−1 is a mirror).",
    )


def _frames(rows: pd.DataFrame) -> dict[Pair, pd.DataFrame]:
    """For each condition and method, the metrics of each frame, averaged over seeds."""
    keys = ["episode", "index"]
    return {
        (str(condition), str(method)): group.groupby(keys).mean(numeric_only=True)
        for (condition, method), group in rows.groupby(["condition", "method"])
    }


def _shared(one: Pair, other: Pair) -> str:
    """What two have in common: the condition or the method."""
    condition, method = one
    return f"from {INPUTS[condition]}" if condition == other[0] else f"by the {METHODS[method]}"
