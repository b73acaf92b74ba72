"""Rule plot_losses: Figures 7 to 9, a network's loss by batch and by epoch."""

from pathlib import Path

from chromacel.conditions.kinds import Condition
from chromacel.figures.losses import loss_curves
from chromacel.files.csv_tables import read_table
from chromacel.jobs.command import run
from chromacel.models.recipes import ModelName


def main(
    figure: Path,
    *,
    model: ModelName,
    network: str,
    condition: Condition,
    seeds: list[str],
    batches: list[Path],
    epochs: list[Path],
) -> None:
    """Plot a network's loss by batch and by epoch.

    Args:
        figure: PNG file to write
        model: of which the network is a part
        network: whose loss is shown
        condition: what the model sees
        seeds: of the trainings shown
        batches: losses by batch, of `train_model`, one table for each seed
        epochs: losses by epoch, of `train_model`, one table for each seed
    """
    by_batch = {
        seed: read_table(path, ("batch", network))
        for seed, path in zip(seeds, batches, strict=True)
    }
    by_epoch = {
        seed: read_table(path, ("epoch", network, "validation_l1"))
        for seed, path in zip(seeds, epochs, strict=True)
    }
    loss_curves(figure, model, network, condition, by_batch, by_epoch)


if __name__ == "__main__":
    run(main)
