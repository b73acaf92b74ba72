"""A training that starts from another model's weights: `hinted` from those of `tuned`."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
import torch
from safetensors.numpy import load_file
from test_train_model import OUTPUTS, SETTINGS, write_pictures

import forked
from chromacel.jobs.command import flags
from chromacel.models.weights import load_model
from chromacel.stages import train_model
from chromacel.training.loop import Training
from chromacel.training.resuming import ResumeFile

pytestmark = pytest.mark.long
OWN = {"tuned": {"peak": 1, "varied": 0.1}, "hinted": {"peak": 1, "varied": 0.1, "hints": 0.75}}
SHARED = {key: value for key, value in SETTINGS.items() if key != "l1_weight"}


@pytest.fixture(scope="module")
def shards(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("shards")
    for name, number in {"training": 8, "validation": 3, "test": 3}.items():
        write_pictures(folder / f"{name}.h5", number)
    return folder


def words(shards: Path, folder: Path, model: str, **changes: object) -> list[str]:
    settings = {**SHARED, **OWN[model], "kept": folder / ".kept", "model": model}
    small = {"epochs": 2, "batch_size": 4, "width": 1 / 16}
    command = [str(folder / name) for name in OUTPUTS]
    command += flags(settings | small | changes).split()
    for split in ("training", "validation", "test"):
        command += [f"--{split}", str(shards / f"{split}.h5")]
    return command


def run(shards: Path, folder: Path, model: str, **changes: object) -> subprocess.CompletedProcess:
    return forked.run(["chromacel.stages.train_model", *words(shards, folder, model, **changes)])


@pytest.fixture(scope="module")
def tuned(shards: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tuned")
    done = run(shards, folder, "tuned")
    assert done.returncode == 0, done.stderr
    return folder / "weights.safetensors"


@pytest.fixture(scope="module")
def hinted(shards: Path, tuned: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("hinted")
    done = run(shards, folder, "hinted", starts_from=tuned)
    assert done.returncode == 0, done.stderr
    return folder


def test_weights_and_record_say_what_it_started_from(tuned: Path, hinted: Path) -> None:
    record = json.loads((hinted / "record.json").read_text())
    about = load_model(hinted / "weights.safetensors").description
    assert record["starts_from"] == about.starts_from and len(about.starts_from) == 64
    assert "starts_from" not in json.loads((tuned.with_name("record.json")).read_text())
    assert not load_model(tuned).description.starts_from


def test_hardly_trained_it_is_still_the_model_that_it_started_from(
    shards: Path, tuned: Path, tmp_path: Path
) -> None:
    done = run(shards, tmp_path, "hinted", starts_from=tuned, learning_rate=1e-12)
    assert done.returncode == 0, done.stderr
    before, after = load_file(tuned), load_file(tmp_path / "weights.safetensors")
    decoder = [name for name in before if name.startswith("decoder") and name.endswith("0.weight")]
    assert decoder
    for name in decoder:
        assert abs(before[name] - after[name]).max() < 1e-8


def test_other_weights_make_another_training(
    shards: Path, hinted: Path, tuned: Path, tmp_path: Path
) -> None:
    """From the same, what is kept is taken; from others, it is trained anew."""
    kept = hinted / ".kept"
    again = run(shards, tmp_path / "again", "hinted", starts_from=tuned, kept=kept)
    assert again.returncode == 0 and "epoch" not in again.stdout
    assert run(shards, tmp_path / "tuned", "tuned", seed=2).returncode == 0
    other = tmp_path / "tuned/weights.safetensors"
    done = run(shards, tmp_path / "other", "hinted", starts_from=other, kept=kept)
    assert done.returncode == 0 and "epoch 2/2" in done.stdout


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"condition": "edge"}, "from gray, width 0.0625, and `hinted` starts from"),
        ({"width": 0.125}, "starts from those of `tuned` from gray, width 0.125: give those"),
    ],
)
def test_weights_that_do_not_fit_are_refused(
    shards: Path, tuned: Path, tmp_path: Path, changes: dict[str, object], reason: str
) -> None:
    done = run(shards, tmp_path, "hinted", starts_from=tuned, **changes)
    assert done.returncode == 1 and reason in done.stderr and "Traceback" not in done.stderr


def test_a_killed_training_goes_on_bit_for_bit(
    shards: Path, tuned: Path, hinted: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(Exception):  # noqa: N818
        pass

    save = ResumeFile.save

    def killed(file: ResumeFile, training: Training) -> None:
        save(file, training)
        if training.done == 2:
            raise Killed

    command = words(shards, tmp_path, "hinted", starts_from=tuned, resume_minutes=0)
    monkeypatch.setattr(sys, "argv", ["train_model", *command])
    monkeypatch.setattr(ResumeFile, "save", killed)
    threads = torch.get_num_threads()
    with pytest.raises(Killed):
        train_model.run(train_model.main)
    torch.set_num_threads(threads)
    assert (tmp_path / "resume.safetensors").exists()
    done = run(shards, tmp_path, "hinted", starts_from=tuned)
    assert done.returncode == 0 and "going on after 2 of 4 batches" in done.stdout
    for name in ("weights.safetensors", "batches.csv"):
        assert (tmp_path / name).read_bytes() == (hinted / name).read_bytes()
