"""Rule plot_dataset: Figure 6, samples of the dataset."""

from pathlib import Path

from chromacel.command import run
from chromacel.figures import picture_rows
from chromacel.frames import spread_positions
from chromacel.shards import read_origins
from chromacel.storage import opened_h5

SAMPLES = 6
ROWS = {"Color": "rgb", "Grayscale": "gray", "Edges": "edge"}


def main(shard: Path, figure: Path) -> None:
    origins = read_origins([shard])
    chosen = spread_positions(len(origins), SAMPLES)
    with opened_h5(shard) as file:
        rows = {title: file[name][chosen] for title, name in ROWS.items()}
    names = [f"{origins['episode'][row]}, frame {origins['index'][row]}" for row in chosen]
    title = "Figure 6: training pictures and what is made from them"
    picture_rows(figure, title, rows, names)


if __name__ == "__main__":
    run(main)
