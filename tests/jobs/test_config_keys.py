from pathlib import Path

import pytest

from chromacel.errors import InputError
from chromacel.jobs.config_keys import check_keys, check_syntax
from conftest import ROOT


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("edges: {low: 1}\nseeds: [1]\nedges: {low: 2}\n", "`edges` twice, in lines 1 and 3"),
        ("edges:\n  low: 1\n  high: 2\n  low: 1\n", "`edges.low` twice, in lines 2 and 4"),
        ("own: {edges: {low: 1, low: 2}}", "`own.edges.low` twice, in lines 1 and 1"),
        ('seeds: 1\n"seeds": 1\n', "`seeds` twice, in lines 1 and 2"),
        ("list:\n- {a: 1}\n- {b: 1, b: 2}\n", "`list.b` twice, in lines 3 and 3"),
        ('{\n\t"edges": {"low": 1, "low": 2}\n}', "`low` twice"),
    ],
)
def test_a_key_given_twice_is_named(text: str, sentence: str, tmp_path: Path) -> None:
    path = tmp_path / "own.yaml"
    path.write_text(text)
    with pytest.raises(InputError) as error:
        check_keys([ROOT / "config.yaml", path])
    assert str(error.value) == f"Config: {path} gives {sentence}: keep one."


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a: &base {low: 1}\nb: {<<: *base, low: 2}\nc: {low: 1}\n",
        "a: &loop [*loop]\n",
        "? [1, 2]\n: 3\n? [1, 3]\n: 3\n",
        '{"a": {"b": 1}, "c": {"b": 1}}',
        "\ufeffa: 1\n",
        "\tno yaml",
    ],
)
def test_other_files_are_left_to_snakemake(text: str, tmp_path: Path) -> None:
    (tmp_path / "own.yaml").write_text(text, encoding="utf-8")
    check_keys([tmp_path / "own.yaml"])


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("edges: [1\nseeds: {", "is not valid YAML in line 2: did not find expected ',' or ']'."),
        ("a: \x07", "is not valid YAML: "),
        ("only words", "has no settings, such as `episodes: my show`."),
    ],
)
def test_a_config_file_that_is_none_is_one_sentence(
    text: str, sentence: str, tmp_path: Path
) -> None:
    path = tmp_path / "own.yaml"
    path.write_text(text)
    with pytest.raises(InputError) as error:
        check_syntax(path)
    assert str(error.value).startswith(f"The config file {path} {sentence}")


def test_yaml_json_and_no_file_are_config_files(tmp_path: Path) -> None:
    path = tmp_path / "own.yaml"
    check_syntax(path)
    for text in ("a: 1\n", '{\n\t"a": 1\n}', "\ufeffa: 1\n"):
        path.write_text(text, encoding="utf-8")
        check_syntax(path)
