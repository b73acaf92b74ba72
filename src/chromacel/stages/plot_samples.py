"""Rule plot_samples: test frames colored by one model, with a map of the error beside each."""

from pathlib import Path

from chromacel.dataset.names import named_origins
from chromacel.dataset.shards import open_split
from chromacel.evaluation.prediction_files import open_predictions
from chromacel.figures.colored_frames import sample_figure
from chromacel.jobs.command import run


def main(figure: Path, *, samples: int, colored: Path, test: list[Path]) -> None:
    """Plot test frames as one model colors them, with a map of the error of each.

    Args:
        figure: PNG file to write
        samples: test frames shown
        colored: test frames as colored by `evaluate_model`
        test: shards of the test split, in color and as the condition
    """
    origins = named_origins(test)
    model = open_predictions(colored, origins)
    sample_figure(figure, open_split(test), origins, model, samples)


if __name__ == "__main__":
    run(main)
