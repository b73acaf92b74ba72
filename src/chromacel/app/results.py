"""The folder of results that a subcommand is given."""

from pathlib import Path

from chromacel.errors import InputError
from chromacel.jobs.show import NAME

TRACES = (NAME, "logs", "kept")  # of a workflow, in the folder that it writes to


def check_results(results: Path, example: str) -> None:
    """Raises InputError if a folder is none that the workflow writes to.

    A new one, still empty, is known by its name. `example` is a command that names one.
    """
    is_known = results.name == "results" or any((results / trace).exists() for trace in TRACES)
    if not (results.is_dir() and is_known):
        raise InputError(
            f"{results} is no folder of results: name the one that the workflow writes to, as in"
            f" `{example}`."
        )
