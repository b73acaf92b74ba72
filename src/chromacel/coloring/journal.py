"""What has been colored into a folder, from what and by which weights, so that it is not done
twice, and so that nothing else is overwritten."""

import contextlib
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from chromacel.errors import InputError
from chromacel.files.checksums import FOLDER as CHECKSUMS
from chromacel.files.checksums import short_hash
from chromacel.files.comics import picture_files
from chromacel.files.whole import remove

FOLDER = ".chromacel"
NAME = "colored.jsonl"


@dataclass
class Journal:
    """A line for each file in `out` that is finished; `made` has what made each, by its name."""

    out: Path
    made: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, out: Path) -> "Journal":
        journal = cls(out)
        with contextlib.suppress(FileNotFoundError):
            for line in journal.path.read_text(encoding="utf-8").splitlines():
                with contextlib.suppress(ValueError, TypeError, KeyError):  # a torn last line
                    entry = json.loads(line)
                    journal.made[entry["file"]] = entry["made_by"]
        return journal

    @property
    def path(self) -> Path:
        return self.out / FOLDER / NAME

    def is_done(self, name: Path, made_by: Mapping[str, Any], overwrite: bool) -> bool:
        """Whether a file is there that was made from the same.

        Raises:
            InputError: another file is there, and may not be overwritten.
        """
        target = self.out / name
        if not target.exists():
            return False
        if self.made.get(str(name)) == made_by:
            return True
        if overwrite:
            return False
        raise InputError(
            f"{target} exists and is not what would be made now: add --overwrite, or name another"
            " folder."
        )

    def done(self, name: Path, made_by: Mapping[str, Any]) -> None:
        """Note that a file is finished, and remove what was kept to continue it."""
        self.made[str(name)] = dict(made_by)
        line = json.dumps({"file": str(name), "made_by": made_by}, ensure_ascii=False)
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self.path.open("a", encoding="utf-8") as file:
            file.write(f"{line}\n")
            file.flush()
            os.fsync(file.fileno())
        remove(self.work_folder(name, made_by))
        remove((self.out / name).parent / CHECKSUMS)  # a person may mend it, which is no damage

    def work_folder(self, name: Path, made_by: Mapping[str, Any]) -> Path:
        """For what is kept of an unfinished file, to continue it from the same alone."""
        return self.out / FOLDER / short_hash(f"{name} {json.dumps(made_by, sort_keys=True)}")


def identity(source: Path) -> dict[str, Any]:
    """What tells a source from a changed one: sizes in bytes and times of change."""
    files = picture_files(source) if source.is_dir() else [source]
    stats = [(path.name, path.stat()) for path in files]
    return {name: [stat.st_size, stat.st_mtime_ns] for name, stat in stats}
