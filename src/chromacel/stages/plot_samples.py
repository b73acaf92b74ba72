"""Rule plot_samples: test frames colored by one model, with the distance of each to the truth."""

from pathlib import Path

from chromacel.command import run
from chromacel.figures import picture_rows, sample_names
from chromacel.names import INPUTS, MODELS
from chromacel.storage import opened_h5, read


def main(samples: Path, figure: Path, *, model: str, condition: str) -> None:
    with opened_h5(samples) as file:
        kinds = {"Input": "condition", "Colored": "colored", "Truth": "truth"}
        rows = {title: read(file, name) for title, name in kinds.items()}
        frames = sample_names(file)
        columns = [
            f"{frame}: L1 {l1:.1f}" for frame, l1 in zip(frames, read(file, "l1"), strict=True)
        ]
    title = f"Test frames colored by the {MODELS[model]} from {INPUTS[condition]}"
    picture_rows(figure, title, rows, columns)


if __name__ == "__main__":
    run(main)
