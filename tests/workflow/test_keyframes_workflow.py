"""Keyframes through the workflow, from the proposal to rows of their own in the table."""

import json

import pytest

from chromacel.files.csv_tables import read_table
from conftest import Workflow

CONFIG = """
keyframes: {folder: proposed, count: 3, epochs: 1}
models: [convnet, tuned]
conditions: [gray]
unseen: none
"""


@pytest.mark.long
def test_models_are_adapted_to_keyframes_and_have_rows_of_their_own(workflow: Workflow) -> None:
    run = workflow.run("--", "results/table.md", config=CONFIG)
    assert run.returncode == 0, run.stdout
    results = workflow.folder / "results"
    table = read_table(results / "table.csv")
    adapted = table[table["keyframes"] > 0]
    assert set(adapted["method"]) == {"convnet", "tuned"}
    assert set(table[table["keyframes"] == 0]["method"]) > {"convnet", "tuned", "level_color"}
    assert (adapted["frames"] <= table["frames"].max()).all()
    verdicts = read_table(results / "keyframes/keyframes.csv")
    assert len(verdicts) == 6  # three of each episode
    good = int((verdicts["verdict"] == "ok").sum())
    assert set(adapted["keyframes"]) == {good}
    page = (results / "table.md").read_text()
    assert f"| ConvNet, adapted to {good} keyframes |" in page
    record = json.loads((results / "adapted/tuned/gray/1/record.json").read_text())
    assert sum(map(len, record["frames"].values())) == good
    again = workflow.run("--dry-run", "--", "results/table.md", config=CONFIG)
    assert "Nothing to be done" in again.stdout
