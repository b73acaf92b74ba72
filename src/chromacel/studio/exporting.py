"""The command line that writes what is opened in color, as the studio shows it."""

import re
import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from chromacel.errors import InputError
from chromacel.studio.inputs import Input
from chromacel.studio.project import Project

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


def export_of(project: Project, inputs: Sequence[Input], weights: Path, name: object) -> Export:
    """Into a folder of this name below the project's.

    Raises:
        InputError: it is no plain name.
    """
    if not isinstance(name, str) or not NAME.fullmatch(name) or name.endswith((" ", ".")):
        raise InputError("An export's name has letters, digits, spaces and `.()+-_` alone.")
    folder = project.folder / FOLDER / name
    words = ["color", *(str(one.path) for one in inputs), "--out", str(folder)]
    words += ["--weights", str(weights), "--overwrite"]
    if any(one.kind != "picture" and project.keyframes(one.folder) for one in inputs):
        one_folder = project.keyframes_folder(inputs[0].folder)
        keyframes = one_folder if len(inputs) == 1 else one_folder.parent
        words += ["--keyframes", str(keyframes)]
    return Export(words, folder)
