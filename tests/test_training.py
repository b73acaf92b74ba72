"""Objectives and loop against a textbook, and the promises of a training."""

import math

import numpy as np
import pytest
import torch
from torch.nn import functional

from chromacel.coloring import color_pictures, load_generator, save_generator
from chromacel.devices import choose_device
from chromacel.errors import InputError
from chromacel.examples import (
    Examples,
    load_examples,
    scaled_colors,
    scaled_condition,
    unscaled_colors,
)
from chromacel.frames import CONDITIONS
from chromacel.networks import Generator
from chromacel.objectives import OBJECTIVES, ConvnetObjective, GanObjective, TrainingSettings
from chromacel.storage import created_h5
from chromacel.training import make_optimizers, step, train

SIZE = (40, 72)
SETTINGS = TrainingSettings(
    epochs=2, batch_size=4, learning_rate=2e-4, width=0.0625, beta1=0.5, l1_weight=100
)


def examples(number: int, seed: int = 0) -> Examples:
    """Pictures whose colors follow from their gray values."""
    random = torch.Generator().manual_seed(seed)
    coarse = torch.rand((number, 1, 5, 9), generator=random)
    gray = (functional.interpolate(coarse, SIZE).squeeze(1) * 255).byte()
    return Examples(gray, torch.stack([gray, 255 - gray, gray // 2], dim=-1))


def test_scaling_there_and_back_changes_nothing() -> None:
    colors = torch.arange(256, dtype=torch.uint8).reshape(1, 16, 16, 1).expand(-1, -1, -1, 3)
    scaled = scaled_colors(colors)
    assert (scaled.min(), scaled.max(), scaled.shape) == (-1, 1, (1, 3, 16, 16))
    assert torch.equal(unscaled_colors(scaled), colors)
    assert scaled_condition(colors[..., 0]).shape == (1, 1, 16, 16)


def test_the_convnets_loss_is_half_the_squared_error_of_a_picture() -> None:
    objective = ConvnetObjective(SETTINGS, SIZE)
    condition, colors = next(examples(3).batches(3, torch.arange(3)))
    [(name, loss)] = objective.losses(condition, colors)
    difference = objective.generator(condition) - colors
    expected = sum(0.5 * (picture**2).sum() for picture in difference) / 3
    assert name == "generator"
    assert loss.item() == pytest.approx(expected.item(), rel=1e-5)


def test_a_gan_step_is_the_textbooks_two_backward_steps() -> None:
    torch.manual_seed(0)
    ours = GanObjective(SETTINGS, SIZE)
    textbook = GanObjective(SETTINGS, SIZE)
    for name, network in textbook.networks.items():
        network.load_state_dict(ours.networks[name].state_dict())
    condition, colors = next(examples(4).batches(4, torch.arange(4)))

    def optimizers(objective: GanObjective) -> dict[str, torch.optim.Optimizer]:
        return {
            name: torch.optim.SGD(network.parameters(), 1e-3)
            for name, network in objective.networks.items()
        }

    losses = step(ours, optimizers(ours), condition, colors)

    generator, discriminator = textbook.generator, textbook.discriminator
    optimizer = optimizers(textbook)
    fake = generator(condition)
    real_p = torch.sigmoid(discriminator(condition, colors))
    fake_p = torch.sigmoid(discriminator(condition, fake.detach()))
    d_loss = -(real_p.log() + (1 - fake_p).log()).mean()
    optimizer["discriminator"].zero_grad()
    d_loss.backward()
    optimizer["discriminator"].step()
    fooled = torch.sigmoid(discriminator(condition, fake))
    g_loss = -fooled.log().mean() + 100 * (fake - colors).abs().mean()
    optimizer["generator"].zero_grad()
    g_loss.backward()
    optimizer["generator"].step()

    assert losses["discriminator"].item() == pytest.approx(d_loss.item(), rel=1e-4)
    assert losses["generator"].item() == pytest.approx(g_loss.item(), rel=1e-4)
    for name, network in ours.networks.items():
        for mine, theirs in zip(
            network.parameters(), textbook.networks[name].parameters(), strict=True
        ):
            assert torch.allclose(mine, theirs, rtol=1e-3, atol=1e-6)


@pytest.mark.parametrize("model", ["convnet", "gan"])
def test_adam_has_the_settings_of_the_config(model: str) -> None:
    optimizers = make_optimizers(OBJECTIVES[model](SETTINGS, SIZE), SETTINGS)
    for optimizer in optimizers.values():
        assert optimizer.defaults["lr"] == 2e-4
        assert optimizer.defaults["betas"] == (0.5, 0.999)


def test_a_split_is_read_with_its_own_condition(tmp_path) -> None:  # noqa: ANN001
    values = {"gray": 1, "edge": 2, "rgb": 3}
    with created_h5(tmp_path / "shard.h5") as file:
        for name, value in values.items():
            shape = (2, 4, 6, 3) if name == "rgb" else (2, 4, 6)
            file[name] = np.full(shape, value, np.uint8)
    for condition in CONDITIONS:
        found = load_examples([tmp_path / "shard.h5"], condition, torch.device("cpu"))
        assert set(found.condition.unique().tolist()) == {values[condition]}
        assert set(found.colors.unique().tolist()) == {3}


@pytest.mark.parametrize("model", ["convnet", "gan"])
def test_training_learns_and_records(model: str) -> None:
    torch.manual_seed(0)
    settings = TrainingSettings(
        epochs=12, batch_size=4, learning_rate=2e-3, width=0.0625, beta1=0.5, l1_weight=100
    )
    objective = OBJECTIVES[model](settings, SIZE)
    history = train(objective, examples(22), examples(6, seed=1), settings, seed=0)
    assert history.epochs["validation_l1"].iloc[-1] < history.epochs["validation_l1"].iloc[0] / 2
    assert history.batches.groupby("epoch").size().tolist() == [6] * 12
    assert list(history.batches) == ["epoch", "batch", *objective.networks]
    mean = history.batches.query("epoch == 3")["generator"].mean()
    assert history.epochs["generator"][2] == pytest.approx(mean)


@pytest.mark.parametrize("model", ["convnet", "gan"])
def test_the_same_seed_gives_the_same_weights(model: str) -> None:
    weights = []
    for seed in (3, 3, 4):
        torch.manual_seed(seed)
        objective = OBJECTIVES[model](SETTINGS, SIZE)
        train(objective, examples(10), examples(4), SETTINGS, seed=seed)
        weights.append(objective.networks["generator"].state_dict())
    one, same, other = weights
    assert all(torch.equal(one[name], same[name]) for name in one)
    assert not all(torch.equal(one[name], other[name]) for name in one)


def test_each_epoch_has_its_own_order() -> None:
    seen: list[list[int]] = []

    class Spy(Examples):
        def batches(self, batch_size: int, order: torch.Tensor):  # noqa: ANN202
            seen.append(order.tolist())
            return super().batches(batch_size, order)

    pictures = examples(10)
    torch.manual_seed(0)
    spy = Spy(pictures.condition, pictures.colors)
    train(ConvnetObjective(SETTINGS, SIZE), spy, examples(4), SETTINGS, seed=0)
    assert sorted(seen[0]) == sorted(seen[1]) == list(range(10))
    assert seen[0] != seen[1]


def test_the_colors_of_a_picture_do_not_depend_on_its_batch() -> None:
    torch.manual_seed(0)
    generator = Generator(width=0.0625).eval()
    condition = examples(7).condition
    alone = color_pictures(generator, condition, batch_size=1)
    together = color_pictures(generator, condition, batch_size=7)
    assert (alone.int() - together.int()).abs().max() <= 1  # rounding of one level at most


def test_a_saved_generator_comes_back(tmp_path) -> None:  # noqa: ANN001
    generator = Generator(width=0.0625)
    generator(torch.randn(2, 1, *SIZE))
    save_generator(tmp_path / "w.safetensors", generator, width=0.0625)
    again = load_generator(tmp_path / "w.safetensors", torch.device("cpu"))
    assert not again.training
    condition = examples(2).condition
    mine = color_pictures(generator.eval(), condition, 2)
    assert torch.equal(color_pictures(again, condition, 2), mine)


@pytest.mark.parametrize("content", [b"", b"no weights", b"\x02\0\0\0\0\0\0\0{}", None])
def test_damaged_weights_are_named(tmp_path, content: bytes | None) -> None:  # noqa: ANN001
    path = tmp_path / "w.safetensors"
    save_generator(path, Generator(width=0.0625), width=0.0625)
    path.write_bytes(path.read_bytes()[:-100] if content is None else content)
    with pytest.raises(InputError, match=r"w\.safetensors is damaged or holds no generator"):
        load_generator(path, torch.device("cpu"))


@pytest.mark.skipif(torch.cuda.is_available(), reason="needs a machine without a GPU")
def test_a_missing_gpu_is_an_error_and_auto_says_what_it_took(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(InputError, match="`device: cuda` asks for a GPU"):
        choose_device("cuda")
    assert choose_device("auto") == torch.device("cpu")
    assert capsys.readouterr().out.startswith("Device: cpu")


@pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a GPU")
def test_training_runs_on_a_gpu() -> None:
    device = choose_device("cuda")
    pictures = examples(12)
    there = Examples(pictures.condition.to(device), pictures.colors.to(device))
    for model, make in OBJECTIVES.items():
        objective = make(SETTINGS, SIZE)
        for network in objective.networks.values():
            network.to(device)
        history = train(objective, there, there, SETTINGS, seed=0)
        assert math.isfinite(history.epochs["validation_l1"].iloc[-1]), model
