"""Which values of a preset a later config file gives otherwise."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import yaml

from chromacel.jobs.config_keys import LOADER


def overridden(files: Iterable[Path], given: Mapping[str, Any]) -> list[str]:
    """A line for each value that one of the files has otherwise than an earlier one, or `given`,
    the command line's values, than any of them."""
    sources: list[tuple[str, Any]] = [(str(file), _content(file)) for file in files]
    values: dict[str, tuple[Any, str]] = {}
    lines: dict[str, str] = {}
    for source, content in [*sources, ("--config", given)]:
        for key, value in _leaves(content):
            earlier, place = values.setdefault(key, (value, source))
            if value != earlier:
                lines[key] = f"{key}: {earlier} in {place}, {value} in {source}"
            elif key in lines:
                del lines[key]
    return list(lines.values())


def _content(file: Path) -> Any:
    return yaml.load(file.read_text(encoding="utf-8-sig"), LOADER)


def _leaves(section: Any, path: str = "") -> Iterable[tuple[str, Any]]:
    """Each value that is no section, by the path of its keys."""
    for key, value in section.items() if isinstance(section, Mapping) else ():
        if isinstance(value, Mapping):
            yield from _leaves(value, f"{path}{key}.")
        else:
            yield f"{path}{key}", value
