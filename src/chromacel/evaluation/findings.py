"""Whether the paper's findings hold here, in words made from the numbers."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from chromacel.evaluation.comparisons import Compared, Pair, compare
from chromacel.evaluation.labels import INPUTS, MODELS
from chromacel.evaluation.learning import FEWEST_EPOCHS, is_unfinished

CONVERGED = 0.05  # of the last epoch's L1, that a converged epoch's is within
SMOOTHED = 20  # parts of a training that losses are averaged over
FEWEST_PARTS = 10  # that a correlation of losses is taken over
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
    compared: Compared,
    batches: Mapping[Pair, pd.DataFrame],
    sharpness: Mapping[Pair, Mapping[int, float]],
) -> Iterator[Finding]:
    """Those that the models in `compared` can speak to.

    `batches` are the first seed's losses by condition and model, and `sharpness` is that of the
    test frames that its training colored, by epoch, as a share of the truth's.
    """
    frames, epochs = compared.frames, compared.epochs
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
            yield Finding(claim, *compare(compared, measured, metrics, sign))
    for pair, history in epochs.items():
        if pair[1] == "convnet":
            yield _converged(pair, history, sharpness[pair])
    for pair, losses in batches.items():
        if pair[1] == "gan":
            yield _opposed(pair, losses, epochs.get(pair))


def _converged(pair: Pair, epochs: pd.DataFrame, sharpness: Mapping[int, float]) -> Finding:
    claim = (
        f"The ConvNet from {INPUTS[pair[0]]} converges at about epoch 15 of 20, while it sharpens"
    )
    l1 = epochs["validation_l1"].to_numpy()
    number = len(l1)
    if number < FEWEST_EPOCHS:
        few = "One epoch says" if number == 1 else f"{number} epochs say"
        return Finding(claim, "open", f"{few} nothing of when it converges.")
    if is_unfinished(epochs):
        return Finding(
            claim,
            "open",
            f"It was still learning when its training ended, after {number} epochs, with an L1 of"
            f" {l1[-1]:.2f} on the validation split.",
        )
    away = np.flatnonzero(np.abs(l1 - l1[-1]) > CONVERGED * l1[-1])
    epoch = int(away[-1]) + 2 if len(away) else 1
    said = (
        f"Its L1 on the validation split stays within 5 % of the last epoch's from epoch {epoch} of"
        f" {number} on ({l1[epoch - 1]:.2f} there, {l1[-1]:.2f} at the end)."
    )
    in_time = 0.6 * number <= epoch <= 0.9 * number
    # Of a long training, not after every epoch.
    converged = sharpness[min(sharpness, key=lambda other: abs(other - epoch))]
    end = sharpness[max(sharpness)]
    if not np.isfinite([converged, end]).all():
        flat = f"{said} The test frames that were watched are flat, so that none can sharpen."
        return Finding(claim, "open" if in_time else "no", flat)
    parts = (in_time, end > converged)
    return Finding(
        claim,
        "yes" if all(parts) else "in part" if any(parts) else "no",
        f"{said} The gradients of a few test frames are {100 * converged:.0f} % of the truth's"
        f" there, and {100 * end:.0f} % at the end.",
    )


def _opposed(pair: Pair, batches: pd.DataFrame, epochs: pd.DataFrame | None) -> Finding:
    claim = f"The GAN's losses from {INPUTS[pair[0]]} mirror each other"
    if epochs is not None and len(epochs) < FEWEST_EPOCHS:
        return Finding(claim, "open", f"The training has too few epochs to tell: {len(epochs)}.")
    window = max(len(batches) // SMOOTHED, 1)
    means = (
        batches[["discriminator", "generator"]].groupby(np.arange(len(batches)) // window).mean()
    )
    if len(means) < FEWEST_PARTS or (means.std() == 0).any():
        return Finding(claim, "open", "The training has too few batches, or a constant loss.")
    correlation = float(means["discriminator"].corr(means["generator"]))
    return Finding(
        claim,
        "yes" if correlation <= OPPOSED else "no",
        f"The correlation of the discriminator's and the generator's loss, averaged over"
        f" {len(means)} parts of the training, is {correlation:.2f} (−1 is a mirror).",
    )
