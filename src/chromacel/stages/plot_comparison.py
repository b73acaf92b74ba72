"""Rule plot_comparison: Figures 10 and 11, test frames colored by all models from one condition."""

from pathlib import Path

from chromacel.conditions.kinds import Condition
from chromacel.dataset.names import named_origins
from chromacel.dataset.shards import open_split
from chromacel.evaluation.prediction_files import open_predictions
from chromacel.figures.colored_frames import comparison_figure
from chromacel.jobs.command import run


def main(
    figure: Path, *, condition: Condition, samples: int, colored: list[Path], test: list[Path]
) -> None:
    """Plot test frames as all models color them from one condition.

    Args:
        figure: PNG file to write
        condition: what the models see
        samples: test frames shown
        colored: test frames as colored by `evaluate_model`, of a training of each model
        test: shards of the test split, in color and as the condition
    """
    origins = named_origins(test)
    models = [open_predictions(path, origins) for path in colored]
    comparison_figure(figure, condition, open_split(test), origins, models, samples)


if __name__ == "__main__":
    run(main)
