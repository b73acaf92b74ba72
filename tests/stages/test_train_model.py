"""A training as its rule calls it: killed and continued, refused, out of memory, and shared."""

import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import h5py
import numpy as np
import pandas as pd
import pytest
import torch
from safetensors.numpy import load_file

import bfloat16
import forked
from chromacel.dataset.batches import load_examples
from chromacel.dataset.episode_files import write_frames
from chromacel.dataset.selection import spread_positions
from chromacel.dataset.shards import open_split
from chromacel.errors import TrainingMemoryError
from chromacel.evaluation.progress import FRAMES
from chromacel.files.checksums import FOLDER
from chromacel.files.hdf5 import created_h5
from chromacel.jobs.command import flags, sentence
from chromacel.models.inference import predict_colors
from chromacel.models.objectives import objective_class
from chromacel.models.settings import TrainingSettings
from chromacel.models.weights import load_model
from chromacel.training import loop as training
from chromacel.training.engine import Engine
from chromacel.training.loop import train_within_memory

CPU = torch.device("cpu")
OUTPUTS = ("weights.safetensors", "batches.csv", "epochs.csv", "record.json", "progress.h5")
SETTINGS = {
    "epochs": 4,
    "batch_size": 8,
    "learning_rate": 2e-4,
    "width": 0.125,
    "flips": True,
    "beta1": 0.5,
    "l1_weight": 100,
    "precision": "float32",  # named, since `auto` is what the processor is fast at
    "channels_last": "auto",
    "fused_adam": "auto",
    "compile": "auto",
    "deterministic": False,
    "dataset_gb": 1,
    "resume_minutes": 10,
    "model": "gan",
    "condition": "gray",
    "seed": 1,
    "device": "cpu",
    "gpus": 1,
    "starts_from": "none",
}
# How much two ways to compute a loss may differ. In bfloat16, whose significand has 8 bits, each
# layer rounds its values by 2⁻⁸ at most, and the longest way to a loss leads through 12 layers of
# the generator and 7 of the discriminator.
ROUNDING = {"float32": 1e-4, "bfloat16": (12 + 7) * 2**-8}
NO_PRETENCE = bfloat16.missing()


# Of an episode, as shards keep it.
PROVENANCE = {
    **{"episode": "clip", "source_name": "clip.mp4", "source_size": 1, "source_sha256": "0" * 64},
    **{"source_codec": "h264", "source_colors": "yuv420p", "source_frame_rate": "24"},
    **{"source_width": 640, "source_height": 360, "stride": 10, "chromacel_version": "0"},
    **{f"bars_{side}": 0 for side in ("top", "bottom", "left", "right")},
    "settings": json.dumps({"downsampling": {"height": 40, "width": 72}}),
}


