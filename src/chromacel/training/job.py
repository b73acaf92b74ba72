"""One whole training: from shards to a trained model, going on where a killed one was."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from chromacel.conditions.kinds import Condition
from chromacel.dataset.batches import load_examples
from chromacel.errors import InputError
from chromacel.evaluation.progress import Watched, watched_epochs, watched_frames
from chromacel.files.whole import sha256
from chromacel.machine.distributed import rank
from chromacel.models.objectives import build_objective
from chromacel.models.recipes import RECIPES, ModelName
from chromacel.models.settings import TrainingSettings
from chromacel.models.weights import load_model
from chromacel.pictures.pixels import Frames
from chromacel.training.engine import EngineSettings, resolve
from chromacel.training.events import fresh_events
from chromacel.training.loop import Training, train_within_memory
from chromacel.training.resuming import ResumeFile


@dataclass(frozen=True)
class Names:
    """Which model is trained, for which condition, and from which seed.

    Attributes:
        model: architecture and objective
        condition: what the model sees of a picture
        seed: of the initial weights and of the order of the pictures
    """

    model: ModelName
    condition: Condition
    seed: int


@dataclass(frozen=True)
class ShardPaths:
    """The shards of each split, in color and as the condition.

    Attributes:
        training: shards to learn from
        validation: shards that losses are validated on after each epoch
        test: shards of which a few frames are colored now and then, which nothing depends on
    """

    training: list[Path]
    validation: list[Path]
    test: list[Path]


@dataclass(frozen=True)
class Job:
    """A training and what it has to do with files: `identity` makes it this one and no other, and
    `watched` are the test frames that it colors."""

    identity: Mapping[str, Any]
    training: Training
    resume: ResumeFile
    watched: Watched

    @property
    def colored(self) -> list[Frames]:
        """The watched frames after each epoch that they were colored after, (n, h, w, 3) uint8."""
        return [pictures.numpy() for pictures in self.training.colored]


def run_training(
    names: Names,
    settings: TrainingSettings,
    engine: EngineSettings,
    shards: ShardPaths,
    identity: Mapping[str, Any],
    device: torch.device,
    resume: Path,
    start: Path | None = None,
) -> Job:
    """Train to the end, from the file `resume` where a killed training has left one, and else from
    the weights `start` if there are some.

    Event files for TensorBoard go into the folder `events` beside it.

    `identity` is as of `identity_of`.

    Raises:
        InputError: a shard, the resume file or `start` is damaged, or one of the latter of another
            training; a loss or weight is not finite; a batch does not fit into memory; TensorBoard
            is asked for and not installed.
    """
    is_first = rank() == 0
    events = fresh_events(resume.with_name("events"), engine.tensorboard) if is_first else None
    examples, held_out = (
        load_examples(paths, names.condition, device, engine.dataset_gb)
        for paths in (shards.training, shards.validation)
    )
    watched = watched_frames(shards.test, names.condition)
    state = start_state(start, names, settings) if start else None
    torch.manual_seed(names.seed)
    training = Training(
        build_objective(names.model, settings, examples.size, names.condition),
        resolve(engine, device),
        settings,
        names.seed,
        len(examples),
        torch.from_numpy(watched.condition),
        watched_epochs(settings.epochs),
    )
    if state:
        training.objective.generator.load_state_dict(state)
    file = ResumeFile(resume, identity, engine.resume_minutes, training.engine)
    if is_first:
        numbers = f"{len(examples)} training and {len(held_out)} validation pictures"
        print(f"{names.model} from {names.condition}, seed {names.seed}: {numbers}", flush=True)
    file.restore(training)
    after_epoch = events.add_epochs if events else None
    with file.saved_at_signals():
        train_within_memory(training, examples, held_out, file, after_epoch)
    return Job(identity, training, file, watched)


def start_state(start: Path, names: Names, settings: TrainingSettings) -> dict[str, Tensor]:
    """The generator's weights that a training starts from.

    Raises:
        InputError: they are none for it.
    """
    about = (found := load_model(start)).description
    expected = (RECIPES[names.model].starts_from, names.condition, settings.width)
    if (about.model, about.condition, about.settings["width"]) != expected:
        raise InputError(
            f"{start} has weights of `{about.model}` from {about.condition}, width"
            f" {about.settings['width']}, and `{names.model}` starts from those of `{expected[0]}`"
            f" from {expected[1]}, width {expected[2]}: give those."
        )
    return found.generator.state_dict()


def identity_of(
    names: Names,
    settings: TrainingSettings,
    shards: ShardPaths,
    code: str,
    start: Path | None = None,
) -> dict[str, Any]:
    """What makes a training this one: another one never goes on from its resume file.

    `code` is the fingerprint of the code that trains, `start` the weights that it starts from.
    """
    started = {"starts_from": sha256(start)} if start else {}
    paths = shards.training + shards.validation + shards.test
    return {
        **asdict(names),
        **asdict(settings),
        **started,
        "shards": {f"{path.parent.name}/{path.name}": sha256(path) for path in paths},
        "code": code,
        "PyTorch": torch.__version__,
    }
