"""Rule plot_samples: test frames colored by one model, with a map of the error beside each."""

from pathlib import Path

import numpy as np
import pandas as pd

from chromacel.dataset.selection import spread_positions
from chromacel.dataset.shards import open_split, read_origins
from chromacel.evaluation.distances import pixel_errors
from chromacel.evaluation.labels import INPUTS, MODELS
from chromacel.evaluation.prediction_files import open_predictions
from chromacel.figures.grids import error_maps, frame_names, picture_rows
from chromacel.jobs.command import run
from chromacel.pictures.pixels import Frames


def main(figure: Path, *, samples: int, colored: Path, test: list[Path]) -> None:
    split, origins = open_split(test), pd.DataFrame(read_origins(test))
    chosen = spread_positions(len(split), samples)
    model = open_predictions(colored, origins)
    truth, answer = split.pictures("rgb", np.array(chosen)), model.pictures(chosen)
    errors = pixel_errors(answer, truth)
    rows: dict[str, Frames] = {
        "Input": split.pictures(str(model.names["condition"]), np.array(chosen)),
        "Colored": answer,
        "Error": error_maps(errors),
        "Truth": truth,
    }
    distances = (f"L1 {error.mean():.1f}" for error in errors)
    names = zip(frame_names(origins, chosen), distances, strict=True)
    pair = f"{MODELS[model.names['model']]} from {INPUTS[model.names['condition']]}"
    picture_rows(
        figure, f"Test frames colored by the {pair}", rows, [": ".join(two) for two in names]
    )


if __name__ == "__main__":
    run(main)
