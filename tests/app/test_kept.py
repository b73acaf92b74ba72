"""The list of what is kept: what it is, how large, in what it differs; and its removal."""

import json
from pathlib import Path

import pytest

from chromacel.app.cli import main
from chromacel.files.archive import keep, link
from chromacel.files.whole import write_text

NAMES = {"kind": "training", "model": "gan", "condition": "gray", "seed": 1}
MADE = {**NAMES, "epochs": 7, "engine": {"compile": False}, "shards": {"rgb/0": "ab"}, "code": "c"}
OTHERS = [
    MADE,
    MADE | {"epochs": 9},
    MADE | {"condition": "edge"},
    MADE | {"shards": {"rgb/0": "x"}},
]


@pytest.fixture
def results(tmp_path: Path) -> Path:
    """Four trainings, the second of which is in results."""
    for number, made in enumerate(OTHERS):
        record = tmp_path / "models/gan/gray/1/record.json"
        write_text(record, json.dumps({"last_epoch": {"validation_l1": 20 - number}}))
        keep(tmp_path / "kept", made, {"record.json": record})
    pictures = {**NAMES, "kind": "pictures", "pictures": {"page 1": "ab"}}
    write_text(tmp_path / "made/page 1.png", "a picture" * 1_000_000)
    keep(tmp_path / "kept", pictures, {"page 1.png": tmp_path / "made/page 1.png"})
    [second] = (
        path for path in (tmp_path / "kept").glob("*/record.json") if "19" in path.read_text()
    )
    link(second, record)
    return tmp_path


def lines(results: Path, capsys: pytest.CaptureFixture[str], *words: str) -> list[str]:
    main(["kept", "--results", str(results), *words])
    return capsys.readouterr().out.splitlines()


def test_each_is_listed_with_size_quality_and_what_sets_it_apart(
    results: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    head, *entries, blank, total = lines(results, capsys)
    assert head.split("  ")[0] == "key"
    assert len(entries) == 5 and not blank
    [second] = (line for line in entries if "19.00" in line)
    assert "gan from gray, seed 1" in second
    assert "in results" in second
    assert second.endswith("epochs 9, frames " + second.split()[-1])
    [edge] = (line for line in entries if "gan from edge" in line)
    assert edge.endswith("18.00")  # it differs from no other
    [pictures] = (line for line in entries if "1 pictures by gan from gray" in line)
    assert "9.0 MB" in pictures
    assert total == f"5 kept in {results / 'kept'}; 9.0 MB are not in results now."


def test_a_key_or_all_that_is_unused_is_removed(
    results: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    [edge] = (line for line in lines(results, capsys) if "gan from edge" in line)
    key = edge.split()[0]
    assert lines(results, capsys, "--remove", key) == [f"removed {key}: gan from edge, seed 1"]
    assert len(lines(results, capsys, "--remove-unused")) == 3
    assert [line for line in lines(results, capsys) if "19.00" in line]
    assert len(list((results / "kept").glob("*/made_by.json"))) == 1


@pytest.mark.parametrize(
    ("key", "sentence"),
    [
        ("nothing", "`nothing` is the beginning of no entry"),
        ("", "`` is the beginning of 5 entries"),
    ],
)
def test_another_key_is_one_sentence(
    results: Path, capsys: pytest.CaptureFixture[str], key: str, sentence: str
) -> None:
    with pytest.raises(SystemExit):
        main(["kept", "--results", str(results), "--remove", key])
    assert sentence in capsys.readouterr().err
    assert len(list((results / "kept").glob("*/made_by.json"))) == 5


def test_nothing_kept_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "logs").mkdir()
    assert lines(tmp_path, capsys) == [f"Nothing is kept in {tmp_path / 'kept'}."]
