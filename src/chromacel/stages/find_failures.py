"""Rule find_failures: the test frames that show the paper's kinds of failure, by rule."""

from pathlib import Path

import pandas as pd

from chromacel.dataset.shards import open_split, read_origins
from chromacel.evaluation import failures as rules
from chromacel.evaluation.prediction_files import open_predictions
from chromacel.files.csv_tables import read_table
from chromacel.files.whole import write_text
from chromacel.jobs.command import run


def main(failures: Path, *, metrics: list[Path], colored: list[Path], test: list[Path]) -> None:
    """Find failures of the kinds that the paper shows, and each model's worst frames.

    Args:
        failures: CSV file to write, with a row for each failure
        metrics: tables of `evaluate_model`, one for each training
        colored: test frames as colored by `evaluate_model`, of the same trainings
        test: shards of the test split in color
    """
    origins = pd.DataFrame(read_origins(test))
    tables = [read_table(path, ("episode", "index", "l1")) for path in metrics]
    models = [open_predictions(path, origins) for path in colored]
    rows = rules.find_failures(open_split(test), origins, models, tables)
    write_text(failures, rows.to_csv(index=False, float_format="%.4f"))
    print(rows.groupby("kind").size().to_string())


if __name__ == "__main__":
    run(main)
