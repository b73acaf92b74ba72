"""Rule plot_samples: test frames colored by one model, with the distance of each to the truth."""

from pathlib import Path

from chromacel.command import run
from chromacel.figures import INPUTS, MODELS, picture_rows
from chromacel.storage import opened_h5


def main(samples: Path, figure: Path, *, model: str, condition: str) -> None:
    with opened_h5(samples) as file:
        rows = {"Input": file["condition"][()], "Colored": file["colored"][()]}
        rows["Truth"] = file["truth"][()]
        distances = [f"L1 {distance:.1f}" for distance in file["l1"]]
    title = f"Test frames colored by the {MODELS[model]} from {INPUTS[condition]}"
    picture_rows(figure, title, rows, distances)


if __name__ == "__main__":
    run(main)
