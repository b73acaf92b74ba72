"""The conda environments hold what their rules import, and nothing else."""

import re
from pathlib import Path

import pytest
import yaml
from test_environments import ENVIRONMENTS, third_party

from conftest import ROOT


def rules() -> dict[str, str]:
    """The environment of each rule, which is named as its stage."""
    environments = {}
    for path in (ROOT / "workflow/rules").glob("*.smk"):
        for body in re.split(r"^ *rule ", path.read_text(), flags=re.M)[1:]:
            named = re.search(r"envs/(\w+)\.yaml", body)
            assert named, body
            environments[body.partition(":")[0]] = named[1]
    return environments


@pytest.mark.parametrize("path", ENVIRONMENTS, ids=lambda path: path.stem)
def test_an_environment_has_no_package_that_no_rule_of_it_imports(path: Path) -> None:
    pins = yaml.safe_load(path.read_text())["dependencies"][-1]["pip"]
    stages = [rule for rule, environment in rules().items() if environment == path.stem]
    needed = (third_party(f"chromacel.stages.{stage}") for stage in stages)
    assert {pin.split("==")[0] for pin in pins} <= set().union(*needed)


def test_rules_that_import_torch_and_no_others_get_it() -> None:
    for rule, environment in rules().items():
        needs = "torch" in third_party(f"chromacel.stages.{rule}")
        assert needs == (environment in ("models", "coloring")), rule
