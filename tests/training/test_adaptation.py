"""A trained model that goes on with keyframes."""

from dataclasses import replace
from pathlib import Path

import pytest
import torch
from torch import Tensor

from chromacel.dataset.batches import ResidentExamples
from chromacel.dataset.mixing import MixedExamples, SomeExamples, repeats_for
from chromacel.models.objectives import build_objective
from chromacel.models.recipes import RECIPES
from chromacel.models.weights import Description, TrainedModel, load_model, save_model
from chromacel.training.adaptation import AdaptationSettings, adapt, adapted
from chromacel.training.engine import Engine
from chromacel.training.loop import Training
from chromacel.training.resuming import ResumeFile

SIZE = 40, 72
ENGINE = Engine(torch.device("cpu"))
HALF = AdaptationSettings(share=0.5, epochs=2, learning_rate=1.0)


def examples(number: int, color: tuple[int, int, int] | None, seed: int) -> ResidentExamples:
    """Noise in gray, in one color or in random ones."""
    torch.manual_seed(seed)
    gray = torch.randint(0, 256, (number, *SIZE), dtype=torch.uint8)
    colors = torch.randint(0, 256, (number, *SIZE, 3), dtype=torch.uint8)
    if color:
        colors[...] = torch.tensor(color, dtype=torch.uint8)
    return ResidentExamples(gray, colors)


def model_of(name: str) -> TrainedModel:
    shared = {"epochs": 2, "batch_size": 4, "learning_rate": 2e-3, "width": 1 / 16, "flips": False}
    own = {
        "convnet": {"beta1": 0.9},
        "gan": {"beta1": 0.5, "l1_weight": 100.0},
        "tuned": {"beta1": 0.9, "peak": 2.0, "varied": 0.5},
        "hinted": {"beta1": 0.9, "peak": 1.0, "varied": 0.5, "hints": 0.75},
    }
    torch.manual_seed(3)
    settings = RECIPES[name].settings(**shared, **own[name])
    generator = build_objective(name, settings, SIZE, "gray").generator.eval()
    about = Description(
        name, "gray", 1, {**shared, **own[name]}, [], SIZE, {"a": "1"}, {"s": "2"}, "code", {}
    )
    return TrainedModel(Path("weights"), generator, about)


def states(training: Training) -> list[Tensor]:
    return [*training.objective.generator.state_dict().values()]


def test_keyframes_are_their_share_of_an_epoch() -> None:
    for show, keyframes, share in ((1000, 10, 0.33), (60, 10, 0.5), (22543, 20, 0.2)):
        repeats = repeats_for(share, show, keyframes)
        assert repeats * keyframes / (show + repeats * keyframes) == pytest.approx(share, abs=0.03)
    assert repeats_for(0.1, 5, 10) == 1


def test_mixed_examples_are_those_of_their_numbers() -> None:
    show, keyframes = examples(10, None, 1), examples(3, None, 2)
    mixed = MixedExamples(show, keyframes, repeats=4)
    assert len(mixed) == 22
    numbers = [torch.tensor([21, 0, 10, 9]), torch.tensor([3, 4]), torch.tensor([12, 13])]
    for batch, (condition, colors) in zip(numbers, mixed.batches(iter(numbers)), strict=True):
        for place, number in enumerate(batch.tolist()):
            source, at = (show, number) if number < 10 else (keyframes, (number - 10) % 3)
            assert torch.equal(condition[place], source.condition[at])
            assert torch.equal(colors[place], source.colors[at])


def test_some_examples_are_the_chosen_ones() -> None:
    every = examples(10, None, 1)
    some = SomeExamples(every, torch.tensor([7, 2, 5]))
    [(condition, _)] = some.batches([torch.tensor([2, 0])])
    assert len(some) == 3
    assert torch.equal(condition, every.condition[[5, 7]])


@pytest.mark.parametrize("name", ["convnet", "gan", "tuned"])
def test_an_adapted_model_is_nearer_to_its_keyframes(name: str) -> None:
    model, show = model_of(name), examples(8, (200, 60, 60), 4)
    keyframes = examples(4, (40, 60, 220), 5)
    before = [tensor.clone() for tensor in model.generator.state_dict().values()]
    training = adapt(model, keyframes, show, keyframes, replace(HALF, epochs=4), ENGINE)
    first, last = training.validation[0][0], training.validation[-1][0]
    assert last < first
    after = model.generator.state_dict().values()
    assert all(torch.equal(one, other) for one, other in zip(before, after, strict=True))
    assert training.number == 16


def test_the_same_adaptation_gives_the_same_weights() -> None:
    show, keyframes = examples(8, None, 4), examples(2, None, 5)
    one, other = (
        states(adapt(model_of("convnet"), keyframes, show, show, HALF, ENGINE)) for _ in range(2)
    )
    assert all(map(torch.equal, one, other))


def test_a_killed_adaptation_goes_on_bit_for_bit(tmp_path: Path) -> None:
    show, keyframes = examples(8, None, 4), examples(2, None, 5)
    whole = adapt(model_of("gan"), keyframes, show, show, HALF, ENGINE)

    class KilledFile(ResumeFile):
        def due(self) -> bool:
            return True

        def save(self, training: Training) -> None:
            super().save(training)
            if training.done == 5:
                raise KeyboardInterrupt

    def file(kind: type[ResumeFile]) -> ResumeFile:
        return kind(tmp_path / "resume.safetensors", {"model": "gan"}, 10, ENGINE)

    with pytest.raises(KeyboardInterrupt):
        adapt(model_of("gan"), keyframes, show, show, HALF, ENGINE, file(KilledFile))
    resumed = adapt(model_of("gan"), keyframes, show, show, HALF, ENGINE, file(ResumeFile))
    assert all(map(torch.equal, states(whole), states(resumed)))
    assert torch.equal(whole.losses, resumed.losses)


def test_adapted_weights_say_what_they_were_adapted_to(tmp_path: Path) -> None:
    model = model_of("convnet")
    about = adapted(model.description, {"munchausen": [120, 804]}, HALF, "abc")
    save_model(tmp_path / "weights.safetensors", model.generator.state_dict(), about)
    read = load_model(tmp_path / "weights.safetensors").description
    assert read.keyframes == {"munchausen": [120, 804]}
    assert read.adaptation["share"] == 0.5 and read.adaptation["code"] == "abc"
    assert replace(read, keyframes={}, adaptation={}) == model.description


def test_weights_that_are_not_adapted_say_what_they_always_said(tmp_path: Path) -> None:
    model = model_of("convnet")
    save_model(tmp_path / "weights.safetensors", model.generator.state_dict(), model.description)
    head = (tmp_path / "weights.safetensors").read_bytes()[:4000]
    assert b"keyframes" not in head and b"adaptation" not in head
    assert load_model(tmp_path / "weights.safetensors").description == model.description
