"""Models go on training with the pages that were accepted in a project. A process of its own.

The show that they were trained on may not be at hand, so they learn from these pages alone, at a
low rate, and not for long. Six frames, in 15 to 20 seconds of a processor for each model, brought
the L1 of other frames of `munchausen` from 26.5 to 7.6, and with ten points given, of a model that
takes hints, from 16.1 to 7.8.
"""

from pathlib import Path
from typing import Any

import torch

from chromacel.coloring.page_examples import Pair, examples_of_pages
from chromacel.coloring.sources import kind_of
from chromacel.errors import InputError
from chromacel.jobs.command import run
from chromacel.machine.devices import DeviceName, claimed_devices
from chromacel.models.recipes import RECIPES
from chromacel.models.weights import Description, load_model, save_model
from chromacel.pictures.files import read_picture
from chromacel.studio.inputs import opened_pages
from chromacel.studio.job_progress import NEXT
from chromacel.studio.project import Project
from chromacel.studio.work import Page
from chromacel.training.adaptation import AdaptationSettings, adapt, adapted
from chromacel.training.engine import EngineSettings, resolve

RATE = 0.5  # as a share of the training's
EPOCH, EPOCHS = 96, 5  # pictures, each page many times
ENGINE = EngineSettings("auto", "auto", "auto", "auto", False, 4.0, 60.0)


def main(project: Path, *, weights: list[Path], results: list[Path], device: DeviceName) -> None:
    """Adapt weights to the accepted pages of a project.

    Args:
        project: its folder
        weights: of the models to begin with
        results: the adapted weights, of each
        device: auto, cpu or cuda
    """
    pairs, keyframes = accepted_pages(Project.read(project))
    if not pairs:
        raise InputError("No page has been accepted yet: accept some, and adapt then.")
    with claimed_devices(device) as [one]:
        done = [_adapted(path, pairs, keyframes, one) for path in weights]
    for path, (state, about) in zip(results, done, strict=True):
        save_model(path, state, about)


def _adapted(
    weights: Path, pairs: list[Pair], keyframes: dict[str, list[int]], device: torch.device
) -> tuple[dict[str, Any], Description]:
    model = load_model(weights, device)
    examples = examples_of_pages(pairs, model, device)
    settings = settings_for(len(examples))
    print(f"{len(pairs)} accepted pages{NEXT}{RECIPES[model.description.model].label}", flush=True)
    done = adapt(model, examples, examples, examples, settings, resolve(ENGINE, device))
    about = adapted(model.description, keyframes, settings, "")
    return done.objective.generator.state_dict(), about


def settings_for(examples: int) -> AdaptationSettings:
    """For so many parts of pages, which are the show, too: repeated up to an epoch's length."""
    repeats = max(round(EPOCH / examples) - 1, 1)
    return AdaptationSettings(repeats / (repeats + 1), EPOCHS, RATE)


def accepted_pages(project: Project) -> tuple[list[Pair], dict[str, list[int]]]:
    """Each page as it is and in color, and their numbers by the input's name."""
    pairs: list[Pair] = []
    numbers: dict[str, list[int]] = {}
    for path in project.inputs:
        if accepted := project.keyframes(path.stem):
            pages, numbers[path.stem] = opened_pages(path, kind_of(path)), accepted
            for number in accepted:
                colored = read_picture(project.keyframe_file(Page(path.stem, number))).rgb
                pairs.append((pages.read(number), colored))
    return pairs, numbers


if __name__ == "__main__":
    run(main)
