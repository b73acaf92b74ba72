"""Hints in the workflow: what is measured, what the report shows, and what is rerun."""

from pathlib import Path

import pytest

from chromacel.evaluation.hint_amounts import NUMBERS, SHARES
from chromacel.evaluation.hint_tables import hint_rows
from chromacel.evaluation.untrained import TRANSFERS, UNTRAINED
from chromacel.files.csv_tables import read_table
from conftest import Plan, Workflow

RULES = {"measure_hints", "measure_transfers", "tabulate_hints", "plot_hints"}
ASKED = "hints: {pictures: 2}"


def test_none_are_measured_unless_asked_for_and_then_nothing_else_is_made(plan: Plan) -> None:
    assert plan.planned() == set()
    assert plan.planned(ASKED) == {*RULES, "write_report"}


def test_of_models_those_that_take_hints_are_measured(plan: Plan) -> None:
    asked = f"{{{ASKED}, models: [convnet, tuned, hinted]}}"
    assert "evaluate_hinted" in plan.planned(asked)
    said = plan.run("--", "results/hints.csv", config=asked).stdout
    assert "results/hints/hinted/gray/1.csv" in said
    assert "results/hints/tuned" not in said


@pytest.mark.long
def test_each_method_has_a_row_for_each_condition_and_the_report_shows_them(
    finished_workflow: Workflow, tmp_path: Path
) -> None:
    workflow = finished_workflow.copy(tmp_path / "project")
    run = workflow.run(config=ASKED)
    assert run.returncode == 0, run.stdout
    results = workflow.folder / "results"
    table = read_table(results / "hints.csv")
    pairs = list(zip(table["condition"], table["method"], strict=True))
    methods = {"gray": (*UNTRAINED, *TRANSFERS), "edge": UNTRAINED}
    assert pairs == [(one, method) for one in methods for method in methods[one]]
    for condition, method in pairs:
        rows = read_table(results / f"hints/{method}/{condition}.csv")
        assert len(rows) == 2 * (len(SHARES) + len(NUMBERS))
    is_hinted = table["method"].isin(UNTRAINED)
    assert (table["psnr_1"] > table["psnr_0"])[is_hinted].all()
    assert (table["psnr_1"] == table["psnr_0"])[~is_hinted].all(), "they look at no hints"
    page = (results / "report.html").read_text()
    head, first, *_ = hint_rows(table)
    for cell in (*head, *first):
        assert f">{cell}<" in page, cell
    automatic = read_table(results / "table.csv")
    assert not set(automatic["method"]) & set(UNTRAINED), "which no hints have helped"
    assert workflow.planned(ASKED) == set()
