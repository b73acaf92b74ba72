"""Rule plot_shots: frames of whole shots as all models color them, and a short film of them."""

from pathlib import Path

import numpy as np

from chromacel.evaluation.colored_shots import open_colored
from chromacel.evaluation.shot_files import read_shots
from chromacel.figures.film import write_film
from chromacel.figures.shots import film_lines, strip_figure
from chromacel.jobs.command import run

SECONDS = 4  # of the film
RATE = 24  # frames a second, where the shots do not tell


def main(figure: Path, film: Path, shots: Path, *, colored: list[Path]) -> None:
    """Plot whole shots as all models color them, as a strip of frames and as a film.

    Args:
        figure: PNG file to write
        film: MP4 file to write, empty if there are no shots
        shots: file of `take_shots`
        colored: the shots as colored by `color_shots`, of one training of each model
    """
    taken = read_shots(shots)
    models = [open_colored(path, len(taken.frames)) for path in colored]
    strip_figure(figure, taken, models)
    steps = taken.frames.groupby("shot")["time"].diff()
    rate = round(1 / np.median(steps.dropna())) if steps.notna().any() else RATE
    lines = [
        {name: frames[: SECONDS * rate] for name, frames in line.items()}
        for line in film_lines(taken, models)
    ]
    write_film(film, lines, rate)


if __name__ == "__main__":
    run(main)
