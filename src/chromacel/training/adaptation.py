"""A trained model goes on training with keyframes that a person colored, mixed into its show.

By the ordinary loop, from the generator's weights; other networks, such as a discriminator, begin
anew. On parts of `munchausen` that training had not seen, ten keyframes at a third brought the L1
from 18.7 to 12.8 (90 × 160, small network).
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

import torch

from chromacel.dataset.batches import Examples
from chromacel.dataset.mixing import MixedExamples, repeats_for
from chromacel.files.version import package_version
from chromacel.models.objectives import build_objective
from chromacel.models.recipes import RECIPES
from chromacel.models.settings import TrainingSettings
from chromacel.models.weights import Description, TrainedModel
from chromacel.training.engine import Engine
from chromacel.training.loop import Training, train_within_memory
from chromacel.training.resuming import ResumeFile


@dataclass(frozen=True)
class AdaptationSettings:
    """How a model goes on with keyframes.

    Attributes:
        share: of keyframes among the pictures learned from, each being repeated
        epochs: times that the show's training pictures are seen again
        learning_rate: as a share of the training's
    """

    share: float
    epochs: int
    learning_rate: float

    def of(self, model: TrainedModel) -> TrainingSettings:
        """The model's own settings for this training."""
        about = model.description
        settings = RECIPES[about.model].settings(**about.settings)
        rate = settings.learning_rate * self.learning_rate
        return replace(settings, epochs=self.epochs, learning_rate=rate)


def adapt(
    model: TrainedModel,
    keyframes: Examples,
    show: Examples,
    validation: Examples,
    adaptation: AdaptationSettings,
    engine: Engine,
    resume: ResumeFile | None = None,
) -> Training:
    """Train to the end, from the file `resume` where a killed adaptation has left one.

    `keyframes` are as of `examples_of`, `show` and `validation` as the model was trained with.
    The model given stays as it is; `training.objective.generator` is the adapted one.

    Raises:
        InputError: the resume file is damaged or of another adaptation; a loss or weight is not
            finite; a batch does not fit into memory.
    """
    about = model.description
    settings = adaptation.of(model)
    repeats = repeats_for(adaptation.share, len(show), len(keyframes))
    mixed = MixedExamples(show, keyframes, repeats)
    torch.manual_seed(about.seed)
    objective = build_objective(about.model, settings, show.size, about.condition)
    objective.generator.load_state_dict(model.generator.state_dict())
    training = Training(objective, engine, settings, about.seed, len(mixed))
    if resume:
        resume.restore(training)
    train_within_memory(training, mixed, validation, resume)
    return training


def adapted(
    description: Description,
    keyframes: Mapping[str, list[int]],
    adaptation: AdaptationSettings,
    code: str,
) -> Description:
    """What adapted weights say of themselves: all of the training's, and what they were adapted to.

    `keyframes` are their numbers by the episode's name.
    """
    versions = {"chromacel": package_version(), "PyTorch": torch.__version__}
    settings: dict[str, Any] = {**asdict(adaptation), "code": code, "versions": versions}
    return replace(description, keyframes=dict(keyframes), adaptation=settings)
