"""JSON that others may have written, by its standard alone."""

import json
from typing import Any


def parsed(content: bytes) -> Any:
    """What the text says.

    Raises:
        ValueError: it is no JSON, is nested too deeply, or has NaN or Infinity, which Python knows
            and the standard does not.
    """
    try:
        return json.loads(content, parse_constant=_refuse)
    except RecursionError as error:
        raise ValueError("it is nested too deeply") from error


def _refuse(name: str) -> None:
    raise ValueError(f"{name} is no number")
