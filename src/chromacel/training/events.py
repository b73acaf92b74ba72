"""A training's losses for TensorBoard, as event files beside its histories."""

import shutil
from pathlib import Path

from chromacel.machine.packages import check_installed
from chromacel.training.loop import Training


class EventFiles:
    """Writes what a training's epochs have brought, each once it is done.

    They are made of the same numbers as the histories, and made anew when a killed training goes
    on, so that no epoch is there twice or missing.
    """

    def __init__(self, folder: Path) -> None:
        """Raises MissingPackageError if TensorBoard is not installed."""
        check_installed("tensorboard")
        from torch.utils.tensorboard import SummaryWriter  # here, since few have it

        self.writer = SummaryWriter(str(folder))
        self.epochs = 0

    def add_epochs(self, training: Training) -> None:
        """The epochs that are done and not yet written: losses by epoch and by batch, and L1 and
        L2 on the validation split."""
        networks, number = list(training.objective.networks), training.epoch_batches
        for epoch in range(self.epochs + 1, len(training.validation) + 1):
            first = (epoch - 1) * number
            losses = training.losses[first : first + number].cpu()
            for name, by_batch in zip(networks, losses.T, strict=True):
                self._add(f"loss by epoch/{name}", by_batch.mean().item(), epoch)
                for batch, loss in enumerate(by_batch.tolist(), start=first + 1):
                    self._add(f"loss by batch/{name}", loss, batch)
            for name, distance in zip(("L1", "L2"), training.validation[epoch - 1], strict=True):
                self._add(f"validation/{name}", distance, epoch)
        self.epochs = len(training.validation)
        self.writer.flush()

    def _add(self, name: str, value: float, step: int) -> None:
        self.writer.add_scalar(name, value, step)


def fresh_events(folder: Path, wanted: bool) -> EventFiles | None:
    """Event files, if they are wanted; those of an earlier training are removed in any case.

    Raises:
        MissingPackageError: TensorBoard is not installed.
    """
    shutil.rmtree(folder, ignore_errors=True)
    return EventFiles(folder) if wanted else None
