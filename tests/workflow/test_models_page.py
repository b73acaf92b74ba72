"""docs/models.md, followed word by word."""

import os
import re
import subprocess
import sys

import pandas as pd
import pytest

from conftest import ROOT, Plan, Workflow

PAGE = (ROOT / "docs/models.md").read_text()
FILE, SETTINGS, ENTRY = re.findall(r"^```python\n(.*?)^```", PAGE, re.M | re.S)
SECTION, NAMES = re.findall(r"^```yaml\n(.*?)^```", PAGE, re.M | re.S)


def follow_page(workflow: Workflow) -> None:
    models = workflow.folder / "src/chromacel/models"
    (models / "plain.py").write_text(FILE)
    recipes = (models / "recipes.py").read_text()
    above, table, rest = recipes.partition("RECIPES: Mapping[str, Recipe] = {\n")
    entries, end, below = rest.partition("\n}\n")
    content = [above, SETTINGS, "\n\n", table, entries, "\n", ENTRY, end[1:], below]
    (models / "recipes.py").write_text("".join(content))
    with (workflow.folder / "config.yaml").open("a") as config:
        config.write(SECTION)


def test_the_page_adds_a_model_that_retrains_no_other(plan: Plan) -> None:
    follow_page(plan)
    planned = plan.planned()
    assert "tabulate_metrics" in planned  # it reads the labels
    assert not {"train_model", "evaluate_model", "color_pictures"} & planned
    said = plan.run(config=NAMES).stdout
    assert set(re.findall(r"rule train_model:.*?model=(\w+)", said, re.S)) == {"plain"}


@pytest.mark.long
def test_the_page_adds_a_model_to_table_figures_and_report(workflow: Workflow) -> None:
    follow_page(workflow)
    config = f"{NAMES}conditions: [gray]"
    wrong = workflow.run(config=f"{config}\nplain: {{depth: 0}}")
    assert "`plain.depth` must be a whole number from 1 to 100, not 0." in wrong.stdout
    done = workflow.run(config=config)
    assert done.returncode == 0, done.stdout
    results = workflow.folder / "results"
    assert "| grayscale | Plain network | 1 |" in (results / "table.md").read_text()
    assert pd.read_csv(results / "models/plain/gray/1/epochs.csv").columns[1] == "generator"
    assert (results / "figures/architecture/plain.png").exists()
    assert (results / "figures/losses/plain/generator/gray.png").exists()
    assert (results / "unseen/plain/gray/1/full_size/wide.png").exists()
    assert "Plain network from grayscale" in (results / "report.html").read_text()
    assert workflow.planned(config) == set()
    trained = workflow.run("--dry-run", config=f"{config}\nplain: {{depth: 3}}").stdout
    assert trained.count("rule train_model:") == 1
    # What became of the file since then is said of weights that it made, and not of a damage.
    weights = results / "models/plain/gray/1/weights.safetensors"
    file = workflow.folder / "src/chromacel/models/plain.py"
    file.write_text(FILE.replace("COLORS, 3, padding=1", "COLORS, 5, padding=2"))
    loading = f"from chromacel.models.weights import *; load_model(Path({str(weights)!r}))"
    environment = {**os.environ, "PYTHONPATH": str(workflow.folder / "src")}
    said = subprocess.run(
        [sys.executable, "-c", loading],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "does not fit the Plain network of this version (" in said.stderr
