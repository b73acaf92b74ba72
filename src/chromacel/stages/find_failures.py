"""Rule find_failures: the test frames that show the paper's kinds of failure, by rule."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from chromacel.colored_frames import ColoredFrames, open_colored
from chromacel.command import run
from chromacel.csv_tables import read_table
from chromacel.failures import (
    LETTERS,
    Box,
    caption_letters,
    exchanged,
    is_near_black,
    patchiness,
    regions,
)
from chromacel.frames import Frames
from chromacel.names import FAILURES
from chromacel.shards import open_split, read_origins
from chromacel.storage import write_text

WORST = 6  # frames of each model
COLUMNS = ["kind", "model", "condition", "seed", "episode", "index", "score", "boxes"]


def main(failures: Path, *, metrics: list[Path], colored: list[Path], test: list[Path]) -> None:
    """`metrics` and `colored` are of the same trainings, in the same order."""
    split = open_split(test)
    origins = pd.DataFrame(read_origins(test))[["episode", "index"]]
    tables = [read_table(path, ("episode", "index", "l1")) for path in metrics]
    models = [open_colored(path, origins) for path in colored]
    found = []
    for number, origin in enumerate(origins.to_dict("records")):
        [truth] = split.pictures("rgb", np.array([number]))
        found += [{**origin, **failure} for failure in failures_of(truth, models, number)]
    for table in tables:
        worst = table.nlargest(WORST, "l1").rename(columns={"l1": "score"}).assign(kind="worst")
        found += worst.to_dict("records")
    rows = pd.DataFrame(found, columns=COLUMNS)
    order = rows["kind"].map({kind: place for place, kind in enumerate(FAILURES)})
    rows = rows.assign(order=order, seed=rows["seed"].astype("Int64"))
    rows = rows.sort_values(["order", "score"], ascending=[True, False], kind="stable")
    write_text(failures, rows[COLUMNS].to_csv(index=False, float_format="%.4f"))
    print(rows.groupby("kind").size().to_string())


def failures_of(
    truth: Frames, models: list[ColoredFrames], number: int
) -> Iterator[dict[str, Any]]:
    """Those of one frame, and of its colors by each model. Boxes read `x y width height`."""
    if is_near_black(truth):
        yield {"kind": "near_black", "score": 1.0}
    elif (letters := caption_letters(truth)) >= LETTERS:
        yield {"kind": "caption", "score": letters}
    parts = regions(truth)
    for model in models:
        [picture] = model.pictures([number])
        names = model.names
        if pair := max(exchanged(parts, picture, truth), default=None):
            score, *boxes = pair
            yield {"kind": "exchanged", **names, "score": score, "boxes": _text(boxes)}
        if (found := patchiness(parts, picture)) and not is_near_black(truth):
            score, box = found
            yield {"kind": "flat", **names, "score": score, "boxes": _text([box])}


def _text(boxes: list[Box]) -> str:
    return "; ".join(" ".join(map(str, box)) for box in boxes)


if __name__ == "__main__":
    run(main)
