"""A project's folder, in which all work is kept as it is done: JSON and PNG, to be read, copied and
versioned.

    project.json              the inputs, as paths from the folder
    hints/INPUT/000012.json   what was drawn on a page or frame, for `chromacel color --hints`
    hints/INPUT.json              the same of a picture
    keyframes/INPUT/000012.png    pages accepted in color, for `chromacel color --keyframes`
    keyframes/INPUT/000012.json   what was drawn on them
    palettes.json             colors by the name of their palette
    weights/                  a model adapted to the keyframes
"""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

import jsonschema

from chromacel.errors import InputError
from chromacel.files.comics import size_of
from chromacel.studio.keeping import read_json, write_json
from chromacel.studio.locking import locked
from chromacel.studio.work import Work

VERSION = 1
NAME = "project.json"
SUFFIX = ".studio"
PARTS = ("hints", "keyframes", "proposals", "weights", "exports")
ENTRY = {
    "type": "object",
    "properties": {"path": {"type": "string"}, "bytes": {"type": "integer"}},
    "required": ["path", "bytes"],
}
SCHEMA = {
    "type": "object",
    "properties": {
        "inputs": {"type": "array", "items": ENTRY},
        "references": {"type": "array", "items": {"type": "string"}},
    },
    "required": ["inputs"],
}


@dataclass
class Project(Work):
    """`inputs` and `references` are absolute paths, in the order in which they were opened."""

    inputs: list[Path] = field(default_factory=list)
    references: list[Path] = field(default_factory=list)
    lock: IO[str] | None = None

    @classmethod
    def opened(cls, folder: Path, inputs: Sequence[Path], references: Sequence[Path]) -> "Project":
        """A new project, or one that goes on, to which inputs may be added.

        Raises:
            InputError: it is damaged, of a newer version, open in another process, or cannot be
                written, or an input of it is gone or another one now.
        """
        folder = folder.absolute()
        if folder.exists() and not folder.is_dir():
            raise InputError(f"{folder} is no folder: name another one with --project.")
        if not inputs and not (folder / NAME).is_file():
            raise InputError(f"{folder} is no project: name something to color.")
        _check_links(folder)
        project = cls(folder, lock=locked(folder))
        if (folder / NAME).exists():
            project._read()
        for known, given in ((project.inputs, inputs), (project.references, references)):
            resolved = [path.resolve() for path in given]
            known.extend(path for path in dict.fromkeys(resolved) if path not in known)
        if not project.inputs:
            raise InputError(f"{folder} names nothing to color: name something to add to it.")
        project._check_names()
        project._write()
        return project

    @classmethod
    def read(cls, folder: Path) -> "Project":
        """One that another process has open."""
        project = cls(folder.absolute())
        project._read()
        return project

    @property
    def name(self) -> str:
        return self.folder.name.removesuffix(SUFFIX)

    def _read(self) -> None:
        path = self.folder / NAME
        said = read_json(path)
        if not isinstance(said, Mapping) or not isinstance(said.get("version"), int):
            raise InputError(f"{path} is none of a project: restore it, or name another folder.")
        if said["version"] > VERSION:
            raise InputError(
                f"{path} is of a newer version ({said['version']}; this one knows {VERSION}): use a"
                " newer Chromacel, or name another folder with --project."
            )
        try:
            jsonschema.Draft202012Validator(SCHEMA).validate(said)
        except jsonschema.ValidationError as error:
            raise InputError(
                f"{path} is damaged ({error.message[:120]}): restore it, or name another folder."
            ) from error
        self.inputs = [self._unchanged(entry) for entry in said["inputs"]]
        self.references = [self._found(text) for text in said.get("references", [])]

    def _found(self, text: str) -> Path:
        path = Path(os.path.normpath(self.folder / text))
        if "\0" in text or not path.exists():
            raise InputError(
                f"{path} is not there, which {self.folder / NAME} names: put it back, or change its"
                " path there."
            )
        return path.resolve()

    def _unchanged(self, entry: Mapping[str, Any]) -> Path:
        path = self._found(entry["path"])
        if size_of(path) != entry["bytes"]:
            raise InputError(
                f"{path} has changed since it was opened in {self.folder}, and hints and keyframes"
                " may not fit it: restore it, or begin a new project with --project."
            )
        return path

    def _check_names(self) -> None:
        """What is of an input lies in a folder of its name, as `chromacel color` expects it."""
        names: dict[str, Path] = {}
        for path in self.inputs:
            other = names.setdefault(path.stem.casefold(), path)
            if other != path:
                raise InputError(
                    f"{other} and {path} have the same name, and the project a folder for each"
                    " name: open them one at a time."
                )

    def _write(self) -> None:
        said = {
            "version": VERSION,
            "inputs": [
                {"path": self._relative(path), "bytes": size_of(path)} for path in self.inputs
            ],
            "references": [self._relative(path) for path in self.references],
        }
        path = self.folder / NAME
        if not path.exists() or read_json(path) != said:
            write_json(path, said)

    def _relative(self, path: Path) -> str:
        return os.path.relpath(path, self.folder.resolve())


def _check_links(folder: Path) -> None:
    """Raises InputError if work would be written elsewhere, as a folder from others may have it."""
    for part in PARTS:
        for path in (folder / part, *(folder / part).rglob("*")):
            if path.is_symlink() and path.is_dir():
                raise InputError(
                    f"{path} is a link, through which work would be written elsewhere: put the"
                    " folder itself there, or name another project with --project."
                )


def folder_beside(path: Path) -> Path:
    """Where the project of a first input lies if no folder is named."""
    return path.absolute().with_name(f"{path.resolve().stem}{SUFFIX}")
