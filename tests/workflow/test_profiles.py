"""The profiles, and what the rules themselves ask of a machine."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from conftest import ROOT, Workflow

RULES = "".join(path.read_text() for path in (ROOT / "workflow/rules").glob("*.smk"))


def settings(profile: str) -> dict[str, Any]:
    return dict(yaml.safe_load((ROOT / f"profiles/{profile}/config.yaml").read_text()))


def shared(profile: str) -> dict[str, Any]:
    """Without what is of one executor."""
    kept = settings(profile)
    del kept["executor"]
    kept["default-resources"].pop("gpu", None)
    return {key: kept[key] for key in kept if not key.startswith(("slurm-", "cluster-generic-"))}


def test_the_clusters_profiles_differ_in_the_executor_alone() -> None:
    assert shared("slurm") == shared("generic")
    first = "# From here on as in profiles/"
    slurm, generic = (
        (ROOT / f"profiles/{name}/config.yaml").read_text().partition(first)[2].splitlines()[1:]
        for name in ("slurm", "generic")
    )
    assert [line for line in slurm if "slurm_" not in line] == [
        line for line in generic if line != "  gpu: 0"
    ]


@pytest.mark.parametrize("profile", ["slurm", "generic"])
def test_one_computers_settings_hold_on_a_cluster_too(profile: str) -> None:
    """Its GPU is one, a cluster's are the cluster's."""
    expected = settings("default")
    del expected["resources"]
    assert {key: settings(profile)[key] for key in expected} == expected


@pytest.mark.parametrize("profile", ["slurm", "generic"])
def test_a_profile_names_rules_alone_and_limits_what_they_ask_for(profile: str) -> None:
    given = settings(profile)
    rules = set(re.findall(r"^ *rule (\w+):", RULES, re.M))
    assert set(given["groups"]) < rules
    assert set(given["set-threads"]) < rules
    assert set(given["group-components"]) < set(given["groups"].values())
    for name in given["resources"]:
        assert re.search(rf"\b{name}\b", RULES)


def asked(workflow: Workflow, attempt: int) -> dict[str, dict[str, int]]:
    """Megabytes and minutes of each rule that says any, from a dry run."""
    done = workflow.run("--dry-run", "--attempt", attempt)
    assert done.returncode == 0, done.stdout
    blocks = re.findall(r"rule (\w+):\n(?:    .*\n)*?    resources: (.*)\n", done.stdout)
    amounts = {
        rule: {key: int(n) for key, n in re.findall(r"\b(mem_mb|runtime)=(\d+)", resources)}
        for rule, resources in blocks
    }
    return {rule: given for rule, given in amounts.items() if given}


def test_memory_and_time_double_with_the_second_attempt(tmp_path: Path) -> None:
    workflow = Workflow.new(tmp_path / "project")
    first, second = asked(workflow, 1), asked(workflow, 2)
    assert first["train_model"] == {"mem_mb": 16000, "runtime": 720}
    assert len(first) > 15
    assert second == {
        rule: {name: 2 * amount for name, amount in amounts.items()}
        for rule, amounts in first.items()
    }
