"""A trained model as a function from pictures to pictures."""

from pathlib import Path

import numpy as np
import pytest
import torch

from chromacel.coloring.colorizer import Colorizer
from chromacel.coloring.pictures import colored_versions
from chromacel.errors import InputError
from chromacel.models.networks import Generator
from chromacel.models.weights import Description, save_model

SETTINGS = {"epochs": 1, "batch_size": 4, "learning_rate": 2e-4, "width": 1 / 64, "flips": False}
MAKING = {
    "frames": {"stride": 10, "height": 72, "width": 128, "fit": "crop", "trim_bars": False},
    "edges": {"low": 100, "high": 200, "aperture": 3},
    "downsampling": {"height": 36, "width": 64},
}
SIZES = [(1, 1), (36, 64), (97, 31), (300, 40), (240, 427)]


def weights(folder: Path, condition: str, making: dict[str, dict[str, object]] = MAKING) -> Path:
    torch.manual_seed(0)
    settings = {**SETTINGS, "beta1": 0.9}
    about = Description(
        "convnet", condition, 1, settings, [making], (36, 64), {}, {}, "", {"chromacel": "0.1.0"}
    )
    save_model(folder / "w.safetensors", Generator(1 / 64).state_dict(), about)
    return folder / "w.safetensors"


def picture(*size: int) -> np.ndarray:
    return np.random.default_rng(0).integers(0, 256, size, np.uint8)


@pytest.mark.parametrize("condition", ["gray", "edge"])
@pytest.mark.parametrize("size", SIZES)
def test_a_picture_of_any_size_keeps_it(
    tmp_path: Path, condition: str, size: tuple[int, int]
) -> None:
    colored = Colorizer.load(weights(tmp_path, condition)).color(picture(*size, 3))
    assert (colored.shape, colored.dtype) == ((*size, 3), np.uint8)


def test_it_is_what_the_workflow_writes_in_full_size(tmp_path: Path) -> None:
    colorizer = Colorizer.load(str(weights(tmp_path, "gray")), device="cpu")
    rgb = picture(97, 131, 3)
    versions = dict(colored_versions(colorizer.model, rgb))
    assert np.array_equal(colorizer.color(rgb), versions["full_size"])


def test_a_gray_picture_is_colored_as_the_same_in_rgb(tmp_path: Path) -> None:
    colorizer = Colorizer.load(weights(tmp_path, "gray"))
    gray = picture(97, 131)
    assert np.array_equal(colorizer.color(gray), colorizer.color(np.stack([gray] * 3, axis=-1)))


@pytest.mark.parametrize(
    "wrong",
    [
        picture(8, 8, 4),
        picture(2, 8, 8, 3),
        picture(0, 8, 3),
        picture(8, 8, 3).astype(np.float32),
    ],
)
def test_what_is_no_picture_is_said(tmp_path: Path, wrong: np.ndarray) -> None:
    colorizer = Colorizer.load(weights(tmp_path, "gray"))
    with pytest.raises(InputError, match=r"is an array of uint8, \(h, w, 3\) in RGB or \(h, w\)"):
        colorizer.color(wrong)


def test_weights_that_do_not_say_how_pictures_are_made_are_refused_at_once(tmp_path: Path) -> None:
    path = weights(tmp_path, "gray", {"frames": MAKING["frames"]})
    with pytest.raises(InputError, match="does not say how its pictures were made"):
        Colorizer.load(path)
