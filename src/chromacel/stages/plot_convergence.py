"""Rule plot_convergence: a few test frames by epoch of a training, their sharpness and L1."""

from pathlib import Path

from chromacel.dataset.names import with_names
from chromacel.dataset.selection import spread_positions
from chromacel.evaluation.convergence import measured
from chromacel.evaluation.labels import pair_name
from chromacel.evaluation.progress import open_progress
from chromacel.figures.convergence import convergence_figure
from chromacel.figures.text import readable
from chromacel.jobs.command import run

EPOCHS = 5  # shown, from the first to the last


def main(progress: Path, figure: Path, *, test: list[Path]) -> None:
    """Plot a few test frames as a model colors them by epoch, with their sharpness and L1.

    Args:
        progress: file of `train_model` with the frames colored after each epoch
        figure: PNG file to write
        test: shards of the test split in color, which know what the episodes are called
    """
    training = open_progress(progress)
    places = spread_positions(len(training.epochs), EPOCHS)
    shown = [(training.epochs[place], training.pictures(place)) for place in places]
    name = pair_name(training.names["model"], training.names["condition"])
    title = f"{name}: the same test frames after some of its epochs"
    origins = with_names(training.watched.origins, test)
    names = map(readable, origins["name"], origins["episode"])
    convergence_figure(figure, title, training.watched, names, shown, measured(training))


if __name__ == "__main__":
    run(main)
