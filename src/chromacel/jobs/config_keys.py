"""Config files that are no YAML, or give a key twice, of which YAML takes the last in silence."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import yaml

from chromacel.errors import InputError

# libyaml, where it is there, reads a list of 100,000 videos ten times as fast.
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
MERGE = "tag:yaml.org,2002:merge"  # `<<`, which may come twice


def check_keys(files: Iterable[Path]) -> None:
    """Raises InputError if a mapping in one of the files, JSON or YAML, has two keys alike."""
    for file in files:
        text = file.read_text(encoding="utf-8-sig")
        try:
            repeated = _repeated_in_json(text)
        except ValueError:
            repeated = _repeated_in_yaml(text)
        if repeated:
            raise InputError(f"Config: {file} gives {repeated}: keep one.")


def check_syntax(file: Path) -> None:
    """Raises InputError if a config file is there and holds no JSON or YAML with keys.

    The profiles do the same for the command line's files, which Snakemake reads earlier.
    """
    if not file.is_file():
        return
    text = file.read_text(encoding="utf-8-sig")
    try:
        content = json.loads(text)
    except ValueError:
        content = _yaml(text, file)
    if not isinstance(content, dict):
        raise InputError(f"The config file {file} has no settings, such as `episodes: my show`.")


def _yaml(text: str, file: Path) -> Any:
    try:
        return yaml.load(text, LOADER)
    except yaml.MarkedYAMLError as error:
        line = f" in line {error.problem_mark.line + 1}" if error.problem_mark else ""
        raise InputError(
            f"The config file {file} is not valid YAML{line}: {error.problem}."
        ) from error
    except yaml.YAMLError as error:
        raise InputError(f"The config file {file} is not valid YAML: {error}.") from error


def _repeated_in_json(text: str) -> str:
    """The first key that comes twice in a mapping. Raises ValueError if the text is no JSON."""
    repeated: list[str] = []

    def look(pairs: list[tuple[str, Any]]) -> None:
        keys = [key for key, _ in pairs]
        repeated.extend(key for place, key in enumerate(keys) if key in keys[:place])

    json.loads(text, object_pairs_hook=look)
    return f"`{repeated[0]}` twice" if repeated else ""


def _repeated_in_yaml(text: str) -> str:
    """The first key that comes twice in a mapping, with its sections, and where."""
    try:
        document = yaml.compose(text, LOADER)
    except yaml.YAMLError:
        return ""  # Snakemake has read it, and knows more of it
    waiting, seen = [("", document)], set()  # an alias may lead back to where it is
    while waiting:
        path, node = waiting.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        if isinstance(node, yaml.SequenceNode):
            waiting += [(path, child) for child in node.value]
        elif isinstance(node, yaml.MappingNode):
            lines: dict[tuple[str, str], int] = {}
            for key, child in node.value:
                name, line = f"{path}{key.value}", key.start_mark.line + 1
                if (key.tag, name) in lines and key.tag != MERGE:
                    return f"`{name}` twice, in lines {lines[key.tag, name]} and {line}"
                lines[key.tag, name] = line
                waiting.append((f"{name}.", child))
    return ""
