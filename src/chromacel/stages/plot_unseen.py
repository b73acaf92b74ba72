"""Rule plot_unseen: Figure 15, the user's own pictures colored by all models, without a truth."""

from pathlib import Path

from chromacel.figures.unseen import unseen_figure
from chromacel.jobs.command import run
from chromacel.pictures.inspection import good_pictures


def main(figure: Path, pictures: Path, *, colored: list[Path]) -> None:
    """Plot pictures without a truth as all models color them.

    Args:
        figure: PNG file to write
        pictures: report of `check_pictures`
        colored: folders that `color_pictures` made, one for each model and condition
    """
    unseen_figure(figure, good_pictures(pictures), colored)


if __name__ == "__main__":
    run(main)
