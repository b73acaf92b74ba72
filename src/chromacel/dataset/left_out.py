"""Episodes that are left out of a dataset because nothing can be taken from their files.

Such an episode has a file without frames, so that all steps go on, with the reason in it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from chromacel.dataset.episode_files import LEFT_OUT
from chromacel.files.csv_rows import read_rows
from chromacel.files.hdf5 import opened_h5

SHOWN = 3  # reasons that a sentence gives


@dataclass(frozen=True)
class LeftOut:
    """An episode that is left out: its slug, its file's name, and a sentence on the file that says
    why."""

    episode: str
    file: str
    reason: str


def find_left_out(episodes: Iterable[Path]) -> list[LeftOut]:
    """Those of some episode files that have a reason instead of frames."""
    found = []
    for path in episodes:
        with opened_h5(path) as file:
            if reason := file.attrs.get(LEFT_OUT):
                found.append(LeftOut(path.stem, file.attrs["source_name"], reason))
    return found


def read_left_out(path: Path) -> list[LeftOut]:
    """The rows of `left_out.csv`."""
    return [LeftOut(**row) for row in read_rows(path)]


def left_out_sentence(left_out: Sequence[LeftOut], episodes: int) -> str:
    """How many of so many episodes are left out, and why; empty if none is."""
    if not left_out:
        return ""
    verb = "is" if len(left_out) == 1 else "are"
    reasons = [bad.reason.rstrip(".") for bad in left_out[:SHOWN]]
    if len(left_out) > SHOWN:
        reasons.append(f"and {len(left_out) - SHOWN:,} more, which the dataset card lists")
    return (
        f"{len(left_out):,} of {episodes:,} episodes {verb} left out of the dataset:"
        f" {'; '.join(reasons)}."
    )
