"""What `--help` says of each stage."""

import importlib
import pkgutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

import chromacel.stages
from chromacel.jobs.command import command_line, documented, parameter_types, run
from chromacel.models.recipes import RECIPES

STAGES = [module.name for module in pkgutil.iter_modules(chromacel.stages.__path__)]


@dataclass(frozen=True)
class Settings:
    """Settings of a test.

    Attributes:
        low: 50 % of what
            there is
    """

    low: int


@dataclass(frozen=True)
class MoreSettings(Settings):
    """And one more.

    Attributes:
        high: the rest
    """

    high: int = 3


def main(figure: Path, settings: MoreSettings, *, colored: list[Path]) -> None:
    """Draw a figure,
    100 % in color.

    Args:
        figure: file to write
        colored: pictures
    """
    raise AssertionError


@pytest.mark.parametrize("name", STAGES)
@pytest.mark.parametrize("model", RECIPES)
def test_a_stage_says_what_it_does_and_what_each_argument_means(
    name: str, model: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage: Callable[..., None] = importlib.import_module(f"chromacel.stages.{name}").main
    monkeypatch.setattr(sys, "argv", [name, "--model", model])
    types = parameter_types(stage)
    parser = command_line(stage, types, documented(stage, types))
    assert parser.description
    assert [action.dest for action in parser._actions if not action.help] == []


def test_help_is_of_the_docstrings(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["stage", "--help"])
    with pytest.raises(SystemExit) as stopped:
        run(main)
    assert stopped.value.code == 0
    words = " ".join(capsys.readouterr().out.split())
    for text in (
        "Draw a figure, 100 % in color.",
        "figure file to write",
        "--low LOW 50 % of what there is",
        "--high HIGH the rest",
        "--colored COLORED [COLORED ...] pictures",
    ):
        assert text in words


def test_the_model_chooses_the_settings_that_help_lists(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from chromacel.stages.train_model import main

    for model, has_weight in (("convnet", False), ("gan", True)):
        monkeypatch.setattr(sys, "argv", ["stage", "--model", model, "--help"])
        with pytest.raises(SystemExit):
            run(main)
        assert ("--l1-weight" in capsys.readouterr().out) == has_weight
