import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import pytest

from chromacel.errors import InputError
from chromacel.jobs.command import flags, run


@dataclass(frozen=True)
class Settings:
    low: int
    ratio: float
    fit_mode: Literal["crop", "pad"] = "pad"


def call(main, monkeypatch: pytest.MonkeyPatch, line: str) -> None:  # noqa: ANN001
    monkeypatch.setattr(sys, "argv", ["stage", *line.split()])
    run(main)


def test_a_main_gets_its_parameters_from_the_command_line(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = []

    def main(low: Path, settings: Settings, *, number: int, parts: list[Path]) -> None:
        seen.append((low, settings, number, parts))

    line = "a.h5 --number 3 --parts x y " + flags({"low": 1, "ratio": 0.5, "fit_mode": "crop"})
    call(main, monkeypatch, line)
    assert seen == [(Path("a.h5"), Settings(1, 0.5, "crop"), 3, [Path("x"), Path("y")])]


def test_a_missing_setting_is_refused(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def main(settings: Settings) -> None:
        raise AssertionError

    with pytest.raises(SystemExit):
        call(main, monkeypatch, "--low 1")
    assert "--ratio" in capsys.readouterr().err


def test_flags_are_safe_in_a_shell() -> None:
    assert flags({"mean_name": "a b; rm"}) == "--mean-name 'a b; rm'"


def test_the_same_settings_give_the_same_flags_in_any_order() -> None:
    assert flags({"low": 1, "high": 2.0, "rate": 5.0e-4}) == "--high 2 --low 1 --rate 0.0005"
    assert flags({"rate": 0.0005, "high": 2, "low": 1.0}) == "--high 2 --low 1 --rate 0.0005"


@pytest.mark.parametrize("error", [InputError("x.mp4 is no video."), OSError("disk is full")])
def test_a_users_mistake_is_one_sentence_and_status_1(
    error: Exception, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def main() -> None:
        raise error

    with pytest.raises(SystemExit) as stopped:
        call(main, monkeypatch, "")
    assert stopped.value.code == 1
    assert capsys.readouterr().err == f"Error: {error}\n"
