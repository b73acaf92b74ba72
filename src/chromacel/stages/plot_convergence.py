"""Rule plot_convergence: a few test frames by epoch of a training, their sharpness and L1."""

from pathlib import Path

from chromacel.dataset.selection import spread_positions
from chromacel.evaluation.convergence import measured
from chromacel.evaluation.labels import INPUTS, MODELS
from chromacel.evaluation.progress import open_progress
from chromacel.figures.convergence import convergence_figure
from chromacel.jobs.command import run

EPOCHS = 5  # shown, from the first to the last


def main(progress: Path, figure: Path) -> None:
    found = open_progress(progress)
    places = spread_positions(len(found.epochs), EPOCHS)
    shown = [(found.epochs[place], found.pictures(place)) for place in places]
    pair = f"{MODELS[found.names['model']]} from {INPUTS[found.names['condition']]}"
    title = f"{pair}: the same test frames after some of its epochs"
    convergence_figure(figure, title, found.watched, shown, measured(found))


if __name__ == "__main__":
    run(main)
