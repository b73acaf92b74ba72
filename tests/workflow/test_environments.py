"""The conda environments and the direct dependencies against the constraints file."""

import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
import yaml

from chromacel.jobs.fingerprint import dependencies
from imports import imported, source_of

ROOT = Path(__file__).parents[2]
CONSTRAINTS = dict(
    line.split("==")
    for line in (ROOT / "constraints.txt").read_text().splitlines()
    if not line.startswith("#")
)
ENVIRONMENTS = sorted((ROOT / "envs").glob("*.yaml"))
PACKAGES = packages_distributions()


@pytest.mark.parametrize("path", ENVIRONMENTS, ids=lambda path: path.stem)
def test_an_environment_has_the_versions_of_the_constraints(path: Path) -> None:
    for pin in yaml.safe_load(path.read_text())["dependencies"][-1]["pip"]:
        name, version = pin.split("==")
        assert CONSTRAINTS[name] == version


def test_each_rule_finds_its_imports_in_its_environment() -> None:
    for rules in (ROOT / "workflow/rules").glob("*.smk"):
        for rule in re.split(r"\n(?= *rule )", rules.read_text()):
            if not (found := re.search(r"envs/(\w+\.yaml)", rule)):
                continue
            environment = yaml.safe_load((ROOT / "envs" / found[1]).read_text())
            has = {pin.split("==")[0] for pin in environment["dependencies"][-1]["pip"]}
            [stage] = set(re.findall(r"python -m (chromacel\.stages\.\w+)", rule))
            assert third_party(stage) <= has, stage


def third_party(stage: str) -> set[str]:
    """The packages that a stage imports sooner or later, as the constraints name them."""
    modules = {name for module in dependencies(stage) for name in imported(source_of(module))}
    names = {module.split(".")[0] for module in modules} - sys.stdlib_module_names - {"chromacel"}
    return {PACKAGES[name][0] for name in names}


def test_imports_are_seen_wherever_they_stand() -> None:
    source = """
import a, b.c
from d.e import f
def g():
    import h
    if x:
        from i import j
if TYPE_CHECKING:
    import k
else:
    import l
if typing.TYPE_CHECKING:
    from m import n
"""
    assert imported(source) == {"a", "b.c", "d.e", "h", "i", "l"}


def test_what_a_stage_imports_is_found_in_its_functions_too() -> None:
    """Of `extract_frames`, isal is imported in a function, pandas in `TYPE_CHECKING` alone."""
    assert "isal" in third_party("chromacel.stages.extract_frames")
    assert "psutil" in third_party("chromacel.stages.train_model")


def test_each_direct_dependency_is_pinned_and_has_its_reason() -> None:
    text = (ROOT / "pyproject.toml").read_text()
    project = tomllib.loads(text)["project"]
    for entry in [*project["dependencies"], *project["optional-dependencies"]["dev"]]:
        name = re.split(r"[<>=]", entry)[0]
        assert {name.lower(), name} & {pin.lower() for pin in CONSTRAINTS}, name
        assert re.search(rf'"{re.escape(entry)}", +# \S', text), f"{name} has no reason"
