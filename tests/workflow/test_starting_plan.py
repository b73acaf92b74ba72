"""A model that starts from another has that one trained first, for the same condition and seed."""

import re
from pathlib import Path

from conftest import Workflow


def test_the_hinted_model_alone_has_the_tuned_one_trained_first(tmp_path: Path) -> None:
    workflow = Workflow.new(tmp_path / "project")
    said = workflow.run(
        "--dry-run", config="models: [hinted]\nconditions: [gray]\nseeds: [2]"
    ).stdout
    jobs = re.findall(r"rule train_model:.*?model=(\w+), condition=(\w+), seed=(\d+)", said, re.S)
    assert sorted(jobs) == [("hinted", "gray", "2"), ("tuned", "gray", "2")]
    start = "results/models/tuned/gray/2/weights.safetensors"
    assert said.count(start) >= 2  # as an output of the one and an input of the other
    evaluated = re.findall(r"rule evaluate_model:.*?model=(\w+)", said, re.S)
    assert set(evaluated) == {"hinted"}
