"""`chromacel export` on the command line."""

from dataclasses import asdict
from pathlib import Path

import pytest
import torch
from onnxruntime import InferenceSession

from chromacel.app.cli import main
from chromacel.models.networks import Generator
from chromacel.models.recipes import GanSettings
from chromacel.models.weights import Description, save_model


@pytest.fixture(scope="module")
def weights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    torch.manual_seed(0)
    settings = asdict(GanSettings(1, 4, 2e-4, 1 / 64, False, 0.5, 100))
    about = Description("gan", "edge", 3, settings, [], (36, 64), {}, {}, "", {})
    path = tmp_path_factory.mktemp("weights") / "weights.safetensors"
    save_model(path, Generator(1 / 64).state_dict(), about)
    return path


def shape(path: Path) -> list[object]:
    return list(InferenceSession(path).get_inputs()[0].shape)


def test_weights_become_a_file_of_the_size_of_their_training(
    weights: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["export", str(weights), "--out", str(tmp_path / "gan.onnx")])
    assert shape(tmp_path / "gan.onnx") == ["n", 36, 64]
    said = capsys.readouterr().out
    assert "gan.onnx: gan from edge, seed 3. Input `condition`, uint8 (n, 36, 64)" in said
    assert "It differs from PyTorch by " in said


def test_the_size_can_be_another_one(weights: Path, tmp_path: Path) -> None:
    main(["export", str(weights), "--out", str(tmp_path / "a.onnx"), "--size", "45", "80"])
    assert shape(tmp_path / "a.onnx") == ["n", 45, 80]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["{weights}", "--out", "{new}.pt"], "new.pt: name a file that ends in .onnx."),
        (["{weights}", "--out", "{old}"], "old.onnx exists already: name a new file, or add"),
        (["{weights}", "--out", "{folder}"], "folder.onnx is a folder: name a file in it."),
        (["{weights}", "--out", "{new}.onnx", "--size", "0", "9"], "--size is 0 9: give rows and"),
        (["{new}", "--out", "{new}.onnx"], "There is no file"),
        (["{old}", "--out", "{new}.onnx"], "old.onnx is truncated or damaged"),
    ],
)
def test_a_mistake_is_one_sentence_and_writes_nothing(
    weights: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    words: list[str],
    sentence: str,
) -> None:
    names = {"weights": weights, "new": tmp_path / "new", "old": tmp_path / "old.onnx"}
    names["old"].write_text("mine")
    (tmp_path / "folder.onnx").mkdir()
    words = [word.format(**names, folder=tmp_path / "folder.onnx") for word in words]
    with pytest.raises(SystemExit) as end:
        main(["export", *words])
    said = capsys.readouterr().err
    assert end.value.code == 1
    assert said.startswith("Error: ") and sentence in said and said.count("\n") == 1
    assert names["old"].read_text() == "mine"
    assert {path.name for path in tmp_path.iterdir()} == {"old.onnx", "folder.onnx"}


def test_a_file_is_replaced_where_that_is_asked_for(weights: Path, tmp_path: Path) -> None:
    path = tmp_path / "old.onnx"
    path.write_text("mine")
    main(["export", str(weights), "--out", str(path), "--overwrite"])
    assert shape(path)[0] == "n"
