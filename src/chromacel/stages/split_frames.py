"""Rule split_frames: assigns the frames of all episodes to splits and shards."""

from pathlib import Path

import pandas as pd

from chromacel.command import run
from chromacel.split import SplitSettings, split_frames
from chromacel.storage import opened_h5, read, write_text


def main(split: Path, settings: SplitSettings, *, frames: list[Path]) -> None:
    parts = []
    for path in sorted(frames):
        with opened_h5(path) as file:
            columns = {name: read(file, name) for name in ("index", "time")}
        parts.append(pd.DataFrame({"episode": path.stem, **columns}))
    table = split_frames(pd.concat(parts, ignore_index=True), settings)
    write_text(split, table.to_csv(index=False))
    print(table.groupby("split", sort=False).size().to_string())


if __name__ == "__main__":
    run(main)
