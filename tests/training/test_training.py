"""Objectives and loop against a textbook, and the promises of a training."""

import math
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import h5py
import numpy as np
import pytest
import torch
from torch.nn import functional

from chromacel.conditions.kinds import CONDITIONS
from chromacel.dataset.batches import (
    POOL,
    ResidentExamples,
    StreamedExamples,
    load_examples,
    shuffled_epoch,
)
from chromacel.dataset.episode_files import write_frames
from chromacel.dataset.shards import open_split
from chromacel.errors import InputError
from chromacel.files.hdf5 import created_h5
from chromacel.machine.devices import claimed_devices
from chromacel.models.convnet import ConvnetObjective
from chromacel.models.gan import GanObjective
from chromacel.models.inference import predict_colors
from chromacel.models.networks import Generator
from chromacel.models.objectives import objective_class
from chromacel.models.recipes import RECIPES, GanSettings, HintedSettings
from chromacel.models.scaling import scaled_colors, scaled_condition, unscaled_colors
from chromacel.models.settings import TrainingSettings
from chromacel.training.augmentation import flipped
from chromacel.training.engine import Engine, EngineSettings, resolve
from chromacel.training.loop import Training, step, train
from chromacel.training.resuming import ResumeFile

SIZE = (40, 72)
CPU = torch.device("cpu")
PLAIN = Engine(CPU)


@dataclass(frozen=True)
class EverySetting(GanSettings, HintedSettings):
    """What any of the models can be set to."""


SETTINGS = EverySetting(
    epochs=2,
    batch_size=4,
    learning_rate=2e-4,
    width=0.0625,
    flips=True,
    beta1=0.5,
    peak=2.0,
    varied=0.5,
    hints=0.75,
    l1_weight=100,
)


