"""The command line that writes what is opened in color, as the studio shows it."""

import re
import shlex
from dataclasses import dataclass
from pathlib import Path

from chromacel.errors import InputError
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


def export_of(studio: Studio, name: object, method: object = None) -> Export:
    """Into a folder of this name below the project's; by default by the model that takes hints
    where something was drawn, and else by the automatic one.

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


def _how(studio: Studio, method: object) -> list[str]:
    models = studio.models
    has_hints = any(studio.project.has_hints(one.folder) for one in studio.desk.inputs)
    if method is None:
        method = HINTED if has_hints and models.hinted else AUTOMATIC
    by_model = {AUTOMATIC: models.automatic, HINTED: models.hinted}
    hints = ["--hints", str(studio.project.folder / "hints")] if has_hints else []
    if method in by_model:
        model = by_model[str(method)]
        if model is None:
            raise InputError(models.why_not.get(str(method), "There is no such model."))
        taken = hints if method == HINTED else []
        return ["--weights", str(model.path.absolute()), *taken]
    if method not in studio.desk.methods:
        raise InputError("There is no such method.")
    if not hints:
        raise InputError("Nothing was drawn that the method could spread: draw something first.")
    return ["--method", str(method), *hints]
