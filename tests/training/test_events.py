"""TensorBoard's event files against the training that they are of."""

import math
from pathlib import Path

import pytest
from test_training import examples, new_training

from chromacel.errors import MissingPackageError
from chromacel.machine import packages
from chromacel.training.events import EventFiles, fresh_events
from chromacel.training.loop import Training, train


def scalars(folder: Path) -> dict[str, list[tuple[int, float]]]:
    """Steps and values by name, as TensorBoard reads them."""
    reader = pytest.importorskip("tensorboard.backend.event_processing.event_accumulator")
    events = reader.EventAccumulator(str(folder)).Reload()
    names = events.Tags()["scalars"]
    return {name: [(item.step, item.value) for item in events.Scalars(name)] for name in names}


def check(training: Training, folder: Path) -> None:
    found = scalars(folder)
    losses = training.losses.T.tolist()
    for name, by_batch in zip(training.objective.networks, losses, strict=True):
        assert found[f"loss by batch/{name}"] == list(enumerate(by_batch, start=1))
        assert [step for step, _ in found[f"loss by epoch/{name}"]] == [1, 2]
        mean = math.fsum(by_batch[:3]) / 3  # ten pictures in batches of four
        assert found[f"loss by epoch/{name}"][0][1] == pytest.approx(mean, rel=1e-5)
    for place, name in enumerate(("L1", "L2")):
        values = [value for _, value in found[f"validation/{name}"]]
        assert values == pytest.approx([pair[place] for pair in training.validation])


def test_event_files_have_the_losses_of_the_histories(tmp_path: Path) -> None:
    pytest.importorskip("tensorboard")
    training, events = new_training("gan", 10), EventFiles(tmp_path)
    train(training, examples(10), examples(4, seed=1), after_epoch=events.add_epochs)
    check(training, tmp_path)


def test_a_training_that_goes_on_has_each_epoch_once(tmp_path: Path) -> None:
    pytest.importorskip("tensorboard")
    training = new_training("gan", 10)
    killed = fresh_events(tmp_path / "events", wanted=True)
    assert killed
    train(training, examples(10), examples(4, seed=1), after_epoch=killed.add_epochs)
    resumed = fresh_events(tmp_path / "events", wanted=True)
    assert resumed
    resumed.add_epochs(training)  # all epochs, as after the last one
    check(training, tmp_path / "events")


def test_event_files_of_an_earlier_training_do_not_stay(tmp_path: Path) -> None:
    (tmp_path / "events").mkdir()
    assert fresh_events(tmp_path / "events", wanted=False) is None
    assert not (tmp_path / "events").exists()


def test_without_tensorboard_nothing_begins(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(packages.importlib.util, "find_spec", lambda _: None)
    with pytest.raises(MissingPackageError, match="The package tensorboard is not installed"):
        fresh_events(tmp_path / "events", wanted=True)
