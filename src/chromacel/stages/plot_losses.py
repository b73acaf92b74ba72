"""Rule plot_losses: Figures 7 to 9, a network's loss by batch and by epoch."""

from pathlib import Path

import pandas as pd

from chromacel.command import run
from chromacel.figures import loss_curves


def main(
    figure: Path,
    *,
    model: str,
    network: str,
    condition: str,
    seeds: list[str],
    batches: list[Path],
    epochs: list[Path],
) -> None:
    by_batch = {seed: pd.read_csv(path) for seed, path in zip(seeds, batches, strict=True)}
    by_epoch = {seed: pd.read_csv(path) for seed, path in zip(seeds, epochs, strict=True)}
    loss_curves(figure, model, network, condition, by_batch, by_epoch)


if __name__ == "__main__":
    run(main)
