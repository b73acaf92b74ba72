"""Which episodes were left out, and with how many damaged frames allowed: with another number, or
where a bad episode has to stop the run, they are tried again, and no other.

That is noted beside the episode files. Standard library only: the Snakefile imports it.
"""

from pathlib import Path

FOLDER = ".left_out"
LEFT_OUT, TAKEN = "left out", "taken"


def note_outcome(frames: Path, damaged: int, is_left_out: bool) -> None:
    """Note that the episode of a file is left out now, or that one which was is not any more.

    The first number allowed stays noted: with it, `another_tolerance` said nothing.
    """
    note = _note(frames)
    if is_left_out or note.exists():
        first = note.read_text().split()[0] if note.exists() else damaged
        note.parent.mkdir(parents=True, exist_ok=True)
        note.write_text(f"{first} {LEFT_OUT if is_left_out else TAKEN}\n")


def another_tolerance(frames: Path, damaged: int, bad: str) -> str:
    """A parameter of a job, which Snakemake runs again where it changes: empty for an episode that
    was never left out, or only under these very settings."""
    try:
        first, outcome = _note(frames).read_text().strip().split(maxsplit=1)
    except (OSError, ValueError):
        return ""
    if int(first) != damaged:
        return str(damaged)
    return bad if bad == "stop" and outcome == LEFT_OUT else ""


def _note(frames: Path) -> Path:
    return frames.parent / FOLDER / frames.stem
