"""The command line by which an export is made."""

import re
import shlex
from dataclasses import dataclass
from pathlib import Path

from chromacel.coloring.colorizer import Colorizer
from chromacel.coloring.method_colorizer import MethodColorizer
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


def colorizer_of(studio: Studio, method: str) -> Colorizer | MethodColorizer:
    """What colors in an export by this method.

    Raises:
        InputError: it is not there, or has nothing to go by.
    """
    if method in (AUTOMATIC, HINTED):
        if model := {**studio.models.present, **studio.reference_models}.get(method):
            return Colorizer(model)
        raise InputError(
            studio.models.why_not.get(
                method, "There is no such model: name weights with --weights."
            )
        )
    if method not in studio.desk.methods:
        raise InputError(f"There is no method `{method}`: choose another one.")
    if not _has_hints(studio):
        raise InputError("Nothing was drawn that the method could spread: draw something first.")
    return MethodColorizer(method)


def takes_hints(method: str) -> bool:
    return method != AUTOMATIC


def _has_hints(studio: Studio) -> bool:
    return any(studio.project.hint_files(one.folder) for one in studio.desk.inputs)


def _how(studio: Studio, method: str) -> list[str]:
    colorizer = colorizer_of(studio, method)
    hints = ["--hints", str(studio.project.folder / "hints")] if _has_hints(studio) else []
    if isinstance(colorizer, MethodColorizer):
        return ["--method", method, *hints]
    weights = ["--weights", str(studio.models.present[method].path.absolute())]
    if studio.reference_models:
        weights += ["--reference", *map(str, studio.references)]
    return [*weights, *(hints if takes_hints(method) else [])]
