"""The config checked against its schema, each mistake said in one sentence."""

import difflib
import math
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import jsonschema
import yaml

from chromacel.conditions.kinds import CONDITIONS
from chromacel.errors import InputError
from chromacel.jobs.config_keys import check_keys
from chromacel.jobs.sources import demo_episodes, find_episodes
from chromacel.models.recipes import RECIPES


def _is_integer(_: object, value: object) -> bool:
    """JSON Schema takes 2.0 for an integer, a command line does not."""
    return isinstance(value, int) and not isinstance(value, bool)


def _is_number(_: object, value: object) -> bool:
    return _is_integer(_, value) or (isinstance(value, float) and math.isfinite(value))


VALIDATOR = jsonschema.validators.extend(  # type: ignore[no-untyped-call]
    jsonschema.Draft202012Validator,
    type_checker=jsonschema.Draft202012Validator.TYPE_CHECKER.redefine_many(
        {"integer": _is_integer, "number": _is_number}
    ),
)


NOT_WHOLE = (
    "No config.yaml was read, which has every setting: put it before your own, as in `--configfile"
    " config.yaml my-show.yaml`."
)


def configured_episodes(
    config: Mapping[str, Any], files: Iterable[Path], schema_file: Path
) -> dict[str, Path]:
    """The episodes of a config that fits its schema, by their slugs. Raises InputError.

    `files` are those that it was read from.
    """
    files = list(files)
    check_keys(files)
    check_config(config, schema_file, is_whole=any(file.name == "config.yaml" for file in files))
    if config["episodes"] == "demo":
        return demo_episodes(config["demo"]["episodes"])
    return find_episodes(config["episodes"])


def check_config(config: Mapping[str, Any], schema_file: Path, is_whole: bool = True) -> None:
    """Raise an InputError that names each key that is misspelt, missing or wrong.

    `is_whole` says whether config.yaml, which has every key, was among the files that were read.
    """
    schema = with_tables(yaml.safe_load(schema_file.read_text(encoding="utf-8")))
    errors = list(VALIDATOR(schema).iter_errors(config))
    # A misspelt key is also a missing one; the spelling is what helps.
    told = [error for error in errors if error.validator != "required"]
    sentences = [sentence for error in told or errors for sentence in _sentences(error)]
    if errors and not told and not is_whole:
        raise InputError(f"{sentences[0]} {NOT_WHOLE}")
    if sentences:
        raise InputError("\n".join(dict.fromkeys(sentences)))
    low, high = config["edges"]["low"], config["edges"]["high"]
    if low > high:
        raise InputError(
            f"Config: `edges.low` is {low}, above `edges.high`, which is {high}: exchange them."
        )


def with_tables(schema: Mapping[str, Any]) -> dict[str, Any]:
    """The schema with what the tables of models and conditions say: their names, and a section for
    each model's own settings."""
    properties = dict(schema["properties"])
    for key, table in (("models", RECIPES), ("conditions", CONDITIONS)):
        names = list(table)
        described = f"{names[0]}, {names[1]} or both" if len(names) == 2 else ", ".join(names)
        properties[key] = {
            **properties[key],
            "description": f"a list of {described}",
            "items": {"enum": names, "description": described},
        }
    for name, recipe in RECIPES.items():
        properties[name] = {
            "description": "a section with the keys of config.yaml",
            "type": "object",
            "additionalProperties": False,
            "required": list(recipe.own_settings),
            "properties": {key: dict(field) for key, field in recipe.own_settings.items()},
        }
    required = [*schema["required"], *RECIPES]
    return {**schema, "properties": properties, "required": required}


def _sentences(error: jsonschema.ValidationError) -> list[str]:
    """One for each key that is wrong."""
    section = "".join(f"{part}." for part in error.absolute_path if isinstance(part, str))
    schema: Any = error.schema
    given: Any = error.instance
    if error.validator == "additionalProperties":
        known = schema["properties"]
        return [_misspelt(section, str(key), known) for key in given if key not in known]
    if error.validator == "required":
        missing = [key for key in schema["required"] if key not in given]
        usual = "is missing; config.yaml shows its usual value."
        return [f"Config: `{section}{key}` {usual}" for key in missing]
    key = section.rstrip(".")
    return [f"Config: `{key}` must be {schema['description']}, not {given!r}."]


def _misspelt(section: str, key: str, known: Iterable[str]) -> str:
    near = difflib.get_close_matches(key, known, n=1, cutoff=0.5)
    hint = f"did you mean `{section}{near[0]}`?" if near else f"known are {', '.join(known)}."
    return f"Config: `{section}{key}` is no setting; {hint}"
