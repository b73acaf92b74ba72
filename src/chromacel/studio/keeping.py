"""Files of a project: whole or not at all, without a checksum, since a person may change them."""

import contextlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from chromacel.errors import InputError
from chromacel.files.checksums import FOLDER
from chromacel.files.strict_json import parsed
from chromacel.files.whole import remove, whole_file

MOST_JSON = 64 * 2**20  # bytes


def write_file(path: Path, write: Callable[[Path], object]) -> None:
    """Raises InputError if there is no room for it, or its folder is not writable."""
    try:
        with whole_file(path) as temporary:
            write(temporary)
    finally:
        with contextlib.suppress(OSError):
            remove(path.parent / FOLDER)


def write_json(path: Path, said: object, before: Callable[[], object] = lambda: None) -> None:
    """Indented, so that changes can be seen; as `write_file`. What is no Unicode in a name is
    escaped as JSON does. `before` is called just before the file appears; if that fails, no file
    appears."""
    text = json.dumps(said, indent=1, ensure_ascii=False) + "\n"

    def write(temporary: Path) -> None:
        temporary.write_text(text, "utf-8", "backslashreplace")
        before()

    write_file(path, write)


def read_json(path: Path) -> Any:
    """Raises InputError if it is no JSON, or cannot be read."""
    try:
        if path.stat().st_size > MOST_JSON:
            raise ValueError("it is too large")
        return parsed(path.read_bytes())
    except ValueError as error:
        raise InputError(
            f"{path} is damaged ({error}): restore it, or move it away to begin anew."
        ) from error
