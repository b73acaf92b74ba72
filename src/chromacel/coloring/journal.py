"""What has been colored into a folder, from what and by which weights, so that it is not done
twice, and so that nothing else is overwritten."""

import contextlib
import fcntl
import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from chromacel.errors import InputError
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
            for line in journal.path.read_text(encoding="utf-8", errors="replace").splitlines():
                with contextlib.suppress(ValueError, TypeError, KeyError):  # a torn line
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
        if self.made.get(str(name)) == made_by and not self.draft(name, made_by).exists():
            return True
        if overwrite:
            return False
        raise InputError(
            f"{target} exists and is not what would be made now: add --overwrite, or name another"
            " folder."
        )

    @contextlib.contextmanager
    def claimed(self, name: Path) -> Iterator[None]:
        """No other process colors this file at the same time.

        Raises:
            InputError: one does so.
        """
        path = self.out / FOLDER / f"{short_hash(str(name))}.lock"
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("w") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise InputError(
                    f"{self.out / name} is being colored by another process: wait for it, or end"
                    " it."
                ) from error
            except OSError:
                pass  # file systems in networks may have no locks
            try:
                yield
            finally:
                path.unlink(missing_ok=True)
                for empty in (*self.work_folders(name), path.parent, self.out):
                    with contextlib.suppress(OSError):
                        empty.rmdir()

    def draft(self, name: Path, made_by: Mapping[str, Any]) -> Path:
        """Where a file is written, and is whole if it is there, before it gets its own name."""
        return self.work_folder(name, made_by) / f"whole{name.suffix}"

    def done(self, name: Path, made_by: Mapping[str, Any]) -> None:
        """Give a draft its own name and note that. A process killed in between does it again."""
        line = json.dumps({"file": str(name), "made_by": made_by})
        with self.draft(name, made_by).open("rb") as draft:
            os.fsync(draft.fileno())
        with self.path.open("a", encoding="utf-8") as file:
            file.write(f"\n{line}\n")  # the last line may be torn
            file.flush()
            os.fsync(file.fileno())
        (self.out / name).parent.mkdir(parents=True, exist_ok=True)
        self.draft(name, made_by).replace(self.out / name)
        self.made[str(name)] = dict(made_by)

    def clean(self, name: Path) -> None:
        """Remove what was kept to continue a file, by this and by other weights."""
        for folder in self.work_folders(name):
            remove(folder)

    def work_folders(self, name: Path) -> list[Path]:
        return list((self.out / FOLDER).glob(f"{short_hash(str(name))}-*"))

    def work_folder(self, name: Path, made_by: Mapping[str, Any]) -> Path:
        """For what is kept of an unfinished file, to continue it from the same alone."""
        made = short_hash(json.dumps(made_by, sort_keys=True))
        return self.out / FOLDER / f"{short_hash(str(name))}-{made}"


def identity(source: Path) -> dict[str, Any]:
    """What tells a source from a changed one: sizes in bytes and times of change."""
    files = picture_files(source) if source.is_dir() else [source]
    stats = [(path.name, path.stat()) for path in files]
    return {name: [stat.st_size, stat.st_mtime_ns] for name, stat in stats}
