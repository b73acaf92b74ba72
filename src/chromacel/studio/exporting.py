"""The command line that writes what is opened in color, as the studio shows it."""

import re
import shlex
from dataclasses import dataclass
from pathlib import Path

from chromacel.errors import InputError
from chromacel.models.weights import TrainedModel
from chromacel.studio.roles import AUTOMATIC, HINTED
from chromacel.studio.studio import Studio

FOLDER = "exports"
NAME = re.compile(r"\w[\w .()+-]{0,79}")


@dataclass(frozen=True)
class Export:
    """`words` of the command `chromacel`, and the folder that it writes to."""

    words: list[str]
    folder: Path

    @property
    def command(self) -> str:
        return shlex.join(["chromacel", *self.words])


def export_of(studio: Studio, name: object, method: str) -> Export:
    """Into a folder of this name below the project's.

    Raises:
        InputError: it is no plain name, or the method is not available.
    """
    if not isinstance(name, str) or not NAME.fullmatch(name) or name.endswith((" ", ".")):
        raise InputError("An export's name has letters, digits, spaces and `.()+-_` alone.")
    project, inputs = studio.project, studio.desk.inputs
    folder = project.folder / FOLDER / name
    words = ["color", *(str(one.path) for one in inputs), "--out", str(folder), "--overwrite"]
    words += _how(studio, method)
    if any(one.kind != "picture" and project.keyframes(one.folder) for one in inputs):
        one_folder = project.keyframes_folder(inputs[0].folder)
        keyframes = one_folder if len(inputs) == 1 else one_folder.parent
        words += ["--keyframes", str(keyframes)]
    return Export(words, folder)


def usual_method(studio: Studio) -> str:
    """The model that takes hints, where something was drawn, and else the automatic one."""
    return HINTED if _has_hints(studio) and studio.models.hinted else AUTOMATIC


def model_of(studio: Studio, method: str) -> TrainedModel:
    """Raises InputError if the model is not there, or the method is none of models."""
    models = {AUTOMATIC: studio.models.automatic, HINTED: studio.models.hinted}
    if method not in models:
        raise InputError("A video is colored by a model: choose one as the method.")
    if model := models[method]:
        return model
    raise InputError(studio.models.why_not.get(method, "There is no such model."))


def _has_hints(studio: Studio) -> bool:
    return any(studio.project.hint_files(one.folder) for one in studio.desk.inputs)


def _how(studio: Studio, method: str) -> list[str]:
    has_hints = _has_hints(studio)
    hints = ["--hints", str(studio.project.folder / "hints")] if has_hints else []
    if method in (AUTOMATIC, HINTED):
        taken = hints if method == HINTED else []
        return ["--weights", str(model_of(studio, method).path.absolute()), *taken]
    if method not in studio.desk.methods:
        raise InputError("There is no such method.")
    if not hints:
        raise InputError("Nothing was drawn that the method could spread: draw something first.")
    return ["--method", method, *hints]
