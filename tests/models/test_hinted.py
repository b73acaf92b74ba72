"""The hinted U-Net: it starts as the tuned one, obeys, and gives back what it was given."""

import time
from dataclasses import asdict, replace
from pathlib import Path

import cv2
import numpy as np
import pytest
import torch
from torch import Tensor
from torch.nn.functional import interpolate

from chromacel.dataset.batches import ResidentExamples
from chromacel.errors import InputError
from chromacel.models.draws import Draws
from chromacel.models.hint_drawing import drawn_hints
from chromacel.models.hinted import HintedGenerator, HintedObjective, chroma_of
from chromacel.models.inference import predict_colors, predict_hinted
from chromacel.models.luma import luma_of, with_luma
from chromacel.models.networks import Network
from chromacel.models.recipes import HintedSettings, TunedSettings
from chromacel.models.runtime import fast_generator
from chromacel.models.scaling import scaled_colors, scaled_condition
from chromacel.models.tuned import TunedGenerator, TunedObjective
from chromacel.models.weights import Description, TrainedModel
from chromacel.pictures.chroma import chromas
from chromacel.pictures.grayscale import grayscale
from chromacel.training.engine import Engine
from chromacel.training.loop import Training, train_epoch

SIZE = (32, 48)
CPU = torch.device("cpu")
SHARED = {"epochs": 1, "batch_size": 4, "learning_rate": 3e-3, "width": 1 / 16, "flips": False}
SETTINGS = HintedSettings(**SHARED, beta1=0.9, peak=1.0, varied=0.0, hints=0.8)
CONDITIONS = ("gray", "edge")


def tuned(condition: str) -> TunedGenerator:
    """One whose colors are strong, and whose normalization is no longer that of a new one."""
    torch.manual_seed(0)
    settings = TunedSettings(**SHARED, beta1=0.9, peak=1.0, varied=0.0)
    network = TunedObjective.build_generator(settings, condition)
    assert isinstance(network, TunedGenerator)
    torch.nn.init.normal_(network.output.weight, std=0.5)
    network(torch.randn(8, 1, 64, 64))
    return network.eval()


def widened(condition: str) -> HintedGenerator:
    network = HintedObjective.build_generator(SETTINGS, condition)
    assert isinstance(network, HintedGenerator)
    network.load_state_dict(tuned(condition).state_dict())
    return network.eval()


def pictures(number: int, size: tuple[int, int] = SIZE) -> Tensor:
    """Flat areas of random colors, (n, h, w, 3) uint8."""
    torch.manual_seed(number)
    areas = torch.randint(0, 256, (number, 3, 2, 3)).float()
    return interpolate(areas, size).byte().permute(0, 2, 3, 1)


def seen(colors: Tensor, condition: str) -> Tensor:
    gray = grayscale(colors.numpy())
    if condition == "gray":
        return torch.from_numpy(gray)
    edges = (np.diff(gray.astype(int), axis=1, append=0) != 0) * np.uint8(255)
    return torch.from_numpy(edges.astype(np.uint8))


def some_given(number: int, size: tuple[int, int] = SIZE) -> tuple[Tensor, Tensor]:
    torch.manual_seed(5)
    return torch.randint(0, 256, (number, *size, 3)).byte(), torch.rand(number, *size) < 0.02


@pytest.mark.parametrize("condition", CONDITIONS)
@pytest.mark.parametrize("size", [SIZE, (37, 61)])
def test_with_the_tuned_models_weights_it_colors_as_that_one(
    condition: str, size: tuple[int, int]
) -> None:
    network, picture = widened(condition), seen(pictures(3, size), condition)
    expected = predict_colors(tuned(condition), picture)
    # Sums are rounded otherwise where more channels are in them, be they zero.
    alone = predict_colors(network, picture)
    assert (alone.int() - expected.int()).abs().max() <= 1
    nothing = torch.zeros(3, *size, 3).byte(), torch.zeros(3, *size).bool()
    assert torch.equal(predict_hinted(network, picture, *nothing), alone)
    scaled = scaled_condition(picture)
    hints = network.with_hints(scaled, torch.randn(3, 3, *size), torch.ones_like(scaled))
    assert torch.allclose(network(hints), network(scaled), atol=1e-4)  # it does not know them yet


