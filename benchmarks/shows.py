"""Shows to measure quality on: which parts to learn from, to choose settings on, and to report."""

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "src"))  # where it is not installed

import numpy as np
import pandas as pd

from chromacel.conditions.kinds import FOLDERS
from chromacel.dataset.frame_table import frame_table
from chromacel.dataset.shards import write_shard

PROJECT = Path(__file__).parent.parent


@dataclass(frozen=True)
class Part:
    """Frames of some episodes, from one place to another as slices count."""

    episodes: tuple[str, ...]
    start: int | None = None
    stop: int | None = None


@dataclass(frozen=True)
class Show:
    """Where a show lies in the footage, and its parts: to learn from, to choose settings on, and to
    report."""

    folder: str
    parts: dict[str, Part]


def comic(*numbers: int) -> tuple[str, ...]:
    return tuple(f"ep{number:02}" for number in numbers)


SHOWS = {
    "munchausen": Show(
        "munchausen",
        {
            "training": Part(("munchausen_01",), None, -60),
            "validation": Part(("munchausen_01",), -60),
            "test": Part(("munchausen_02",)),
        },
    ),
    "pepper_carrot": Show(
        "comic/pepper_carrot",
        {
            "training": Part(comic(*range(1, 13))),
            "validation": Part(comic(13, 14)),
            "test": Part(comic(15, 16)),
        },
    ),
    "popeye": Show(
        "popeye",
        {
            "training": Part(("popeye_01",), None, -24),
            "validation": Part(("popeye_01",), -24),
            "test": Part(("popeye_02",)),
        },
    ),
}


@dataclass(frozen=True)
class Dataset:
    """A show as shards of its parts, in a folder of their own."""

    name: str
    footage: Path
    folder: Path

    @property
    def show(self) -> Show:
        return SHOWS[self.name]

    def shards(self, split: str) -> list[Path]:
        return [self.folder / f"shards/{kind}/{split}-0.h5" for kind in FOLDERS]

    def prepare(self) -> None:
        """The shards of each part, by the workflow's own ingestion."""
        if all(path.exists() for split in self.show.parts for path in self.shards(split)):
            return
        names = [name for part in self.show.parts.values() for name in part.episodes]
        episodes = dict.fromkeys(names)
        self.folder.mkdir(parents=True, exist_ok=True)
        config = self.folder / "show.json"
        config.write_text(json.dumps({"episodes": str(self.footage / self.show.folder)}))
        targets = [f"results/downsampled/{kind}/{name}.h5" for kind in FOLDERS for name in episodes]
        words = [sys.executable, "-m", "snakemake", "--snakefile", PROJECT / "Snakefile"]
        words += ["--directory", self.folder, "--cores", "2", "--quiet", "all", "--configfile"]
        words += [PROJECT / "config.yaml", config, "--", *targets]
        subprocess.run(list(map(str, words)), check=True)
        made = self.folder / "results"
        frames = frame_table([made / f"frames/{name}.h5" for name in episodes])
        for split, rows in self.parts(frames):
            for kind, path in zip(FOLDERS, self.shards(split), strict=True):
                path.parent.mkdir(parents=True, exist_ok=True)
                files = {name: made / f"downsampled/{kind}/{name}.h5" for name in episodes}
                write_shard(path, rows, kind, files)
            rows.to_csv(self.folder / f"{split}.csv", index=False)

    def parts(self, frames: pd.DataFrame) -> Iterator[tuple[str, pd.DataFrame]]:
        """The frames of each part, of which none but those of training have a near-twin there."""
        trained: set[int] = set()
        for split, part in self.show.parts.items():
            chosen = frames[frames["episode"].isin(part.episodes)][part.start : part.stop]
            if split == "training":
                trained = set(chosen["duplicate"])
            else:
                chosen = chosen[~chosen["duplicate"].isin(trained)]
            yield split, chosen.assign(row=np.arange(len(chosen)))
