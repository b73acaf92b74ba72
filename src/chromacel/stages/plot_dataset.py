"""Rule plot_dataset: Figure 6, samples of the dataset."""

from pathlib import Path

from chromacel.command import run
from chromacel.figures import picture_rows, sample_names
from chromacel.frames import spread_positions
from chromacel.storage import opened_h5, read

SAMPLES = 6
ROWS = {"Color": "rgb", "Grayscale": "gray", "Edges": "edge"}


def main(shard: Path, figure: Path) -> None:
    with opened_h5(shard) as file:
        chosen = spread_positions(len(read(file, "index")), SAMPLES)
        rows = {title: read(file, name, chosen) for title, name in ROWS.items()}
        names = [sample_names(file)[row] for row in chosen]
    title = "Figure 6: training pictures and what is made from them"
    picture_rows(figure, title, rows, names)


if __name__ == "__main__":
    run(main)
