"""The work in a project's folder: what was drawn, accepted in color, mixed and learned."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import jsonschema

from chromacel.errors import InputError
from chromacel.keyframes.proposal import picture_name
from chromacel.pictures.marks import COLOR, marks_of
from chromacel.studio.keeping import read_json, write_file, write_json

PALETTES = "palettes.json"
COLORS_SCHEMA = {"type": "array", "items": COLOR, "maxItems": 256}
PALETTES_SCHEMA = {
    "type": "object",
    "propertyNames": {"minLength": 1, "maxLength": 100},
    "additionalProperties": COLORS_SCHEMA,
    "maxProperties": 256,
}


@dataclass(frozen=True)
class Page:
    """A page by the folder of its input and its number, from 0. `name` is what its hints are called
    if not by the number; `is_picture` says that the page is a whole input."""

    folder: str
    number: int
    name: str = ""
    is_picture: bool = False


@dataclass
class Work:
    """`written` are files that this process has written, which nobody else changes meanwhile."""

    folder: Path
    written: set[Path] = field(default_factory=set)

    def hints_file(self, one: Page) -> Path:
        """Where what was drawn on a page is: for `chromacel color --hints`, or beside the page
        where it is accepted, since a page has colors of one kind alone."""
        if self.keyframe_file(one).exists():
            return self.keyframe_file(one).with_suffix(".json")
        return self._loose_hints(one)

    def _loose_hints(self, one: Page) -> Path:
        folder = self.folder / "hints"
        if one.is_picture:
            return folder / f"{one.folder}.json"
        return folder / one.folder / f"{one.name or picture_stem(one.number)}.json"

    def hints(self, one: Page, size: tuple[int, int]) -> dict[str, Any]:
        """What was drawn on a page of so many pixels to width and height.

        Raises:
            InputError: the file is damaged, or of a page of another size.
        """
        path = self.hints_file(one)
        if not path.exists():
            return {"version": 1, "size": list(size), "marks": []}
        said = marks_of(path)
        if said["size"] != list(size):
            raise InputError(
                f"{path} is for a page of {said['size'][0]} × {said['size'][1]} pixels, and this"
                f" one has {size[0]} × {size[1]}: move it away, or open the page that it is for."
            )
        return said

    def save_hints(self, one: Page, said: Mapping[str, Any]) -> None:
        """Without marks, there is no file: an empty one would be hints, too."""
        path = self.hints_file(one)
        self._keep_unread(path, lambda: self.hints(one, said["size"]))
        if said["marks"]:
            write_json(path, said)
        else:
            path.unlink(missing_ok=True)
        self.written.add(path)

    def accept(self, one: Page, write: Callable[[Path], object], said: Mapping[str, Any]) -> None:
        """Keep a page in color, which `write` writes as PNG, and what was drawn on it: both, or
        none where there is no room."""
        path = self.keyframe_file(one)
        write_json(path.with_suffix(".json"), said, lambda: write_file(path, write))
        self._loose_hints(one).unlink(missing_ok=True)

    def reject(self, one: Page) -> None:
        path = self.keyframe_file(one)
        drawn = path.with_suffix(".json")
        if path.exists() and drawn.exists() and read_json(drawn).get("marks"):
            write_json(self._loose_hints(one), read_json(drawn))
        path.unlink(missing_ok=True)
        drawn.unlink(missing_ok=True)

    def hint_files(self, folder: str) -> list[Path]:
        """What was drawn on pages of an input that are not accepted."""
        path = self.folder / "hints" / folder
        whole = path.with_name(f"{folder}.json")
        return [whole] if whole.exists() else sorted(path.rglob("*.json"))

    def palettes(self) -> dict[str, list[str]]:
        path = self.folder / PALETTES
        if not path.exists():
            return {}
        said = read_json(path)
        try:
            jsonschema.Draft202012Validator(PALETTES_SCHEMA).validate(said)
        except jsonschema.ValidationError as error:
            raise InputError(
                f"{path} is damaged ({error.message[:120]}): restore it, or move it away."
            ) from error
        return dict(said)

    def save_palettes(self, palettes: Mapping[str, Sequence[str]]) -> None:
        path = self.folder / PALETTES
        self._keep_unread(path, self.palettes)
        write_json(path, palettes)
        self.written.add(path)

    def _keep_unread(self, path: Path, look: Callable[[], object]) -> None:
        """What others wrote and `look` cannot read stays, under another name."""
        if path not in self.written and path.exists():
            try:
                look()
            except InputError:
                path.replace(path.with_name(f"{path.name}.unread"))

    def keyframes_folder(self, name: str) -> Path:
        return self.folder / "keyframes" / name

    def keyframe_file(self, one: Page) -> Path:
        return self.keyframes_folder(one.folder) / picture_name(one.number)

    def adapted_weights(self, suffix: str = "") -> Path:
        return self.folder / "weights" / f"adapted{suffix}.safetensors"

    def keyframes(self, name: str) -> list[int]:
        folder = self.keyframes_folder(name)
        files = folder.glob("*.png") if folder.is_dir() else []
        numbers = (int(file.stem) for file in files if file.stem.isdecimal())
        return sorted(number for number in numbers if (folder / picture_name(number)).is_file())


def picture_stem(number: int) -> str:
    return Path(picture_name(number)).stem
