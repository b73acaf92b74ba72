"""Rule split_frames: finds scenes and repeats, and assigns frames to splits and shards."""

from pathlib import Path

import numpy as np
import pandas as pd

from chromacel.dataset.split import SplitSettings, disproportion, split_frames
from chromacel.files.hdf5 import opened_h5, read
from chromacel.files.whole import write_text
from chromacel.jobs.command import run
from chromacel.similarity.duplicates import duplicate_groups, repeated
from chromacel.similarity.scenes import scene_numbers
from chromacel.similarity.thumbnails import SIZE


def main(split: Path, settings: SplitSettings, *, frames: list[Path]) -> None:
    parts, thumbnails = [], bytearray()  # of which there may be millions, kept once
    for path in sorted(frames):
        with opened_h5(path) as file:
            columns = {name: read(file, name) for name in ("index", "time")}
            own = read(file, "thumbnail")
        parts.append(pd.DataFrame({"episode": path.stem, **columns, "scene": scene_numbers(own)}))
        thumbnails += own.tobytes()
    table = pd.concat(parts, ignore_index=True)
    table["duplicate"] = duplicate_groups(
        np.frombuffer(thumbnails, np.uint8).reshape(-1, SIZE, SIZE, 3)
    )
    table["repeat"] = repeated(table["episode"].to_numpy(), table["duplicate"].to_numpy())
    table = split_frames(table, settings)
    write_text(split, table.to_csv(index=False))
    print(table.groupby("split", sort=False).size().to_string())
    if sentence := disproportion(table, settings):
        print(f"Warning: {sentence}")


if __name__ == "__main__":
    run(main)
