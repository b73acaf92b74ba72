"""`chromacel studio`: a page in the browser in which pictures, comics and videos are colored by
hand, with a model's help."""

import argparse
import io
import os
import secrets
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from chromacel.app import colorizers
from chromacel.app.browser import open_browser
from chromacel.app.progress_line import shown_progress
from chromacel.app.sentences import command_sentence
from chromacel.errors import InputError
from chromacel.studio.roles import AUTOMATIC, HINTED

if TYPE_CHECKING:
    from chromacel.models.weights import TrainedModel
    from chromacel.studio.studio import Models

SECRET = 24  # bytes


def add_arguments(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "inputs",
        nargs="*",
        type=Path,
        metavar="INPUT",
        help="a picture, a video, a comic (CBZ, ZIP or PDF), or a folder of them; a project opened"
        " before needs none",
    )
    command.add_argument(
        "--project",
        type=Path,
        metavar="FOLDER",
        help="in which the work is kept; NAME.studio beside the first input if it is not given",
    )
    colorizers.add_weights(command)
    command.add_argument(
        "--hinted",
        type=Path,
        metavar="FILE",
        help="weights of the model that takes hints; the best of --results if they are not given",
    )
    command.add_argument(
        "--reference",
        nargs="+",
        action="extend",
        default=[],
        type=Path,
        metavar="FILE",
        help="a picture in color, to take colors from",
    )
    command.add_argument(
        "--port",
        type=int,
        metavar="N",
        help="to listen at; if it is not given, a project's own where that is free, or any",
    )
    command.add_argument("--no-browser", action="store_true", help="print the address alone")


def open_studio(arguments: argparse.Namespace) -> None:
    """Serve the page on this machine until Ctrl-C.

    Raises:
        InputError: there is nothing to open, it cannot be read, or the port is taken.
    """
    # Before PyTorch is there: threads that spin while they wait would keep browser, server and a
    # training beside them from the processors, and made a stroke take ten times as long.
    os.environ.setdefault("OMP_WAIT_POLICY", "passive")
    from chromacel.studio.listening import LOOPBACK, bound_socket, listen, serve, usual_socket

    folder = folder_for(arguments.inputs, arguments.project)
    listener = usual_socket(folder) if arguments.port is None else bound_socket(arguments.port)
    from chromacel.studio.application import application
    from chromacel.studio.guard import Guard
    from chromacel.studio.studio import opened_studio

    try:
        studio = opened_studio(
            arguments.inputs,
            folder,
            arguments.reference,
            models_for(arguments),
            command_sentence,
            arguments.results,
        )
    except (InputError, OSError) as error:
        raise InputError(command_sentence(error)) from error
    listen(listener)
    token, port = secrets.token_urlsafe(SECRET), listener.getsockname()[1]
    address = f"http://{LOOPBACK}:{port}/{token}/"
    if isinstance(sys.stdout, io.TextIOWrapper):  # names may have bytes that are no text
        sys.stdout.reconfigure(errors="backslashreplace")
    print(f"The studio is open at {address} and keeps its work in {studio.project.folder}.")
    print("Ctrl-C ends it.", flush=True)
    if not arguments.no_browser:
        open_browser(address, studio.project.folder)
    with shown_progress(sys.stderr):
        serve(Guard(application(studio), token, port), listener)


def folder_for(inputs: list[Path], folder: Path | None) -> Path:
    """The project's: the one named, or one beside the first input, which may be such a folder.

    Raises:
        InputError: nothing is named.
    """
    from chromacel.studio.project import NAME, folder_beside

    if folder is not None:
        return folder
    if not inputs:
        raise InputError(
            "Name a picture, a comic or a video to color, or a project's folder with --project."
        )
    if len(inputs) == 1 and (inputs[0] / NAME).is_file():
        return inputs.pop(0)
    return folder_beside(inputs[0])


def models_for(arguments: argparse.Namespace) -> "Models":
    """Those named, or else the best of the results.

    Raises:
        InputError: one that is named cannot be read.
    """
    from chromacel.studio.studio import Models

    models: dict[str, TrainedModel | None] = {}
    why_not: dict[str, str] = {}
    for name, given in ((AUTOMATIC, arguments.weights), (HINTED, arguments.hinted)):
        try:
            models[name] = _loaded(name, given, arguments.results)
        except InputError as error:
            if given is not None:
                raise
            models[name], why_not[name] = None, _why_not(name, error)
    return Models(models[AUTOMATIC], models[HINTED], why_not)


def _loaded(name: str, given: Path | None, results: Path) -> "TrainedModel":
    from chromacel.coloring.best_weights import best_weights
    from chromacel.models.inference import TakesHints
    from chromacel.models.recipes import RECIPES

    path = given or best_weights(results, takes_hints=name == HINTED)
    model = colorizers.loaded(path, None, is_given=given is not None).model
    if name == HINTED and not isinstance(model.generator, TakesHints):
        label = RECIPES[model.description.model].label
        raise InputError(f"{path} is a {label}, which takes no hints: name others with --hinted.")
    return model


def _why_not(name: str, error: InputError) -> str:
    return str(error).replace("--weights", "--hinted") if name == HINTED else str(error)
