"""What the table of models says against what its objectives are."""

from dataclasses import replace

import pytest

from chromacel.errors import InputError
from chromacel.models import objectives
from chromacel.models.objectives import build_objective
from chromacel.models.recipes import RECIPES, GanSettings, Loss

SETTINGS = GanSettings(1, 4, 2e-4, 1 / 16, False, 0.5, 100)


@pytest.mark.parametrize("model", RECIPES)
def test_an_objective_has_the_networks_of_its_entry(model: str) -> None:
    assert list(build_objective(model, SETTINGS, (36, 72), "gray").networks) == list(
        RECIPES[model].losses
    )


def test_an_entry_with_other_networks_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = replace(RECIPES["gan"], losses={"generator": Loss("title", "formula")})
    monkeypatch.setattr(objectives, "RECIPES", {"gan": wrong})
    sentence = "knows generator as the networks of `gan`, and its objective has discriminator, gen"
    with pytest.raises(InputError, match=sentence):
        build_objective("gan", SETTINGS, (36, 72), "gray")


@pytest.mark.parametrize("objective", ["chromacel.models.gone:Gone", "chromacel.models.gan:Gone"])
def test_an_objective_that_is_not_there_is_named(
    monkeypatch: pytest.MonkeyPatch, objective: str
) -> None:
    wrong = replace(RECIPES["gan"], objective=objective)
    monkeypatch.setattr(objectives, "RECIPES", {"gan": wrong})
    with pytest.raises(InputError, match=f"recipes.py names {objective} as the objective of `gan`"):
        build_objective("gan", SETTINGS, (36, 72), "gray")
