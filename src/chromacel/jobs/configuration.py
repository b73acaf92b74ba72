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


def configured_episodes(
    config: Mapping[str, Any], files: Iterable[Path], schema_file: Path
) -> dict[str, Path]:
    """The episodes of a config that fits its schema, by their slugs. Raises InputError.

    `files` are those that it was read from.
    """
    check_keys(files)
    check_config(config, schema_file)
    if config["episodes"] == "demo":
        return demo_episodes(config["demo"]["episodes"])
    return find_episodes(config["episodes"])


def check_config(config: Mapping[str, Any], schema_file: Path) -> None:
    """Raise an InputError that names the first key that is misspelt, missing or wrong."""
    schema = with_tables(yaml.safe_load(schema_file.read_text(encoding="utf-8")))
    errors = VALIDATOR(schema).iter_errors(config)
    # A misspelt key is also a missing one; the spelling is what helps.
    first = min(errors, key=lambda error: error.validator != "additionalProperties", default=None)
    if first is not None:
        raise InputError(_sentence(first))
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


def _sentence(error: jsonschema.ValidationError) -> str:
    section = "".join(f"{part}." for part in error.absolute_path if isinstance(part, str))
    schema: Any = error.schema
    given: Any = error.instance
    if error.validator == "additionalProperties":
        known = schema["properties"]
        wrong = next(key for key in given if key not in known)
        near = difflib.get_close_matches(str(wrong), known, n=1, cutoff=0.5)
        hint = f"did you mean `{section}{near[0]}`?" if near else f"known are {', '.join(known)}."
        return f"Config: `{section}{wrong}` is no setting; {hint}"
    if error.validator == "required":
        missing = next(key for key in schema["required"] if key not in given)
        return f"Config: `{section}{missing}` is missing; config.yaml shows its usual value."
    key = section.rstrip(".")
    return f"Config: `{key}` must be {schema['description']}, not {given!r}."