@pytest.mark.parametrize("batch_of", [1, 3])
def test_given_pixels_come_out_by_their_chroma_where_luma_allows(batch_of: int) -> None:
    network, truth = widened("gray"), pictures(batch_of)
    gray, (_, given) = seen(truth, "gray"), some_given(batch_of)
    # The true colors are what each luma allows, mirrored ones what it need not.
    out = predict_hinted(network, gray, truth, given)
    assert np.array_equal(grayscale(out.numpy()), gray.numpy())
    apart = np.abs(chromas(out.numpy()) - chromas(truth.numpy())).max(-1)
    assert apart[given.numpy()].max() < 2 and apart[~given.numpy()].mean() > 1
    impossible = predict_hinted(network, gray, 255 - truth, given).numpy()
    assert np.array_equal(grayscale(impossible), gray.numpy())


def test_from_edges_given_pixels_come_out_as_they_are() -> None:
    edges, (colors, given) = seen(pictures(3), "edge"), some_given(3)
    out = predict_hinted(widened("edge"), edges, colors, given)
    assert torch.equal(out[given], colors[given])
    assert not torch.equal(out[~given], colors[~given])


def test_a_flat_region_takes_the_color_that_is_given_in_it_and_no_other_does() -> None:
    gray = torch.full((1, *SIZE), 60, dtype=torch.uint8)
    gray[:, :, 20:] = 180
    colors, given = torch.zeros(1, *SIZE, 3).byte(), torch.zeros(1, *SIZE).bool()
    colors[:, 10:12, 30:32], given[:, 10:12, 30:32] = torch.tensor([255, 150, 160]).byte(), True
    before, after = (
        predict_hinted(widened("gray"), gray, colors, mask) for mask in (given & False, given)
    )
    expected = chromas(colors[:, 10:11, 30:31].numpy())
    assert np.abs(chromas(after[:, :-1, 20:-1].numpy()) - expected).max() < 2
    assert torch.equal(before[:, :-1, :19], after[:, :-1, :19])


@pytest.mark.parametrize(
    ("condition", "number"), [("edge", 800), pytest.param("gray", 1600, marks=pytest.mark.long)]
)
def test_its_network_learns_to_obey(condition: str, number: int) -> None:
    """Colors that no picture of the training has come out where hints say so."""
    settings = replace(SETTINGS, batch_size=8, learning_rate=1e-2)
    colors = pictures(number)
    examples = ResidentExamples(seen(colors, condition), colors)
    torch.manual_seed(0)
    objective = HintedObjective(settings, SIZE, condition)
    training = Training(objective, Engine(CPU), settings, 1, len(examples))
    train_epoch(training, examples, 1, None)
    network, truth = objective.generator.eval(), pictures(9)
    bare, wanted = scaled_condition(seen(truth, condition)), scaled_colors(truth)
    given = torch.zeros_like(bare)
    given[:, :, 4::8, 5::8] = 1
    with torch.inference_mode():
        ignoring, obeying = (
            float((network(network.with_hints(bare, wanted, mask)) - wanted).abs().mean())
            for mask in (given * 0, given)
        )
    assert obeying < 0.85 * ignoring


def test_chroma_is_what_the_network_makes_colors_of() -> None:
    colors = scaled_colors(pictures(4))
    assert torch.allclose(with_luma(luma_of(colors), chroma_of(colors)), colors, atol=1e-5)
    assert chroma_of(colors).abs().max() <= 1


