"""A new model is one entry in the table of models, and a section of the config."""

from pathlib import Path

import pandas as pd
import pytest

from conftest import Plan, Workflow

ENTRY = """    "soft": Recipe(
        "Soft ConvNet",
        "chromacel.models.convnet:ConvnetObjective",
        TrainingSettings,
        {"generator": Loss("Loss of the soft ConvNet", "half squared error per picture")},
        color="C2",
    ),
"""
CONFIG = "models: [convnet, soft]\nconditions: [gray]\nsoft: {beta1: 0.8}"


def add_entry(workflow: Workflow) -> None:
    recipes = workflow.folder / "src/chromacel/models/recipes.py"
    before, found, after = recipes.read_text().partition('    "gan": Recipe(')
    recipes.write_text(before + ENTRY + found + after)


def test_another_entry_retrains_no_model(plan: Plan) -> None:
    add_entry(plan)
    planned = plan.planned("soft: {beta1: 0.8}")
    assert "tabulate_metrics" in planned  # it reads the labels
    assert not {"train_model", "evaluate_model", "color_pictures"} & planned


@pytest.mark.long
def test_a_made_up_model_goes_from_one_entry_to_table_figures_and_report(tmp_path: Path) -> None:
    workflow = Workflow.new(tmp_path / "project")
    add_entry(workflow)
    wrong = workflow.run(config=CONFIG.replace("0.8", "1.5"))
    assert "`soft.beta1` must be a number from 0 to below 1, not 1.5." in wrong.stdout
    done = workflow.run(config=CONFIG)
    assert done.returncode == 0, done.stdout
    results = workflow.folder / "results"
    table = pd.read_csv(results / "table.csv")
    assert table["method"].tolist()[:2] == ["convnet", "soft"]  # in the order of the table
    assert "| grayscale | Soft ConvNet | 1 |" in (results / "table.md").read_text()
    assert (results / "models/soft/gray/1/weights.safetensors").exists()
    assert (results / "figures/losses/soft/generator/gray.png").exists()
    assert (results / "unseen/soft/gray/1/full_size/wide.png").exists()
    assert "Soft ConvNet from grayscale" in (results / "report.html").read_text()
    assert workflow.planned(CONFIG) == set()
    trained = workflow.run("--dry-run", config=CONFIG.replace("0.8", "0.7")).stdout
    assert trained.count("rule train_model:") == 1
