"""Rule plot_comparison: Figures 10 and 11, test frames colored by all models from one condition."""

from pathlib import Path

from chromacel.command import run
from chromacel.figures import INPUTS, MODELS, picture_rows
from chromacel.frames import Frames
from chromacel.storage import opened_h5

NUMBERS = {"gray": 10, "edge": 11}


def main(figure: Path, *, condition: str, models: list[str], samples: list[Path]) -> None:
    rows: dict[str, Frames] = {}
    for model, path in zip(models, samples, strict=True):
        with opened_h5(path) as file:
            rows.setdefault("Input", file["condition"][()])
            rows[MODELS[model]] = file["colored"][()]
            truth = file["truth"][()]
    title = f"Figure {NUMBERS[condition]}: test frames colored from {INPUTS[condition]}"
    picture_rows(figure, title, {**rows, "Truth": truth})


if __name__ == "__main__":
    run(main)
