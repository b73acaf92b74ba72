"""Packages that not everybody needs, and that may be missing.

Standard library only: the Snakefile imports it.
"""

import importlib.util

from chromacel.errors import MissingPackageError


def check_installed(package: str) -> None:
    """Raises MissingPackageError if there is no such package, which is not imported."""
    if importlib.util.find_spec(package) is None:
        raise MissingPackageError(
            f"The package {package} is not installed", f"pip install {package}", package=package
        )
