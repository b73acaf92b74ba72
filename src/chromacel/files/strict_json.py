"""JSON that others may have written, by its standard alone."""

import json
from typing import Any


def parsed(content: bytes) -> Any:
    """What the text says.

    Raises:
        ValueError: it is no JSON, is nested too deeply, has a key twice, or NaN or Infinity, which
            Python knows and the standard does not.
    """
    try:
        return json.loads(content, parse_constant=_refuse, object_pairs_hook=_each_once)
    except RecursionError as error:
        raise ValueError("it is nested too deeply") from error


def _refuse(name: str) -> None:
    raise ValueError(f"{name} is no number")


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    said = dict(pairs)
    if len(said) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in said if names.count(name) > 1)
        raise ValueError(f"{twice!r} is there twice")
    return said
