"""A trained model that goes on with a colored reference."""

from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
import pytest
import torch

from chromacel.coloring.pages import colored_page
from chromacel.errors import InputError
from chromacel.models.draws import Draws
from chromacel.models.objectives import objective_class
from chromacel.models.recipes import RECIPES
from chromacel.models.weights import Description, TrainedModel, load_model, save_model
from chromacel.pictures.chroma import chroma
from chromacel.pictures.pixels import Picture
from chromacel.training import reference
from chromacel.training.reference import ReferenceSettings, adapted_to, altered
from referenced_pictures import BLUE, ORANGE, chroma_of, colored, textured

FAST = ReferenceSettings(steps=12, learning_rate=2e-3, steadiness=0.5)
FASTEST = replace(FAST, steps=2)  # where it does not matter what is learned
SHARED = {"epochs": 2, "batch_size": 4, "learning_rate": 2e-3, "width": 1 / 16, "flips": False}
OWN = {
    "tuned": {"beta1": 0.9, "peak": 2.0, "varied": 0.5},
    "convnet": {"beta1": 0.9},
}


def model_of(folder: Path, name: str = "tuned", condition: str = "gray") -> TrainedModel:
    steps = {
        "frames": {"height": 72, "width": 128},
        "edges": {"low": 100, "high": 200, "aperture": 3},
        "downsampling": {"height": 36, "width": 64},
    }
    settings = RECIPES[name].settings(**SHARED, **OWN[name])
    torch.manual_seed(3)
    generator = objective_class(name).build_generator(settings, condition)
    about = Description(name, condition, 1, asdict(settings), [steps], (36, 64), {}, {}, "", {})
    save_model(folder / "weights.safetensors", generator.state_dict(), about)
    return load_model(folder / "weights.safetensors")


def shown(left: tuple[float, float], right: tuple[float, float]) -> Picture:
    return colored(textured(2), chroma_of(left, right))


def mean_chroma(model: TrainedModel, page: Picture) -> np.ndarray:
    return np.asarray(chroma(colored_page(model, page)).mean(axis=(0, 1)))


def no_training(*_: object) -> None:
    raise AssertionError("it trains")


@pytest.mark.parametrize(
    ("name", "condition"), [("tuned", "gray"), ("tuned", "edge"), ("convnet", "gray")]
)
def test_another_reference_gives_other_colors(name: str, condition: str, tmp_path: Path) -> None:
    model = model_of(tmp_path, name, condition)
    page = np.stack([textured(5)] * 3, axis=-1)
    blue, orange = (
        mean_chroma(adapted_to(model, [shown(color, color)], tmp_path / "kept", FAST), page)
        for color in (BLUE, ORANGE)
    )
    assert blue[0] > orange[0] + 1  # blue minus luma
    assert orange[1] > blue[1] + 1  # red minus luma


def test_the_second_call_takes_the_kept_weights(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    model, page, kept = model_of(tmp_path), shown(BLUE, ORANGE), tmp_path / "kept"
    first = adapted_to(model, [page], kept, FASTEST)
    assert first.path.parent == kept
    assert first.description.adaptation["steps"] == FASTEST.steps
    monkeypatch.setattr(reference, "_trained", no_training)
    second = adapted_to(model, [page.copy()], kept, FASTEST)
    states = (each.generator.state_dict().values() for each in (first, second))
    assert all(torch.equal(one, other) for one, other in zip(*states, strict=True))
    for changed in (
        lambda: adapted_to(model, [255 - page], kept, FASTEST),
        lambda: adapted_to(model, [page], kept, replace(FASTEST, steps=3)),
        lambda: adapted_to(first, [page], kept, FASTEST),
    ):
        with pytest.raises(AssertionError, match="it trains"):
            changed()


def test_the_same_inputs_give_the_same_bytes_and_leave_the_model(tmp_path: Path) -> None:
    model, page = model_of(tmp_path), shown(BLUE, ORANGE)
    before = [part.clone() for part in model.generator.state_dict().values()]
    contents = [
        adapted_to(model, [page], tmp_path / name, FASTEST).path.read_bytes() for name in ("a", "b")
    ]
    assert contents[0] == contents[1]
    after = model.generator.state_dict().values()
    assert all(torch.equal(one, other) for one, other in zip(before, after, strict=True))


def test_several_references_are_one_set_in_whatever_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    model, pages = model_of(tmp_path), [shown(BLUE, BLUE), shown(ORANGE, ORANGE)]
    contents = [
        adapted_to(model, shown_pages, tmp_path / name, FASTEST).path.read_bytes()
        for name, shown_pages in (("a", pages), ("b", pages[::-1]))
    ]
    assert contents[0] == contents[1]
    monkeypatch.setattr(reference, "_trained", no_training)
    again = adapted_to(model, [*pages[::-1], pages[0]], tmp_path / "a", FASTEST)
    assert again.description.adaptation["learning_rate"] == 1.5 * FASTEST.learning_rate
    for fewer in pages:
        with pytest.raises(AssertionError, match="it trains"):
            adapted_to(model, [fewer], tmp_path / "a", FASTEST)


@pytest.mark.parametrize("damage", [b"", b"no weights"])
def test_damaged_kept_weights_are_made_anew(damage: bytes, tmp_path: Path) -> None:
    model, page = model_of(tmp_path), shown(BLUE, ORANGE)
    path = adapted_to(model, [page], tmp_path / "kept", FASTEST).path
    content = path.read_bytes()
    path.write_bytes(damage or content[:-100])
    assert adapted_to(model, [page], tmp_path / "kept", FASTEST).path == path
    assert path.read_bytes() == content


def test_what_is_unlike_the_reference_changes_less(tmp_path: Path) -> None:
    """The model's own colors on altered parts hold it there."""
    model, page = model_of(tmp_path), shown(BLUE, BLUE)
    negative = np.stack([255 - textured(5)[::-1]] * 3, axis=-1)
    before = mean_chroma(model, negative)
    loose, steady = (
        mean_chroma(adapted_to(model, [page], tmp_path, replace(FAST, steadiness=weight)), negative)
        for weight in (0.0, 3.0)
    )
    assert np.abs(steady - before).sum() < np.abs(loose - before).sum() / 2


@pytest.mark.parametrize("is_luma", [True, False])
def test_altered_pictures_are_others_of_the_same_size(is_luma: bool) -> None:
    pictures = torch.linspace(-1, 1, 8 * 37 * 61).view(8, 1, 37, 61)
    cpu = torch.device("cpu")
    changed = altered(pictures, Draws((1, 2), 8, cpu), is_luma)
    assert changed.shape == pictures.shape
    assert changed.min() >= -1 and changed.max() <= 1
    assert len({part.numpy().tobytes() for part in changed}) == 8
    assert torch.equal(changed, altered(pictures, Draws((1, 2), 8, cpu), is_luma))


def test_references_without_color_or_too_small_are_one_sentence(tmp_path: Path) -> None:
    model, page = model_of(tmp_path), shown(BLUE, ORANGE)
    gray = np.full((60, 60, 3), 90, np.uint8)
    with pytest.raises(InputError, match="Reference 2 has no color"):
        adapted_to(model, [page, gray], tmp_path, FAST)
    with pytest.raises(InputError, match="Reference 1 has 20 × 10 pixels, too few"):
        adapted_to(model, [page[:10, :20]], tmp_path, FAST)
