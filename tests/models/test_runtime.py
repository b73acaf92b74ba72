"""Networks as ONNX, in files and in memory, compute what PyTorch does."""

import json
from dataclasses import asdict
from pathlib import Path

import numpy as np
import onnx
import pytest
import torch
from onnxruntime import InferenceSession

from chromacel.errors import InputError
from chromacel.models import onnx_export
from chromacel.models.luma import luma_of
from chromacel.models.objectives import objective_class
from chromacel.models.onnx_export import write_onnx
from chromacel.models.recipes import RECIPES
from chromacel.models.runtime import chroma_of, fast_generator
from chromacel.models.scaling import scaled_condition
from chromacel.models.tuned import evened
from chromacel.models.weights import Description, TrainedModel
from chromacel.pictures.grayscale import grayscale

SHARED = {"epochs": 1, "batch_size": 4, "learning_rate": 5e-4, "width": 1 / 64, "flips": False}
EVERY = [(name, kind) for name in RECIPES if name != "gan" for kind in ("gray", "edge")]
SIZE = (37, 61)  # which no layer halves evenly


def trained(model: str, condition: str) -> TrainedModel:
    """As if it were: a generator whose normalization is no longer that of a new one."""
    torch.manual_seed(0)
    recipe = RECIPES[model]
    own = dict.fromkeys(recipe.own_settings, 0.5)
    settings = recipe.settings(**SHARED, **own)
    generator = objective_class(model).build_generator(settings, condition)
    generator(torch.randn(4, 1, 64, 64))
    about = Description(model, condition, 1, asdict(settings), [], SIZE, {}, {}, "", {})
    return TrainedModel(Path("w.safetensors"), generator.eval(), about)


def drawings(number: int, size: tuple[int, int] = SIZE) -> np.ndarray:
    """Flat regions with a little noise."""
    rng = np.random.default_rng(1)
    levels = rng.integers(0, 250, (number, 2, 3), np.uint8)
    flat = np.stack([np.kron(level, np.ones((size[0], size[1]), np.uint8)) for level in levels])
    flat = flat[:, : size[0], : size[1] * 2 : 2]
    return np.asarray(flat + rng.integers(0, 3, flat.shape, np.uint8), np.uint8)


@pytest.mark.parametrize(("name", "condition"), EVERY)
def test_a_file_computes_what_pytorch_does_for_any_number_of_pictures(
    tmp_path: Path, name: str, condition: str
) -> None:
    model, path = trained(name, condition), tmp_path / "model.onnx"
    assert write_onnx(model, path, SIZE) < 1e-5
    session = InferenceSession(path)
    for number in (1, 5):
        pictures = drawings(number)
        (colors,) = session.run(["colors"], {"condition": pictures})
        with torch.inference_mode():
            expected = model.generator(scaled_condition(torch.from_numpy(pictures)))
        assert colors.shape == (number, 3, *SIZE)
        assert np.abs(colors - expected.numpy()).max() < 1e-5


def test_a_file_says_what_it_is_and_is_the_same_bytes_again(tmp_path: Path) -> None:
    model = trained("tuned", "gray")
    paths = [tmp_path / name for name in ("a.onnx", "b.onnx")]
    for path in paths:
        write_onnx(model, path, SIZE)
    onnx.checker.check_model(onnx.load(paths[0]), full_check=True)
    metadata = InferenceSession(paths[0]).get_modelmeta().custom_metadata_map
    said = json.loads(metadata["chromacel"])
    assert said == json.loads(json.dumps(asdict(model.description)))
    assert paths[0].read_bytes() == paths[1].read_bytes()


def test_a_file_that_computes_otherwise_is_not_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(onnx_export, "LARGEST_DIFFERENCE", -1.0)
    with pytest.raises(InputError, match=r"differ from PyTorch's by .* was not written"):
        write_onnx(trained("convnet", "gray"), tmp_path / "model.onnx", SIZE)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(("name", "condition"), EVERY)
def test_the_fast_generator_differs_by_rounding_at_any_size(name: str, condition: str) -> None:
    model = trained(name, condition)
    fast = fast_generator(model, threads=1)
    state = {key: value.clone() for key, value in model.generator.state_dict().items()}
    for number, size in ((2, SIZE), (1, (64, 40))):
        pictures = drawings(number, size)
        chroma = chroma_of(fast, pictures)
        assert (chroma.shape, chroma.dtype) == ((number, *size, 2), np.float32)
        assert np.abs(chroma - chroma_of(model.generator, pictures)).max() < 1e-3
        with torch.inference_mode():
            condition_of = torch.from_numpy(pictures)
            colors, expected = fast.color(condition_of), model.generator.color(condition_of)
        assert (colors.int() - expected.int()).abs().max() <= 1
    assert type(model.generator).__name__ == type(fast).__name__
    assert "forward" not in vars(model.generator) and "grid" not in vars(model.generator)
    assert all(torch.equal(state[key], value) for key, value in fast.state_dict().items())


def test_chroma_is_that_of_the_colors() -> None:
    pictures = drawings(2)
    for name, condition in EVERY:
        generator = trained(name, condition).generator
        with torch.inference_mode():
            colors = generator.color(torch.from_numpy(pictures)).numpy()
        chroma = chroma_of(generator, pictures)
        difference = colors[..., [2, 0]].astype(np.float32) - grayscale(colors)[..., None]
        fits = (colors > 0).all(-1) & (colors < 255).all(-1)  # nothing was clipped
        assert fits.any()
        assert np.abs(chroma - difference)[fits].max() < 1.6, name  # each is rounded


def test_chroma_of_a_flat_region_is_one_where_luma_is_kept() -> None:
    generator, pictures = trained("tuned", "gray").generator, drawings(1)
    condition = torch.from_numpy(pictures)
    with torch.inference_mode():
        scaled = scaled_condition(condition)
        difference = evened(condition, generator(scaled) - scaled)
        assert luma_of(difference).abs().max() < 1e-5
    expected = 127.5 * difference.numpy()[:, [2, 0]].transpose(0, 2, 3, 1)
    assert np.abs(chroma_of(generator, pictures) - expected).max() < 1e-3