@pytest.mark.parametrize("condition", CONDITIONS)
def test_some_pictures_are_learned_without_hints_and_these_stay_as_they_are(condition: str) -> None:
    objective = HintedObjective(SETTINGS, SIZE, condition)
    colors = pictures(400)
    condition_of, target = scaled_condition(seen(colors, condition)), scaled_colors(colors)
    learned, wanted = objective.varied(condition_of, target, Draws((1, 2), 400, CPU))
    assert learned.shape[1] == (4 if condition == "gray" else 5)
    assert torch.equal(learned[:, :1], condition_of)
    bare = learned[:, -1].flatten(1).sum(1) == 0
    assert 0.1 < bare.float().mean() < 0.35
    assert not learned[bare, 1:].any() and torch.equal(wanted[bare], target[bare])
    assert not torch.equal(wanted[~bare], target[~bare])
    if condition == "gray":
        assert (luma_of(wanted) - luma_of(target)).abs().max() < 1e-4


@pytest.mark.parametrize("condition", CONDITIONS)
def test_hints_are_the_same_however_many_processes_share_a_batch(condition: str) -> None:
    objective = HintedObjective(replace(SETTINGS, varied=0.5, hints=0.5), SIZE, condition)
    colors = pictures(12)
    whole = scaled_condition(seen(colors, condition)), scaled_colors(colors)
    together = objective.varied(*whole, Draws((1, 5), 12, CPU))
    for number in range(12):
        draws = Draws((1, 5), 12, CPU)
        draws.places = torch.tensor([number])
        alone = objective.varied(*(part[[number]] for part in whole), draws)
        assert torch.equal(alone[0][:, -1], together[0][[number], -1])  # the mask


def test_few_marks_are_drawn_more_often_than_many() -> None:
    truth = torch.full((300, 3, 64, 96), 0.5)
    _, hints, given = drawn_hints(truth, Draws((1, 2), 300, CPU), keeps_luma=False)
    number = [cv2.connectedComponents(one[0].byte().numpy())[0] - 1 for one in given]
    assert sum(one <= 5 for one in number) > 100 > sum(one > 25 for one in number) > 3
    assert min(number) >= 1 and not hints[(given == 0).expand_as(hints)].any()
    largest = given.flatten(1).mean(1)[np.array(number) == 1].max()
    assert largest * 64 * 96 < 300  # pixels of a mark


@pytest.mark.parametrize("condition", CONDITIONS)
def test_as_onnx_it_takes_hints_as_well(condition: str) -> None:
    network: Network = widened(condition)
    settings = asdict(SETTINGS)
    about = Description("hinted", condition, 1, settings, [], SIZE, {}, {}, "", {})
    fast = fast_generator(TrainedModel(Path("w.safetensors"), network, about), 1)
    picture, (colors, given) = seen(pictures(2), condition), some_given(2)
    for predict in (
        lambda one: predict_colors(one, picture),
        lambda one: predict_hinted(one, picture, colors, given),
    ):
        assert (predict(fast).int() - predict(network).int()).abs().max() <= 1


def test_a_model_that_takes_no_hints_says_so() -> None:
    picture, (colors, given) = seen(pictures(1), "gray"), some_given(1)
    with pytest.raises(InputError, match="takes no hints: train the hinted U-Net"):
        predict_hinted(tuned("gray"), picture, colors, given)


@pytest.mark.parametrize("condition", CONDITIONS)
def test_a_picture_of_the_usual_size_takes_milliseconds(condition: str) -> None:
    torch.manual_seed(0)
    keeps_luma = condition == "gray"
    network = HintedGenerator(0.25, keeps_luma).eval()
    colors = pictures(1, (180, 320))
    picture, (_, given) = seen(colors, condition), some_given(1, (180, 320))
    times = []
    for _ in range(4):
        start = time.process_time()
        predict_hinted(network, picture, colors, given)
        times.append(time.process_time() - start)
    assert min(times) < 0.3  # CPU-seconds of two threads; 0.05 is usual
