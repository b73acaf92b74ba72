"""The errors that users are meant to see."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path


class InputError(Exception):
    """Something that the user gave is wrong: one sentence with the file and what to do."""


@dataclass(eq=False)
class ProblemError(InputError):
    """A problem whose remedy depends on the caller: a workflow has a config, others have flags.

    Attributes:
        problem: What is wrong and where, without a period.
        remedy: What helps whoever called; empty if that depends on the caller alone.
    """

    problem: str
    remedy: str = ""

    def __str__(self) -> str:
        return f"{self.problem}: {self.remedy}." if self.remedy else f"{self.problem}."


Wording = Callable[[InputError], str]
"""How a caller puts an error into one sentence: `str`, or one that adds what to do."""


@dataclass(eq=False, kw_only=True)
class DamagedFileError(ProblemError):
    """A file of ours is damaged or does not fit the others, and has to be made again.

    Attributes:
        files: What a sentence calls the files to delete.
    """

    files: str = "it"


class MissingFileError(ProblemError):
    """A file of ours has not been made yet."""


class NoFilesError(ProblemError):
    """A folder, pattern or list has no file of the kind wanted."""


@dataclass(eq=False, kw_only=True)
class NotAFileError(ProblemError):
    """A `path` that was given is no file."""

    path: Path


class ChangedFileError(ProblemError):
    """A file of the user's has changed while it was read."""


class EpisodeError(ProblemError):
    """No frames can be taken from an episode."""


class VideoError(EpisodeError):
    """No frames can be taken from a video."""


class ComicError(EpisodeError):
    """No pictures can be taken from a comic."""


class StalledVideoError(ProblemError):
    """A video is not read on."""


class ShortVideoError(ProblemError):
    """A video has fewer frames than the stride."""


@dataclass(eq=False, kw_only=True)
class LostFramesError(ProblemError):
    """Too many of an episode's frames are damaged or missing: `lost` of `total` wanted."""

    lost: int
    total: int


@dataclass(eq=False, kw_only=True)
class EmptySplitError(ProblemError):
    """A split gets no frame.

    Attributes:
        split: Which one.
        by: What is kept together: frame, scene or episode.
        episodes: How many there are.
        repeats: Whether frames that recur in several episodes were left out.
    """

    split: str
    by: str
    episodes: int
    repeats: bool


@dataclass(eq=False, kw_only=True)
class EmptyShardError(ProblemError):
    """A split has so many `frames`, which are fewer than its shards."""

    split: str
    frames: int


@dataclass(eq=False, kw_only=True)
class MissingGpuError(ProblemError):
    """So many GPUs are `asked` for, and fewer are `available`."""

    asked: int
    available: int


@dataclass(eq=False, kw_only=True)
class MissingPackageError(ProblemError):
    """A `package` that only some settings need is not installed."""

    package: str


class DivergedError(ProblemError):
    """A loss or weight of a training is not finite."""


@dataclass(eq=False, kw_only=True)
class TrainingMemoryError(ProblemError):
    """A batch of a training does not fit into memory.

    Attributes:
        fitting: Pictures in a batch that fits, 0 if none does; None if that is not known.
    """

    fitting: int | None


class PredictionMemoryError(ProblemError):
    """A batch of pictures to color does not fit into memory."""
