"""Whose trainings, evaluations and colorings a change of a model's code or entry concerns.

A stage that runs one model is fingerprinted with that model: another's code retrains nothing.
"""

import dataclasses
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from chromacel.jobs import fingerprint as module
from chromacel.models.recipes import RECIPES
from imports import ROOT

RUNNING = ("train_model", "evaluate_model", "color_pictures")
EVERYTHING = {(stage, model) for stage in RUNNING for model in ("convnet", "gan")}


@pytest.fixture
def source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A copy of the package, which fingerprints are taken of."""
    shutil.copytree(ROOT / "src/chromacel", tmp_path / "chromacel")
    monkeypatch.setattr(module, "SOURCE", tmp_path)
    monkeypatch.chdir(tmp_path)
    yield tmp_path / "chromacel"
    forget()  # what the tests to come take of the real code


def forget() -> None:
    for memory in (module.model_fingerprint, module.fingerprint, module._logic, module._parsed):
        memory.cache_clear()


def taken() -> dict[tuple[str, str], str]:
    forget()
    return {
        (stage, model): module.model_fingerprint(f"chromacel.stages.{stage}", model)
        for stage, model in EVERYTHING
    }


def concerned(before: dict[tuple[str, str], str]) -> set[tuple[str, str]]:
    after = taken()
    return {pair for pair in before if before[pair] != after[pair]}


@pytest.mark.parametrize(
    ("file", "pairs"),
    [
        ("models/gan.py", {(stage, "gan") for stage in RUNNING}),
        ("models/convnet.py", {(stage, "convnet") for stage in RUNNING}),
        ("models/recipes.py", set()),
        ("models/networks.py", EVERYTHING),
        ("evaluation/labels.py", set()),
        ("training/loop.py", {("train_model", model) for model in ("convnet", "gan")}),
        ("evaluation/metrics.py", {("evaluate_model", model) for model in ("convnet", "gan")}),
        ("pictures/edges.py", {("color_pictures", model) for model in ("convnet", "gan")}),
    ],
)
def test_changed_code_concerns_exactly_the_models_that_use_it(
    source: Path, file: str, pairs: set[tuple[str, str]]
) -> None:
    before = taken()
    with (source / file).open("a") as changed:
        changed.write("\nCHANGED = True\n")
    assert concerned(before) == pairs


@pytest.mark.parametrize(
    ("change", "pairs"),
    [
        ({"label": "cGAN", "color": "C7", "losses": {}}, set()),  # for figures and tables alone
        ({"objective": "chromacel.models.gan:Another"}, {(stage, "gan") for stage in RUNNING}),
        ({"settings": RECIPES["convnet"].settings}, {(stage, "gan") for stage in RUNNING}),
    ],
)
def test_a_changed_entry_concerns_its_model_alone(
    source: Path,
    monkeypatch: pytest.MonkeyPatch,
    change: dict[str, object],
    pairs: set[tuple[str, str]],
) -> None:
    before = taken()
    entry = dataclasses.replace(RECIPES["gan"], **change)
    monkeypatch.setattr(module, "RECIPES", {**RECIPES, "gan": entry})
    assert concerned(before) == pairs
