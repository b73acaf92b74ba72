"""Rule write_report: the table, the findings, a viewer and all figures on one page."""

from pathlib import Path

from chromacel.dataset.left_out import read_left_out
from chromacel.dataset.names import named_origins
from chromacel.dataset.shards import open_split
from chromacel.dataset.split_settings import Grouping, frame_counts
from chromacel.dataset.twins import shares
from chromacel.dataset.verification import check_shards
from chromacel.evaluation.hint_tables import COLUMNS
from chromacel.evaluation.hint_tables import KEYS as HINT_KEYS
from chromacel.evaluation.labels import METRICS
from chromacel.evaluation.prediction_files import open_predictions
from chromacel.evaluation.shot_tables import KEYS
from chromacel.files.csv_tables import read_table
from chromacel.files.whole import write_text
from chromacel.jobs.command import run
from chromacel.jobs.lists import PathList
from chromacel.report.figures import grouped_figures
from chromacel.report.frames import model_key, read_evidence
from chromacel.report.own_tables import HINTS, SHOTS, hint_table, shot_table
from chromacel.report.page import frame_viewer, report_page
from chromacel.report.summary import ReportFacts, training_summary


def main(
    report: Path,
    *,
    frames: int,
    by: Grouping,
    facts: ReportFacts,
    split: Path,
    table: Path,
    findings: Path,
    warnings: Path,
    failures: Path,
    leakage: Path,
    left_out: Path,
    metrics: list[Path],
    colored: list[Path],
    test: list[Path],
    shots: PathList,
    hints: PathList,
    figures: list[Path],
) -> None:
    """Write the report, a page that needs no other file.

    Args:
        report: HTML file to write
        frames: test frames in the viewer
        by: how the dataset is split
        split: table of `split_frames`
        table: table of `tabulate_metrics`, as CSV
        findings: findings of `check_findings`
        warnings: warnings of `check_findings`
        failures: table of `find_failures`
        leakage: table of `audit_leakage`
        left_out: table of `split_frames`, of the bad episodes
        metrics: tables of `evaluate_model`, one for each model and condition
        colored: test frames as colored by `evaluate_model`, of the same trainings
        test: shards of the test split, in color and as each condition
        shots: file that lists the table of `measure_shots`, or nothing
        hints: file that lists the table of `tabulate_hints`, or nothing
        figures: all figures, in folders that are named as the rules name them
    """
    check_shards(split, test, "test")
    pictures, origins = open_split(test), named_origins(test)
    models = [open_predictions(path, origins) for path in colored]
    measured = dict(zip(map(model_key, models), metrics, strict=True))
    evidence = read_evidence(failures, leakage, by, measured, origins)
    viewer = frame_viewer(pictures, origins, models, evidence, frames)
    counts = frame_counts(read_table(split, ("split",))["split"])
    audit = read_table(leakage, ("by", "twin", "identical"))
    tables = {}
    for path in shots:
        tables[SHOTS] = shot_table(read_table(path, KEYS, may_have_no_row=True))
    for path in hints:
        tables[HINTS] = hint_table(read_table(path, (*HINT_KEYS, *COLUMNS)))
    text = report_page(
        training_summary(facts, counts, pictures.size, models, read_left_out(left_out)),
        read_table(table, ("condition", "method", *METRICS)),
        read_table(findings, ("finding", "holds", "sentence")),
        read_table(warnings, ("sign", "model", "sentence"), may_have_no_row=True),
        shares(audit),
        shares(audit, "identical"),
        by,
        viewer,
        grouped_figures(figures, {"split": {"by": by}}),
        tables,
    )
    write_text(report, text)
    print(f"{len(viewer.frames)} of {len(origins)} test frames, {len(text) / 1e6:.1f} MB")


if __name__ == "__main__":
    run(main)