def write_pictures(path: Path, number: int, size: tuple[int, int] = (40, 72)) -> None:
    """Pictures whose colors follow from their gray values."""
    coarse = np.random.default_rng(number).integers(0, 256, (number, 10, 12), np.uint8)
    gray = coarse.repeat(size[0] // 10, axis=1).repeat(size[1] // 12, axis=2)
    with created_h5(path) as file:
        write_frames(file, "gray", [gray])
        write_frames(file, "edge", [255 - gray])
        write_frames(file, "rgb", [np.stack([gray, 255 - gray, gray // 2], axis=-1)])
        file["episode"] = ["clip"] * number
        file["index"] = np.arange(number)
        file["time"] = np.arange(number) / 24
        file["provenance"] = [json.dumps(PROVENANCE)]


@pytest.fixture(scope="module")
def shards(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with 33 training pictures in two shards, 5 for validation, and 7 for test."""
    folder = tmp_path_factory.mktemp("shards")
    numbers = {"training-0": 16, "training-1": 17, "validation-0": 5, "test-0": 7}
    for name, number in numbers.items():
        write_pictures(folder / f"{name}.h5", number)
    return folder


def command(shards: Path, folder: Path, **changes: object) -> list[str]:
    words = ["chromacel.stages.train_model"]
    words += [str(folder / name) for name in OUTPUTS]
    settings = {**SETTINGS, "kept": folder / ".kept", **changes}
    if settings["model"] == "convnet":
        del settings["l1_weight"]  # the GAN's alone
    words += flags(settings).split()
    words += ["--training", *map(str, sorted(shards.glob("training-*.h5")))]
    words += ["--validation", str(shards / "validation-0.h5")]
    return [*words, "--test", str(shards / "test-0.h5")]


Train = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def train(shards: Path) -> Train:
    def run(folder: Path, **changes: object) -> subprocess.CompletedProcess[str]:
        return forked.run(command(shards, folder, **changes))

    return run


@pytest.fixture(scope="module")
def undisturbed(shards: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("undisturbed")
    done = forked.run(command(shards, folder))
    assert done.returncode == 0, done.stderr
    return folder


def assert_same(folder: Path, undisturbed: Path) -> None:
    assert {path.name for path in folder.glob("[!.]*")} == set(OUTPUTS)
    # Without the bytes themselves in the assertion: pytest would take many minutes to compare them.
    differing = [
        name
        for name in OUTPUTS
        if (folder / name).read_bytes() != (undisturbed / name).read_bytes()
    ]
    assert not differing


def test_a_finished_training_is_kept_and_taken_by_the_same_settings_alone(
    undisturbed: Path, train: Train, tmp_path: Path
) -> None:
    kept = tmp_path / "kept"
    shutil.copytree(undisturbed / ".kept", kept)
    again = train(tmp_path / "again", kept=kept)
    assert again.returncode == 0, again.stderr
    [entry] = kept.iterdir()
    assert f"Made before with the same settings: taken from {entry}" in again.stdout
    assert "epoch" not in again.stdout
    assert_same(tmp_path / "again", undisturbed)

    other = train(tmp_path / "other", kept=kept, epochs=1, width=0.0625)
    assert "epoch 1/1" in other.stdout
    assert len(list(kept.iterdir())) == 2

    (entry / "batches.csv").write_text("other")
    mended = train(tmp_path / "mended", kept=kept)
    assert "batches.csv is truncated or damaged" in mended.stdout
    assert_same(tmp_path / "mended", undisturbed)


def test_the_progress_ends_with_what_the_weights_make_of_test_frames(
    undisturbed: Path, shards: Path
) -> None:
    test = open_split([shards / "test-0.h5"])
    with h5py.File(undisturbed / "progress.h5") as file:
        numbers = file["index"][()]
        assert numbers.tolist() == spread_positions(len(test), FRAMES) == [0, 2, 4, 6]
        assert file["epoch"][()].tolist() == [1, 2, 3, 4]
        assert dict(file.attrs) == {"model": "gan", "condition": "gray", "seed": 1}
        for name, kind in (("condition", "gray"), ("truth", "rgb")):
            assert np.array_equal(file[name][()], test.pictures(kind, numbers))
        by_epoch = file["rgb"][()].astype(int)
    generator = load_model(undisturbed / OUTPUTS[0]).generator
    colored = predict_colors(generator, torch.from_numpy(test.pictures("gray", numbers)))
    # Trained in another memory layout, and colored one by one: rounded otherwise.
    assert np.abs(by_epoch[-1] - colored.numpy()).max() <= 1
    assert all(np.abs(by_epoch[-1] - earlier).mean() > 1 for earlier in by_epoch[:-1])


@pytest.mark.parametrize(
    ("model", "precision", "times"),
    [
        ("gan", "float32", 3),
        pytest.param("gan", "bfloat16", 3, marks=pytest.mark.long),
        pytest.param("pix2pix", "float32", 3, marks=pytest.mark.long),
    ],
)
def test_a_killed_training_ends_with_the_same_bytes(
    shards: Path,
    undisturbed: Path,
    tmp_path: Path,
    train: Train,
    model: str,
    precision: str,
    times: int,
) -> None:
    """Saved after each batch, and killed at so many moments."""
    moments, log = random.Random(precision), tmp_path / "log"
    log.touch()
    folder = tmp_path / "training"
    folder.mkdir()
    changes = {"model": model, "precision": precision}
    if not changes.items() <= SETTINGS.items():
        undisturbed = tmp_path / "undisturbed"
        assert train(undisturbed, **changes).returncode == 0
    kills = 0
    while True:
        saved = log.read_text().count("saved in epoch")
        process = forked.start(command(shards, folder, resume_minutes=0, **changes), log)
        while process.is_alive() and log.read_text().count("saved in epoch") == saved:
            time.sleep(0.01)
        if kills == times:
            process.join()
            assert process.exitcode == 0
            break
        if kills % 2:  # inside the next write of the resume file
            while process.is_alive() and not list(folder.glob(".*.part")):
                time.sleep(0.0005)
            time.sleep(moments.uniform(0, 0.005))
        else:
            time.sleep(moments.uniform(0, 0.5))
        process.kill()
        process.join()
        kills += 1
    assert len(re.findall("going on after", log.read_text())) == kills == times
    assert_same(folder, undisturbed)


def test_a_training_that_is_interrupted_saves_where_it_is(
    shards: Path, undisturbed: Path, tmp_path: Path, train: Train
) -> None:
    words = [sys.executable, "-m", *command(shards, tmp_path)]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        while not next(process.stdout).startswith("epoch 1/"):
            pass
        process.send_signal(signal.SIGINT)
        assert next(process.stdout).startswith("saved in epoch 2 after ")
    assert process.returncode == -signal.SIGINT
    assert "going on after" in train(tmp_path).stdout
    assert_same(tmp_path, undisturbed)


def test_a_training_killed_while_it_writes_its_results_ends_with_the_same_bytes(
    shards: Path, undisturbed: Path, tmp_path: Path, train: Train
) -> None:
    process = forked.start(command(shards, tmp_path, resume_minutes=0), os.devnull)
    while not (tmp_path / OUTPUTS[0]).exists():
        assert process.is_alive()
        time.sleep(0.001)
    process.kill()
    process.join()
    assert train(tmp_path).returncode == 0
    assert_same(tmp_path, undisturbed)


@pytest.fixture(scope="module")
def killed(shards: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a training that was killed after some batches. Tests leave it as it is."""
    folder = tmp_path_factory.mktemp("killed") / "training"
    log = folder.with_name("log")
    log.touch()
    process = forked.start(command(shards, folder, resume_minutes=0), log)
    while "saved in epoch 1 after 3" not in log.read_text():
        assert process.is_alive(), log.read_text()
        time.sleep(0.001)
    process.kill()
    process.join()
    return folder


@pytest.fixture
def interrupted(killed: Path, tmp_path: Path) -> Path:
    """A copy of it."""
    return Path(shutil.copytree(killed, tmp_path / "interrupted"))


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"learning_rate": 1e-3}, "learning_rate was 0.0002, not 0.001"),
        ({"condition": "edge"}, "condition was gray, not edge"),
    ],
)
def test_a_resume_file_of_other_settings_is_refused(
    interrupted: Path, train: Train, change: dict[str, object], sentence: str
) -> None:
    done = train(interrupted, **change)
    assert done.returncode == 1
    assert done.stderr.startswith(f"Error: {interrupted}/resume.safetensors keeps a training whose")
    assert sentence in done.stderr
    assert "delete the file to train from the beginning" in done.stderr
    assert done.stderr.count("\n") == 1
    assert (interrupted / "resume.safetensors").exists()


def test_a_resume_file_of_other_data_or_code_is_refused(
    interrupted: Path, shards: Path, tmp_path: Path, train: Train
) -> None:
    others = tmp_path / "others"
    others.mkdir()
    for path in shards.glob("*.h5"):
        write_pictures(others / path.name, 10)
    done = forked.run(command(others, interrupted))
    assert done.returncode == 1
    assert "keeps a training whose shards were different" in done.stderr
    path = interrupted / "resume.safetensors"
    code = json.loads((json.loads(_header(path))["__metadata__"])["identity"])["code"]
    path.write_bytes(path.read_bytes().replace(code.encode(), b"0" * len(code)))
    shutil.rmtree(interrupted / ".checksums")
    done = train(interrupted)
    assert done.returncode == 1
    assert "keeps a training whose code was different" in done.stderr


def test_a_damaged_provenance_is_named_before_anything_is_trained(
    shards: Path, tmp_path: Path
) -> None:
    copies = Path(shutil.copytree(shards, tmp_path / "shards"))
    shutil.rmtree(copies / FOLDER)
    with h5py.File(copies / "training-1.h5", "a") as file:
        file["provenance"][0] = "{}"
    done = forked.run(command(copies, tmp_path / "training"))
    assert done.returncode == 1
    assert "training-1.h5 is truncated or damaged (its provenance" in done.stderr
    assert "epoch" not in done.stdout


def _header(path: Path) -> bytes:
    content = path.read_bytes()
    return content[8 : 8 + int.from_bytes(content[:8], "little")]


@pytest.mark.parametrize(
    "kept",
    [0.5, pytest.param(0, marks=pytest.mark.long), pytest.param(100, marks=pytest.mark.long)],
)
def test_a_damaged_resume_file_is_one_sentence(
    interrupted: Path, train: Train, kept: float
) -> None:
    path = interrupted / "resume.safetensors"
    content = path.read_bytes()
    path.write_bytes(content[: int(kept if kept >= 1 else kept * len(content))])
    done = train(interrupted)
    assert done.returncode == 1
    assert done.stderr.startswith(f"Error: {path} is truncated or damaged (")
    assert done.stderr.count("\n") == 1


def test_a_diverging_training_is_one_sentence_and_keeps_its_last_good_state(
    tmp_path: Path, train: Train
) -> None:
    done = train(tmp_path, learning_rate=1e30, model="convnet", resume_minutes=0)
    assert done.returncode == 1
    assert re.fullmatch(
        r"Error: (The loss|A weight) is not finite in epoch 1, batch \d: lower"
        r" `training.learning_rate`\. The last good state, if one was saved, is kept beside the"
        r" weights\.\n",
        done.stderr,
    )
    assert done.stderr.count("\n") == 1
    for name, tensor in load_file(tmp_path / "resume.safetensors").items():
        assert np.isfinite(tensor).all(), name


@pytest.mark.parametrize(("room", "advice"), [(5, "set `training.batch_size` to 4"), (0, "width")])
def test_a_batch_that_does_not_fit_is_one_sentence_with_one_that_does(
    monkeypatch: pytest.MonkeyPatch, shards: Path, room: int, advice: str
) -> None:
    """Pretended, as GPUs cannot be had here, and Linux kills what takes all of its memory."""
    real = training.step

    def step(objective, optimizers, condition, colors, number):  # noqa: ANN001, ANN202
        if len(condition) > room:
            raise torch.OutOfMemoryError
        return real(objective, optimizers, condition, colors, number)

    monkeypatch.setattr(training, "step", step)
    examples = load_examples(sorted(shards.glob("training-*.h5")), "gray", CPU, 1)
    settings = TrainingSettings(1, 16, 2e-4, 0.0625, False, 0.9)
    objective = objective_class("convnet")(settings, examples.size, "gray")
    job = training.Training(objective, Engine(CPU), settings, 1, len(examples))
    message = f"A batch of 16 pictures does not fit into the memory of the cpu.*{advice}"
    with pytest.raises(TrainingMemoryError) as raised:
        train_within_memory(job, examples, examples, None)
    assert re.match(message, sentence(raised.value))


@pytest.mark.long
@pytest.mark.skipif(bool(NO_PRETENCE), reason=NO_PRETENCE)
@pytest.mark.parametrize(("is_fast", "precision"), [(True, "bfloat16"), (False, "float32")])
def test_auto_trains_in_what_the_processor_says_it_is_fast_at(
    shards: Path, tmp_path: Path, is_fast: bool, precision: str
) -> None:
    words = command(shards, tmp_path, epochs=1, precision="auto")
    done = bfloat16.run(is_fast, [sys.executable, "-m", *words])
    assert done.returncode == 0
    assert json.loads((tmp_path / "record.json").read_text())["ran_on"] == [f"1 × cpu, {precision}"]


@pytest.mark.parametrize(
    ("model", "precision"),
    [
        ("gan", "float32"),
        ("pix2pix", "float32"),
        pytest.param("gan", "bfloat16", marks=pytest.mark.long),
    ],
)
def test_two_processes_compute_what_one_does(
    tmp_path: Path, train: Train, model: str, precision: str
) -> None:
    """With a last batch of one picture, of which the second process has none. Of two batches, since
    each update multiplies what rounding differs by."""
    one, two = tmp_path / "one", tmp_path / "two"
    changes = {"model": model, "precision": precision, "epochs": 1, "batch_size": 32}
    assert train(one, **changes).returncode == 0
    done = train(two, **changes, gpus=2)
    assert (done.returncode, done.stderr) == (0, "")
    rounding = ROUNDING[precision]
    for name in ("batches.csv", "epochs.csv"):
        tables = [pd.read_csv(folder / name) for folder in (one, two)]
        pd.testing.assert_frame_equal(*tables, rtol=rounding, check_dtype=False)
    steps = {"float32": 2, "bfloat16": 2 * len(pd.read_csv(one / "batches.csv"))}[precision]
    for name, tensor in load_file(one / OUTPUTS[0]).items():
        other = load_file(two / OUTPUTS[0])[name]
        if "running" in name and precision == "bfloat16":
            assert np.allclose(other, tensor, rtol=rounding, atol=rounding), name
            continue
        # Adam's first steps have the size of the learning rate, whatever the gradient's: the second
        # at most √10 / 3 of it, where β1 is 0.5.
        atol = steps * SETTINGS["learning_rate"] * 10**0.5 / 3
        assert np.allclose(other, tensor, rtol=1e-3, atol=atol), name
    assert json.loads((two / "record.json").read_text())["ran_on"] == [f"2 × cpu, {precision}"]


def test_what_all_processes_find_wrong_is_said_once(
    shards: Path, tmp_path: Path, train: Train
) -> None:
    (tmp_path / "resume.safetensors").write_bytes(b"damaged")
    done = train(tmp_path, gpus=2)
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert done.stderr.startswith("Error: ")
