"""Rule find_failures: the test frames that show the paper's kinds of failure, by rule."""

from pathlib import Path

import numpy as np
import pandas as pd

from chromacel.dataset.shards import open_split, read_origins
from chromacel.evaluation.failures import failures_of
from chromacel.evaluation.labels import FAILURES
from chromacel.evaluation.prediction_files import open_predictions
from chromacel.files.csv_tables import read_table
from chromacel.files.whole import write_text
from chromacel.jobs.command import run

WORST = 6  # frames of each model
COLUMNS = ["kind", "model", "condition", "seed", "episode", "index", "score", "boxes"]


def main(failures: Path, *, metrics: list[Path], colored: list[Path], test: list[Path]) -> None:
    """`metrics` and `colored` are of the same trainings, in the same order."""
    split = open_split(test)
    origins = pd.DataFrame(read_origins(test))[["episode", "index"]]
    tables = [read_table(path, ("episode", "index", "l1")) for path in metrics]
    models = [open_predictions(path, origins) for path in colored]
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


if __name__ == "__main__":
    run(main)
