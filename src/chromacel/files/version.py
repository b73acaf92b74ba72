"""The package's version, from its metadata: a new one reruns nothing, as no module states it."""

import tomllib
from importlib import metadata
from pathlib import Path

PROJECT = Path(__file__).parents[3] / "pyproject.toml"


def package_version() -> str:
    """That of the checkout which this module lies in, or else that of the installed package."""
    if PROJECT.is_file():
        return str(tomllib.loads(PROJECT.read_text(encoding="utf-8"))["project"]["version"])
    return metadata.version("chromacel")
