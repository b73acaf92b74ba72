"""Rule check_findings: whether the paper's findings hold for these models."""

from pathlib import Path

import pandas as pd

from chromacel.evaluation.comparisons import Compared, frame_metrics
from chromacel.evaluation.findings import Finding, findings
from chromacel.evaluation.histories import first_histories
from chromacel.evaluation.labels import METRICS
from chromacel.evaluation.warning_signs import WarningSign, warning_signs
from chromacel.files.csv_rows import csv_text
from chromacel.files.csv_tables import read_table
from chromacel.files.whole import write_text
from chromacel.jobs.command import run


def main(
    table: Path,
    warnings: Path,
    *,
    metrics: list[Path],
    epochs: list[Path],
    batches: list[Path],
    progress: list[Path],
    baselines: Path,
    split: Path,
) -> None:
    """Check the paper's findings, and what speaks against the models.

    Tables and files of trainings are in the same order, the first seed of each pair first.

    Args:
        table: CSV file to write, with a row for each finding
        warnings: CSV file to write, with a row for each sign that a model says little
        metrics: tables of `evaluate_model`, one for each training
        epochs: losses by epoch, of `train_model`
        batches: losses by batch, of `train_model`
        progress: files with test frames colored after each epoch, of `train_model`
        baselines: table of `evaluate_baselines`
        split: table of `split_frames`
    """
    models = [read_table(path, ("condition", "model", "seed", *METRICS)) for path in metrics]
    histories = first_histories(models, epochs, batches, progress)
    measured = read_table(baselines, ("baseline", "condition", *METRICS))
    compared = Compared(
        frame_metrics(pd.concat(models), measured),
        read_table(split, ("episode", "index", "scene")),
        histories.epochs,
    )
    rows = list(findings(compared, histories.batches, histories.sharpness))
    signs = list(warning_signs(compared))
    write_text(table, csv_text(Finding, rows))
    write_text(warnings, csv_text(WarningSign, signs))
    for row in (*rows, *signs):
        print(row)


if __name__ == "__main__":
    run(main)
