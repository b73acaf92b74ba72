"""Rule write_report: the table, the findings, a viewer and all figures on one page."""

from pathlib import Path

import numpy as np
import pandas as pd

from chromacel.dataset.leakage import shares
from chromacel.dataset.shards import open_split, read_origins
from chromacel.dataset.split import SPLITS
from chromacel.dataset.verification import check_shards
from chromacel.evaluation.labels import METRICS
from chromacel.evaluation.prediction_files import open_predictions
from chromacel.files.csv_tables import read_table
from chromacel.files.whole import write_text
from chromacel.jobs.command import run
from chromacel.report.figures import grouped_figures
from chromacel.report.frames import (
    Evidence,
    by_frame,
    check_failures,
    choices,
    chosen_frames,
    model_key,
    viewer_data,
)
from chromacel.report.page import Viewer, report_page
from chromacel.report.summary import ReportFacts, training_summary


def main(
    report: Path,
    *,
    frames: int,
    by: str,
    facts: ReportFacts,
    split: Path,
    table: Path,
    findings: Path,
    failures: Path,
    leakage: Path,
    metrics: list[Path],
    colored: list[Path],
    test: list[Path],
    figures: list[Path],
) -> None:
    """`metrics` and `colored` are of the same trainings, in the same order."""
    check_shards(split, test, "test")
    pictures, origins = open_split(test), pd.DataFrame(read_origins(test))
    models = [open_predictions(path, origins) for path in colored]
    near = read_table(leakage, ("by", "episode", "index", "distance"))
    evidence = Evidence(
        read_table(failures, ("kind", "episode", "index")),
        by_frame(leakage, near[near["by"] == by], origins),
        {
            model_key(model): by_frame(path, read_table(path, ("episode", "index", "l1")), origins)
            for model, path in zip(models, metrics, strict=True)
        },
    )
    check_failures(failures, evidence.failures, origins)
    chosen = chosen_frames(origins, evidence.failures, frames)
    parts = read_table(split, ("split",))["split"]
    counts = {name: int((parts == name).sum()) for name in SPLITS}
    size = pictures.pictures("rgb", np.array([0])).shape[1:3]
    text = report_page(
        training_summary(facts, counts, size, models),
        read_table(table, ("condition", "method", *METRICS)),
        read_table(findings, ("finding", "holds", "sentence")),
        shares(near),
        by,
        Viewer(viewer_data(origins, chosen, pictures, models, evidence), choices(models)),
        grouped_figures(figures, {"split": {"by": by}}),
    )
    write_text(report, text)
    print(f"{len(chosen)} of {len(origins)} test frames, {len(text) / 1e6:.1f} MB")


if __name__ == "__main__":
    run(main)
