"""What the card says of a dataset, counted from its tables and its shards."""

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from chromacel.card.pictures import Levels, Sample, count_levels, read_samples
from chromacel.dataset.left_out import LeftOut, read_left_out
from chromacel.dataset.names import episode_names
from chromacel.dataset.provenance import Provenance, read_provenance
from chromacel.dataset.selection import spread_positions
from chromacel.dataset.shards import open_split
from chromacel.dataset.split_settings import DROPPED, GROUPINGS, SPLITS, SplitSettings
from chromacel.dataset.verification import shards_by_split
from chromacel.files.csv_tables import read_table
from chromacel.files.whole import sha256

SPLIT = ("episode", "index", "scene", "duplicate", "repeat", "split", "shard", "row")
SAMPLES = 24  # pictures shown of each split


@dataclass(frozen=True)
class Counts:
    """How much some frames are. A scene or a group counts wherever one of its frames is.

    `groups` are of two near-duplicates or more in the whole dataset; `alike` frames are in one.
    """

    episodes: int
    frames: int
    scenes: int
    groups: int
    alike: int
    repeats: int


@dataclass(frozen=True)
class Leak:
    """How near test frames are to training frames, were the dataset split in this way.

    Of `frames` test frames, `twins` have a near-duplicate in training, and `identical` of these the
    same pixels as a training frame; `distance` is their median distance (0-255) to the nearest
    training frame. Without frames, the way is impossible.
    """

    by: str
    frames: int
    twins: int
    identical: int
    distance: float


@dataclass(frozen=True)
class File:
    """A file of the dataset, as seen from its folder, and how many frames, or rows, it has."""

    name: str
    rows: int
    size: int
    sha256: str


@dataclass(frozen=True)
class DatasetFacts:
    """All that the card says.

    `counts` has each split, and `dropped` if frames were; `episodes` the frames of each episode,
    dropped ones too; `provenance` the episodes with a frame in a shard, and `names` what their
    files are called; `left_out` the bad episodes, which are in nothing else.
    """

    settings: SplitSettings
    total: Counts
    counts: dict[str, Counts]
    size: tuple[int, int]
    episodes: dict[str, int]
    provenance: dict[str, Provenance]
    names: dict[str, str]
    left_out: list[LeftOut]
    levels: dict[str, Levels]
    samples: dict[str, list[Sample]]
    leaks: list[Leak]
    shards: list[File]
    split: File
    leakage: File

    def got(self, split: str) -> float:
        """The split's share of the frames that are not dropped."""
        return self.counts[split].frames / sum(self.counts[name].frames for name in SPLITS)

    def asked(self, split: str) -> float:
        proportions = {name: float(getattr(self.settings, name)) for name in SPLITS}
        return proportions[split] / sum(proportions.values())


def gather(
    split: Path, leakage: Path, left_out: Path, shards: list[Path], settings: SplitSettings
) -> DatasetFacts:
    """Read everything. Pictures are streamed, so that memory holds a few columns of numbers.

    Raises:
        InputError: a file is missing or damaged, or a shard does not hold what `split` says.
    """
    frames = read_table(split, SPLIT)
    audit = read_table(leakage, ("by", "distance", "twin", "identical"))
    paths = shards_by_split(split, frames, shards)
    ordered = [path for shards in paths.values() for path in shards]
    size = open_split(ordered).size
    numbers = {
        name: spread_positions(len(open_split(shards)), SAMPLES) for name, shards in paths.items()
    }
    frames["alike"] = frames.groupby("duplicate")["duplicate"].transform("size") > 1
    splits = {name: frames[frames["split"] == name] for name in (*SPLITS, DROPPED)}
    return DatasetFacts(
        settings=settings,
        total=_counts(frames),
        counts={name: _counts(rows) for name, rows in splits.items() if len(rows)},
        size=size,
        episodes={str(name): len(rows) for name, rows in frames.groupby("episode")},
        provenance=read_provenance(ordered),
        names=episode_names(ordered),
        left_out=read_left_out(left_out),
        levels={name: count_levels(shards) for name, shards in paths.items()},
        samples={name: read_samples(shards, numbers[name]) for name, shards in paths.items()},
        leaks=[_leak(by, audit[audit["by"] == by]) for by in GROUPINGS],
        shards=[
            _file(path, len(open_split([path])), f"{path.parent.name}/{path.name}")
            for path in ordered
        ],
        split=_file(split, len(frames), split.name),
        leakage=_file(leakage, len(audit), leakage.name),
    )


def _counts(frames: pd.DataFrame) -> Counts:
    alike = frames["alike"]
    return Counts(
        episodes=frames["episode"].nunique(),
        frames=len(frames),
        scenes=len(frames[["episode", "scene"]].drop_duplicates()),
        groups=frames.loc[alike, "duplicate"].nunique(),
        alike=int(alike.sum()),
        repeats=int(frames["repeat"].sum()),
    )


def _leak(by: str, rows: pd.DataFrame) -> Leak:
    twins, identical = (int(rows[name].sum()) for name in ("twin", "identical"))
    return Leak(by, len(rows), twins, identical, float(rows["distance"].median()))


def _file(path: Path, rows: int, name: str) -> File:
    return File(name, rows, path.stat().st_size, sha256(path))
