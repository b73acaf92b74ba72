"""Rule plot_comparison: Figures 10 and 11, test frames colored by all models from one condition."""

from pathlib import Path

from chromacel.command import run
from chromacel.figures import picture_rows, sample_names
from chromacel.frames import Frames
from chromacel.names import INPUTS, MODELS
from chromacel.storage import opened_h5, read

NUMBERS = {"gray": 10, "edge": 11}


def main(figure: Path, *, condition: str, models: list[str], samples: list[Path]) -> None:
    rows: dict[str, Frames] = {}
    for model, path in zip(models, samples, strict=True):
        with opened_h5(path) as file:
            rows.setdefault("Input", read(file, "condition"))
            rows[MODELS[model]] = read(file, "colored")
            truth, frames = read(file, "truth"), sample_names(file)
    title = f"Figure {NUMBERS[condition]}: test frames colored from {INPUTS[condition]}"
    picture_rows(figure, title, {**rows, "Truth": truth}, frames)


if __name__ == "__main__":
    run(main)
