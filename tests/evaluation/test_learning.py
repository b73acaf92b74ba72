"""Whether a training had ended when it stopped, and what is said of one that had not."""

import numpy as np
import pandas as pd
import pytest

from chromacel.evaluation.comparisons import Compared
from chromacel.evaluation.learning import hoped_share, is_unfinished, last_epochs, remaining_fall
from chromacel.evaluation.warning_signs import warning_signs


def history(*l1: float) -> pd.DataFrame:
    values = np.array(l1)
    return pd.DataFrame({"validation_l1": values, "validation_l2": values**2})


def test_a_loss_that_falls_to_the_end_is_unfinished() -> None:
    falling = history(60, 50, 42, 36, 31, 27, 24)
    assert is_unfinished(falling)
    assert last_epochs(7) == 4
    assert remaining_fall(falling) == pytest.approx(12 / 35.7, abs=0.02)
    assert hoped_share(falling, "l1") == pytest.approx(24 / 42)
    assert hoped_share(falling, "l2") == pytest.approx((24 / 42) ** 2)


@pytest.mark.parametrize(
    "end",
    [
        [20, 20, 20, 20, 20, 20, 20],
        [20.02, 20.01, 20, 19.99, 19.98, 19.97, 19.96],  # by a fraction of a percent
        [22, 19, 23, 18, 22, 19, 21],  # noise
        [20, 20.5, 21, 21.5, 22, 22.5, 23],  # it gets worse
    ],
)
def test_a_loss_that_does_not_fall_by_more_than_its_noise_is_finished(end: list[float]) -> None:
    whole = history(*np.geomspace(80, end[0], 13), *end)
    assert not is_unfinished(whole)
    assert hoped_share(whole, "l1") == 1


@pytest.mark.parametrize("epochs", [1, 2])
def test_of_one_or_two_epochs_nothing_is_known(epochs: int) -> None:
    few = history(*[10.0] * epochs)
    assert np.isnan(remaining_fall(few))
    assert is_unfinished(few)
    assert hoped_share(few, "l1") == 0


def test_a_loss_of_zero_is_finished() -> None:
    assert not is_unfinished(history(0, 0, 0, 0))
    assert not is_unfinished(history(0, 0, 0))


def compared(l1: float, epochs: pd.DataFrame, scenes: int = 12) -> Compared:
    """A model with this L1, and baselines with 30 to 45."""
    places = pd.MultiIndex.from_product([["a"], range(12)], names=["episode", "index"])
    values = {
        ("gray", "convnet"): l1,
        ("gray", "condition"): 40.0,
        ("gray", "nearest"): 30.0,
        ("edge", "nearest"): 5.0,  # sees something else
        ("none", "mean_color"): 45.0,
    }
    frames = {pair: pd.DataFrame({"l1": value}, places) for pair, value in values.items()}
    numbers = pd.DataFrame({"episode": "a", "index": range(12), "scene": np.arange(12) % scenes})
    return Compared(frames, numbers, {("gray", "convnet"): epochs})


def test_a_model_that_is_trained_and_ahead_has_no_warning() -> None:
    assert not [*warning_signs(compared(20, history(60, 20, 20, 20, 20)))]


@pytest.mark.parametrize("scenes", [12, 1])
def test_a_model_is_warned_of_that_is_behind_its_input_or_a_baseline(scenes: int) -> None:
    signs = [*map(str, warning_signs(compared(50, history(60, 20, 20, 20, 20), scenes)))]
    assert signs == [
        "ConvNet from grayscale is behind the input: L1 50.00, where its input, returned as it is,"
        " has 40.00.",
        "ConvNet from grayscale is behind a baseline: L1 50.00, where the nearest training picture"
        " has 30.00 and the mean training color has 45.00.",
    ]


def test_a_model_is_warned_of_that_had_one_epoch_or_still_learned() -> None:
    [one] = warning_signs(compared(20, history(60)))
    assert str(one) == (
        "ConvNet from grayscale is undertrained: after one epoch, nothing shows that it has learned"
        " what it can."
    )
    [many] = warning_signs(compared(20, history(60, 50, 40, 30, 20)))
    assert many.sentence == (
        "its L1 on the validation split was still falling: by 60 % over the last 4 of 5 epochs"
    )
