"""Weights come back by their path alone, and what they do not say is refused."""

import json
from dataclasses import asdict, replace
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file, save_file

from chromacel.conditions.making import Making
from chromacel.errors import InputError
from chromacel.models.inference import predict_colors
from chromacel.models.networks import Generator
from chromacel.models.recipes import GanSettings
from chromacel.models.weights import Description, load_model, save_model

MAKING = {
    "frames": {"stride": 10, "height": 72, "width": 128, "fit": "crop", "trim_bars": False},
    "edges": {"low": 100, "high": 200, "aperture": 3},
    "downsampling": {"height": 36, "width": 64},
}
DESCRIPTION = Description(
    model="gan",
    condition="edge",
    seed=3,
    settings=asdict(GanSettings(1, 4, 2e-4, 1 / 64, False, 0.5, 100)),
    making=[MAKING],
    size=(36, 64),
    show={"ポケモン 'a'": "0" * 64},
    shards={"training-0.h5": "1" * 64},
    code="2" * 16,
    versions={"chromacel": "0.1.0"},
)


@pytest.fixture
def generator() -> Generator:
    torch.manual_seed(0)
    generator = Generator(1 / 64)
    generator(torch.randn(2, 1, 36, 64))  # statistics that are not those of a new one
    return generator.eval()


@pytest.fixture
def path(generator: Generator, tmp_path: Path) -> Path:
    save_model(tmp_path / "w.safetensors", generator.state_dict(), DESCRIPTION)
    return tmp_path / "w.safetensors"


def described(path: Path, **changes: object) -> Path:
    """The same weights with another description."""
    values = asdict(replace(DESCRIPTION, **changes))
    save_file(load_file(path), path.with_name("other"), {"chromacel": json.dumps(values)})
    return path.with_name("other")


def test_a_path_is_enough_to_color_as_before(generator: Generator, path: Path) -> None:
    model = load_model(path)
    assert model.description == DESCRIPTION
    assert model.names == {"model": "gan", "condition": "edge", "seed": 3}
    assert not model.generator.training
    condition = torch.randint(0, 256, (2, 36, 64), dtype=torch.uint8)
    assert torch.equal(
        predict_colors(model.generator, condition), predict_colors(generator, condition)
    )
    making = Making.of_steps(model.making, "edge")
    assert making.edges and making.edges.high == 200
    assert (making.frame_size, making.downsampling.width) == ((72, 128), 64)


def test_the_same_weights_are_the_same_bytes(generator: Generator, path: Path) -> None:
    again = path.with_name("again")
    save_model(again, dict(reversed(generator.state_dict().items())), DESCRIPTION)
    assert again.read_bytes() == path.read_bytes()


@pytest.mark.parametrize("content", [b"", b"no weights", None])
def test_damaged_weights_are_named(path: Path, content: bytes | None) -> None:
    path.write_bytes(path.read_bytes()[:-100] if content is None else content)
    with pytest.raises(InputError, match=r"w\.safetensors is truncated or damaged"):
        load_model(path)


def test_weights_that_say_nothing_of_themselves_are_refused(path: Path) -> None:
    save_file(load_file(path), path)
    with pytest.raises(InputError, match=r"w\.safetensors does not say what it is"):
        load_model(path)
    save_file(load_file(path), path, {"chromacel": '{"model": "gan"}'})
    with pytest.raises(InputError, match=r"w\.safetensors does not describe itself as"):
        load_model(path)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"model": "vae"}, r"is of `vae`, which this version does not know; it knows convnet, gan"),
        ({"condition": "depth"}, r"is of `depth`, which .* it knows gray, edge"),
        ({"settings": {"depth": 3}}, r"does not fit the GAN of this version \(.*depth"),
        (
            {"settings": asdict(GanSettings(1, 4, 2e-4, 1 / 8, False, 0.5, 100))},
            r"does not fit the GAN of this version \(.*size mismatch",
        ),
    ],
)
def test_what_this_version_does_not_know_is_said(
    path: Path, changes: dict[str, object], sentence: str
) -> None:
    with pytest.raises(InputError, match=sentence) as error:
        load_model(described(path, **changes))
    assert "version 0.1.0, which wrote it" in str(error.value)
    assert "\n" not in str(error.value)


def test_weights_that_are_not_there_are_not_called_damaged(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"There is no file .*gone.safetensors: give the path"):
        load_model(tmp_path / "gone.safetensors")


@pytest.mark.parametrize("ways", [0, 2])
def test_pictures_made_in_several_ways_cannot_be_made_alike(path: Path, ways: int) -> None:
    other = {**MAKING, "edges": {"low": 50, "high": 200, "aperture": 3}}
    model = load_model(described(path, making=[MAKING, other][:ways]))
    with pytest.raises(InputError, match=rf"was trained on pictures made in {ways} different ways"):
        _ = model.making