def examples(number: int, seed: int = 0) -> ResidentExamples:
    """Pictures whose colors follow from their gray values."""
    random = torch.Generator().manual_seed(seed)
    coarse = torch.rand((number, 1, 5, 9), generator=random)
    gray = (functional.interpolate(coarse, SIZE).squeeze(1) * 255).byte()
    return ResidentExamples(gray, torch.stack([gray, 255 - gray, gray // 2], dim=-1))


def batch(number: int) -> tuple[torch.Tensor, torch.Tensor]:
    pictures = examples(number)
    return scaled_condition(pictures.condition), scaled_colors(pictures.colors)


def new_training(
    model: str,
    number: int,
    engine: Engine = PLAIN,
    settings: TrainingSettings = SETTINGS,
    seed: int = 0,
) -> Training:
    torch.manual_seed(seed)
    return Training(objective_class(model)(settings, SIZE, "gray"), engine, settings, seed, number)


def trained(model: str, engine: Engine = PLAIN, seed: int = 0) -> Training:
    training = new_training(model, 10, engine, seed=seed)
    train(training, examples(10), examples(4, seed=1))
    return training


def weights(training: Training) -> dict[str, torch.Tensor]:
    return {
        f"{name}.{key}": tensor
        for name, network in training.objective.networks.items()
        for key, tensor in network.state_dict().items()
    }


def test_scaling_there_and_back_changes_nothing() -> None:
    colors = torch.arange(256, dtype=torch.uint8).reshape(1, 16, 16, 1).expand(-1, -1, -1, 3)
    scaled = scaled_colors(colors)
    assert (scaled.min(), scaled.max(), scaled.shape) == (-1, 1, (1, 3, 16, 16))
    assert torch.equal(unscaled_colors(scaled), colors)
    assert scaled_condition(colors[..., 0]).shape == (1, 1, 16, 16)


def test_the_convnets_loss_is_half_the_squared_error_of_a_picture() -> None:
    objective = ConvnetObjective(SETTINGS, SIZE, "gray")
    condition, colors = batch(3)
    [(name, loss)] = objective.losses(condition, colors, 3)
    difference = objective.generator(condition) - colors
    expected = sum(0.5 * (picture**2).sum() for picture in difference) / 3
    assert name == "generator"
    assert loss.item() == pytest.approx(expected.item(), rel=1e-5)


def test_a_gan_step_is_the_textbooks_two_backward_steps() -> None:
    torch.manual_seed(0)
    ours = GanObjective(SETTINGS, SIZE, "gray")
    textbook = GanObjective(SETTINGS, SIZE, "gray")
    for name, network in textbook.networks.items():
        network.load_state_dict(ours.networks[name].state_dict())
    condition, colors = batch(4)

    def optimizers(objective: GanObjective) -> dict[str, torch.optim.Optimizer]:
        return {
            name: torch.optim.SGD(network.parameters(), 1e-3)
            for name, network in objective.networks.items()
        }

    losses = step(ours, optimizers(ours), condition, colors, 4)

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


@pytest.mark.parametrize("model", RECIPES)
def test_adam_has_the_settings_of_the_config(model: str) -> None:
    for optimizer in new_training(model, 4).optimizers.values():
        assert optimizer.defaults["lr"] == 2e-4
        assert optimizer.defaults["betas"] == (0.5, 0.999)


@pytest.fixture
def shards(tmp_path: Path) -> list[Path]:
    """Two shards of 40 and 31 pictures whose first pixels tell their number."""
    paths = [tmp_path / "0.h5", tmp_path / "1.h5"]
    rng = np.random.default_rng(0)
    for first, number, path in ((0, 40, paths[0]), (40, 31, paths[1])):
        with created_h5(path) as file:
            for name, shift in (("gray", 0), ("edge", 100), ("rgb", 50)):
                shape = (number, 4, 6, 3) if name == "rgb" else (number, 4, 6)
                pictures = rng.integers(0, 256, shape, np.uint8)
                pictures[:, 0, 0] = (np.arange(first, first + number) + shift).reshape(
                    -1, *(1,) * (len(shape) - 3)
                )
                write_frames(file, name, [pictures])
    return paths


def test_a_split_is_read_with_its_own_condition(shards: list[Path]) -> None:
    for condition, shift in (("gray", 0), ("edge", 100)):
        found = load_examples(shards, condition, CPU, most_gb=1)
        assert isinstance(found, ResidentExamples)
        assert found.condition[:, 0, 0].tolist() == [n + shift for n in range(71)]
        assert found.colors[:, 0, 0, 1].tolist() == [n + 50 for n in range(71)]
    assert set(CONDITIONS) == {"gray", "edge"}


def test_streamed_examples_are_the_resident_ones_in_the_same_order(
    shards: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    resident = load_examples(shards, "edge", CPU, most_gb=1)
    streamed = load_examples(shards, "edge", CPU, most_gb=0)
    assert isinstance(streamed, StreamedExamples)
    assert (len(streamed), streamed.size) == (len(resident), resident.size) == (71, (4, 6))
    monkeypatch.setattr("chromacel.dataset.batches.POOL", 16)  # several pools
    order, _ = shuffled_epoch(71, seed=1, epoch=2)
    numbers = [*torch.split(order, 7), order[:0], order[:1]]
    both = zip(resident.batches(numbers), streamed.batches(numbers), strict=True)
    for batch, (one, other) in zip(numbers, both, strict=True):
        assert one[0][:, 0, 0].tolist() == (batch + 100).tolist()
        assert all(torch.equal(mine, theirs) for mine, theirs in zip(one, other, strict=True))
    assert list(streamed.batches([])) == list(resident.batches([])) == []


def test_a_split_too_large_for_the_devices_memory_is_streamed(
    shards: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    for free, kind in ((71 * 4 * 6 * 4 * 2, ResidentExamples), (71 * 4 * 6 * 4, StreamedExamples)):
        monkeypatch.setattr(
            "chromacel.dataset.batches.free_device_memory", lambda _, free=free: free
        )
        assert isinstance(load_examples(shards, "gray", CPU, most_gb=1), kind)


def test_a_damaged_picture_is_named(shards: list[Path]) -> None:
    with h5py.File(shards[1]) as file:
        place = file["rgb"].id.get_chunk_info(3).byte_offset
    content = bytearray(shards[1].read_bytes())
    content[place + 20] ^= 255
    shards[1].write_bytes(content)
    with pytest.raises(InputError, match=r"1\.h5 is truncated or damaged"):
        open_split(shards).pictures("rgb", np.arange(71))


def test_shards_of_other_sizes_are_named(shards: list[Path]) -> None:
    with created_h5(shards[1]) as file:
        write_frames(file, "gray", [np.zeros((1, 5, 5), np.uint8)])
    with pytest.raises(InputError, match=r"1\.h5 holds pictures of another size than .*0\.h5"):
        open_split(shards)


@pytest.mark.parametrize("number", [1, 10, 64, 3 * POOL + 70])
def test_an_epoch_is_a_new_order_of_all_examples(number: int) -> None:
    orders = [shuffled_epoch(number, seed, epoch)[0] for seed, epoch in ((1, 1), (1, 2), (2, 1))]
    for order in orders:
        assert sorted(order.tolist()) == list(range(number))
    if number > 1:
        assert len({tuple(order.tolist()) for order in orders}) == 3
    again, flips = shuffled_epoch(number, 1, 1)
    assert torch.equal(again, orders[0])
    if number > POOL:
        assert 0.4 < flips.double().mean() < 0.6
        far = (orders[0][: POOL // 2] > number // 2).double().mean()
        assert 0.2 < far < 0.8  # the first ones come from everywhere


def test_chosen_pictures_are_flipped() -> None:
    pictures = examples(3)
    chosen = torch.tensor([True, False, True])
    for part in (pictures.condition, pictures.colors):
        found = flipped(part, chosen)
        assert torch.equal(found[0], part[0].flip(1))
        assert torch.equal(found[1], part[1])
        assert torch.equal(found[2], part[2].flip(1))


@pytest.mark.parametrize(
    "model", ["convnet", "gan", pytest.param("pix2pix", marks=pytest.mark.long)]
)
def test_training_learns_and_records(model: str, capsys: pytest.CaptureFixture[str]) -> None:
    settings = GanSettings(12, 4, 2e-3, 0.0625, False, 0.5, l1_weight=100)
    training = new_training(model, 22, settings=settings)
    train(training, examples(22), examples(6, seed=1))
    assert training.validation[-1][0] < training.validation[0][0] / 2
    assert training.done == len(training.losses) == 6 * 12
    assert training.losses.shape == (72, len(training.objective.networks))
    assert "epoch 12/12: " in capsys.readouterr().out


@pytest.mark.parametrize("model", RECIPES)
def test_the_same_seed_gives_the_same_weights(model: str) -> None:
    one, same, other = (weights(trained(model, seed=seed)) for seed in (3, 3, 4))
    assert all(torch.equal(one[name], same[name]) for name in one)
    assert not all(torch.equal(one[name], other[name]) for name in one)


@pytest.mark.parametrize("model", RECIPES)
@pytest.mark.parametrize("batches", [2, 4])  # of three in an epoch
def test_a_training_goes_on_bit_for_bit_from_any_batch(
    model: str, batches: int, tmp_path: Path
) -> None:
    class Stopped(Exception):  # noqa: N818
        pass

    class Stopping(ResumeFile):
        def due(self) -> bool:
            return True

        def save(self, training: Training) -> None:
            super().save(training)
            if training.done == batches:
                raise Stopped

    path = tmp_path / "resume.safetensors"
    torch.manual_seed(0)
    with pytest.raises(Stopped):
        file = Stopping(path, {}, 0, PLAIN)
        train(new_training(model, 10), examples(10), examples(4, seed=1), file)
    torch.manual_seed(5)  # what another process has drawn so far is nothing to it
    later = new_training(model, 10, seed=0)
    torch.manual_seed(6)
    ResumeFile(path, {}, 10, PLAIN).restore(later)
    assert later.done == batches
    train(later, examples(10), examples(4, seed=1))
    undisturbed = trained(model)
    assert torch.equal(later.losses, undisturbed.losses)
    assert later.validation == undisturbed.validation
    right = weights(undisturbed)
    assert all(torch.equal(tensor, right[name]) for name, tensor in weights(later).items())


def test_watching_frames_changes_nothing_else() -> None:
    training = new_training("gan", 10)
    training.watched, training.watched_epochs = examples(3).condition, {1, 2}
    train(training, examples(10), examples(4, seed=1))
    plain = weights(trained("gan"))
    assert all(torch.equal(tensor, plain[name]) for name, tensor in weights(training).items())
    assert [pictures.shape for pictures in training.colored] == [(3, *SIZE, 3)] * 2
    last = predict_colors(training.objective.generator.eval(), training.watched)
    assert (last.int() - training.colored[-1].int()).abs().max() <= 1


ENGINES = {
    "channels last": Engine(CPU, channels_last=True),
    "fused Adam": Engine(CPU, fused_adam=True),
    "bfloat16": Engine(CPU, bfloat16=True),
}


@pytest.mark.parametrize("name", ENGINES)
@pytest.mark.parametrize(
    "model", ["convnet", "gan", pytest.param("pix2pix", marks=pytest.mark.long)]
)
def test_what_is_faster_computes_the_same_but_for_rounding(model: str, name: str) -> None:
    plain, fast = trained(model), trained(model, ENGINES[name])
    # bfloat16 rounds by 2⁻⁸ at most, in each of the generator's 12 layers.
    rounding = 12 * 2**-8 if name == "bfloat16" else 1e-3
    assert torch.allclose(fast.losses, plain.losses, rtol=rounding)
    assert not ENGINES[name].bfloat16 or not torch.equal(fast.losses, plain.losses)
    l1 = [training.validation[-1][0] for training in (fast, plain)]
    assert l1[0] == pytest.approx(l1[1], rel=rounding)


@pytest.mark.long
@pytest.mark.skipif(not shutil.which("c++"), reason="needs a C++ compiler")
def test_a_compiled_training_computes_the_same_but_for_rounding() -> None:
    """One model and one shape of batch alone, since each takes a minute to compile."""
    found = []
    for engine in (PLAIN, Engine(CPU, compile=True)):
        training = new_training("convnet", 4, engine)
        train(training, examples(4), examples(4, seed=1))
        found.append(training)
    assert torch.allclose(found[0].losses, found[1].losses, rtol=1e-3)
    assert found[0].validation[-1] == pytest.approx(found[1].validation[-1], rel=1e-3)


def test_losses_and_statistics_stay_in_float32_with_bfloat16() -> None:
    training = trained("gan", ENGINES["bfloat16"])
    assert {tensor.dtype for tensor in weights(training).values()} == {torch.float32, torch.int64}
    condition, colors = batch(2)
    for _, loss in training.objective.losses(condition, colors, 2):
        assert loss.dtype == torch.float32


def test_all_off_is_the_oracle_and_auto_says_what_pays() -> None:
    off = EngineSettings("float32", False, False, False, False, 1, 10)
    assert resolve(off, CPU) == PLAIN
    auto = resolve(EngineSettings("auto", "auto", "auto", "auto", False, 1, 10), CPU)
    assert (auto.channels_last, auto.fused_adam, auto.compile) == (True, True, False)
    on = resolve(EngineSettings("bfloat16", True, True, True, False, 1, 10), CPU)
    assert on == Engine(CPU, True, True, True, True)


@pytest.mark.parametrize("model", RECIPES)
def test_the_losses_of_parts_add_up_to_those_of_the_batch(model: str) -> None:
    objective = new_training(model, 5).objective
    for network in objective.networks.values():
        network.eval()  # or each part would be normalized by its own statistics
    condition, colors = batch(5)
    whole = torch.stack([loss for _, loss in objective.losses(condition, colors, 5)])
    parts = [slice(0, 2), slice(2, 5), slice(5, 5)]
    added = sum(
        torch.stack([loss for _, loss in objective.losses(condition[part], colors[part], 5)])
        for part in parts
    )
    assert torch.allclose(added, whole, rtol=1e-5)


def test_a_loss_that_is_not_finite_names_epoch_and_batch() -> None:
    training = new_training("convnet", 10)
    bad = examples(10)
    poisoned: list[int] = []

    class Poisoned(ResidentExamples):
        def batches(self, numbers: Iterator[torch.Tensor]):  # noqa: ANN202
            for place, batch in enumerate(super().batches(numbers)):
                if len(poisoned) == 4:
                    next(training.objective.generator.parameters()).data.fill_(math.nan)
                poisoned.append(place)
                yield batch

    with pytest.raises(InputError, match="The loss is not finite in epoch 2, batch 2: lower"):
        train(training, Poisoned(bad.condition, bad.colors), examples(4))


def test_the_colors_of_a_picture_do_not_depend_on_its_batch() -> None:
    torch.manual_seed(0)
    generator = Generator(width=0.0625).eval()
    condition = examples(8).condition
    together = predict_colors(generator, condition)
    # Other neighbours, in another order: not a bit.
    others = torch.cat((condition[:3], 255 - condition[3:]))[torch.tensor([7, 1, 2, 0, 6, 5, 4, 3])]
    beside = predict_colors(generator, others)
    assert torch.equal(beside[[3, 1, 2]], together[:3])
    # In a batch of another size, sums are rounded otherwise: one level of 255 at most.
    alone = torch.cat([predict_colors(generator, picture[None]) for picture in condition])
    assert (alone.int() - together.int()).abs().max() <= 1


@pytest.mark.skipif(torch.cuda.is_available(), reason="needs a machine without a GPU")
def test_a_missing_gpu_is_an_error_and_auto_says_what_it_took(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with (
        pytest.raises(InputError, match="A GPU is asked for and PyTorch finds none: run where"),
        claimed_devices("cuda"),
    ):
        pass
    with claimed_devices("auto") as devices:
        assert devices == [CPU]
    assert capsys.readouterr().out.startswith("Device: cpu")


@pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a GPU")
@pytest.mark.parametrize("model", RECIPES)
def test_training_on_a_gpu_is_deterministic_on_request(model: str) -> None:
    settings = EngineSettings("auto", "auto", "auto", "auto", True, 1, 10)
    found = []
    for _ in range(2):
        with claimed_devices("cuda") as [device]:
            training = new_training(model, 10, resolve(settings, device))
            there = ResidentExamples(*(part.to(device) for part in vars(examples(10)).values()))
            train(training, there, there)
            found.append(weights(training))
    assert all(torch.equal(found[0][name], found[1][name]) for name in found[0])
