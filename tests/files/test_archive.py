"""What was made is kept, and taken again where all that made it is the same."""

import os
from pathlib import Path

import pytest

from chromacel.files.archive import MADE_BY, keep, kept_files, key_of, link
from chromacel.files.checksums import check_intact
from chromacel.files.whole import remove, write_text

MADE = {"kind": "training", "epochs": 7, "shards": {"rgb/training-0.h5": "ab"}}


@pytest.fixture
def files(tmp_path: Path) -> dict[str, Path]:
    """As a stage writes them, one in a folder below."""
    found = {name: tmp_path / "made" / name for name in ("a.txt", "full_size/a.txt")}
    for name, path in found.items():
        write_text(path, f"content of {name}")
    return found


def test_what_was_made_comes_back_after_it_was_deleted(
    files: dict[str, Path], tmp_path: Path
) -> None:
    keep(tmp_path / "kept", MADE, files)
    remove(tmp_path / "made")
    found = kept_files(tmp_path / "kept", dict(reversed(MADE.items())))
    assert found.keys() == files.keys()
    for name, path in found.items():
        link(path, files[name])
        assert files[name].read_text() == f"content of {name}"
        assert files[name].samefile(path)  # it takes no room
        check_intact(files[name])


@pytest.mark.parametrize("change", [{"epochs": 8}, {"shards": {"rgb/training-0.h5": "ac"}}])
def test_anything_else_that_made_it_is_another_entry(
    files: dict[str, Path], tmp_path: Path, change: dict[str, object]
) -> None:
    keep(tmp_path / "kept", MADE, files)
    assert kept_files(tmp_path / "kept", MADE | change) == {}


def test_a_damaged_entry_is_named_and_not_taken(
    files: dict[str, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    keep(tmp_path / "kept", MADE, files)
    damaged = tmp_path / "kept" / key_of(MADE) / "a.txt"
    damaged.write_text("other")
    assert kept_files(tmp_path / "kept", MADE) == {}
    assert f"{damaged} is truncated or damaged" in capsys.readouterr().out
    write_text(files["a.txt"], "content of a.txt")
    keep(tmp_path / "kept", MADE, files)  # again, it takes the damaged one's place
    assert kept_files(tmp_path / "kept", MADE).keys() == files.keys()


def test_half_an_entry_is_none(files: dict[str, Path], tmp_path: Path) -> None:
    """As a killed process might leave it, were it not written whole."""
    keep(tmp_path / "kept", MADE, files)
    (tmp_path / "kept" / key_of(MADE) / MADE_BY).unlink()
    assert kept_files(tmp_path / "kept", MADE) == {}


def test_without_hard_links_files_are_copied(
    files: dict[str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr(os, "link", refuse)
    keep(tmp_path / "kept", MADE, files)
    found = kept_files(tmp_path / "kept", MADE)
    assert found["a.txt"].read_text() == "content of a.txt"
    assert not found["a.txt"].samefile(files["a.txt"])


def test_what_cannot_be_kept_costs_no_result(
    files: dict[str, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "kept").write_text("a file where the folder should be")
    keep(tmp_path / "kept", MADE, files)
    assert capsys.readouterr().out.startswith("Not kept for another time: ")
    assert files["a.txt"].exists()
