"""Lists and removes what is kept of earlier trainings and colored pictures, with sizes."""

import argparse
import json
import shutil
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from chromacel.app.results import check_results
from chromacel.errors import InputError
from chromacel.files.archive import MADE_BY, files_of
from chromacel.files.checksums import damaged_file, short_hash

HASHES = {
    "shards": "frames",
    "pictures": "pictures",
    "keyframes": "keyframes",
    "code": "code",
    "weights_sha256": "weights",
}
SHOWN = 8  # letters of a key
NAMES = ("kind", "model", "condition", "seed")


@dataclass(frozen=True)
class Entry:
    """A folder of what was made, and what made it."""

    folder: Path
    made_by: Mapping[str, Any]

    @property
    def key(self) -> str:
        return self.folder.name

    @property
    def name(self) -> str:
        made = self.made_by
        name = f"{made['model']} from {made['condition']}, seed {made['seed']}"
        if self.is_adaptation:
            return f"{name}, adapted to keyframes"
        return name if self.is_training else f"{len(made['pictures'])} pictures by {name}"

    @property
    def is_training(self) -> bool:
        return bool(self.made_by["kind"] == "training")

    @property
    def is_adaptation(self) -> bool:
        return bool(self.made_by["kind"] == "adaptation")

    @property
    def size(self) -> int:
        return sum(path.stat().st_size for path in files_of(self.folder).values())

    @property
    def l1(self) -> str:
        """On the validation split after a training's last epoch."""
        if not (self.is_training or self.is_adaptation):
            return ""
        record = json.loads((self.folder / "record.json").read_bytes())
        return f"{record['last_epoch']['validation_l1']:.2f}"

    def is_in(self, results: Path) -> bool:
        """Whether these files, or the same, are where the workflow put them last."""
        names = [str(self.made_by[name]) for name in NAMES[1:]]
        folders = {"training": "models", "adaptation": "adapted"}
        folder = results.joinpath(folders.get(self.made_by["kind"], "unseen"), *names)
        return all(
            (there := folder / name).is_file()
            and (there.samefile(path) or there.read_bytes() == path.read_bytes())
            for name, path in files_of(self.folder).items()
        )


def read_entries(results: Path) -> list[Entry]:
    """All that is kept, what belongs together in the order of its making.

    Raises:
        DamagedFileError: what describes an entry is damaged.
    """
    entries = []
    for path in sorted((results / "kept").glob(f"[!.]*/{MADE_BY}")):
        try:
            made_by = json.loads(path.read_bytes())
            entries.append(Entry(path.parent, made_by))
            _ = [made_by[name] for name in NAMES]
        except (ValueError, KeyError, TypeError) as error:
            raise damaged_file(path, error) from error
    return sorted(entries, key=lambda entry: (_group(entry), _made_at(entry)))


def differences(entries: Sequence[Entry]) -> list[str]:
    """For each entry, the settings in which those of its model, condition and seed differ."""
    settings = [_settings(entry.made_by) for entry in entries]
    texts = []
    for entry, own in zip(entries, settings, strict=True):
        alike = [
            theirs
            for other, theirs in zip(entries, settings, strict=True)
            if _group(other) == _group(entry)
        ]
        differing = [key for key in own if any(other.get(key) != own[key] for other in alike)]
        texts.append(", ".join(f"{key} {own[key]}" for key in differing))
    return texts


def _settings(made_by: Mapping[str, Any]) -> dict[str, str]:
    """Each setting as a text; of what is a hash, or many, the first letters of its hash."""
    settings = {}
    for key, value in {**made_by, **made_by.get("engine", {})}.items():
        if key in HASHES:
            settings[HASHES[key]] = short_hash(json.dumps(value, sort_keys=True))[:4]
        elif isinstance(value, list):
            settings[key] = ", then ".join(value)
        elif key != "engine":
            settings[key] = str(value)
    return settings


def table(results: Path, entries: Sequence[Entry]) -> str:
    """A line for each entry, and what all of it takes."""
    lines = [("key", "what", "made", "size", "validation L1", "", "differs in")]
    used = [entry.is_in(results) for entry in entries]
    for entry, is_used, text in zip(entries, used, differences(entries), strict=True):
        made = time.strftime("%Y-%m-%d %H:%M", time.localtime(_made_at(entry)))
        mark = "in results" if is_used else ""
        size = f"{entry.size / 1e6:.1f} MB"
        lines.append((entry.key[:SHOWN], entry.name, made, size, entry.l1, mark, text))
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    rows = (
        "  ".join(
            text.rjust(width) if place in (3, 4) else text.ljust(width)
            for place, (text, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in lines
    )
    unused = sum(entry.size for entry, is_used in zip(entries, used, strict=True) if not is_used)
    total = (
        f"{len(entries)} kept in {results / 'kept'}; {unused / 1e6:.1f} MB are not in results now."
    )
    return "\n".join([*rows, "", total])


def chosen(entries: Sequence[Entry], keys: Sequence[str]) -> list[Entry]:
    """The entries whose keys begin with these.

    Raises:
        InputError: a key is that of none, or of several.
    """
    found = []
    for key in keys:
        matching = [entry for entry in entries if entry.key.startswith(key)]
        if len(matching) != 1:
            number = "no entry" if not matching else f"{len(matching)} entries"
            raise InputError(f"`{key}` is the beginning of {number}: give a key from the list.")
        found += matching
    return found


def show_or_remove(results: Path, keys: Sequence[str], unused: bool) -> None:
    """List what is kept, or remove the entries of these keys, or all that are not in results.

    Raises:
        InputError: it is no folder of results, there is nothing of this key, or what describes an
            entry is damaged.
    """
    check_results(results, "chromacel kept --results my-show/results")
    entries = read_entries(results)
    removed = chosen(entries, keys)
    if unused:
        removed += [entry for entry in entries if not entry.is_in(results)]
    for entry in removed:
        shutil.rmtree(entry.folder)
        print(f"removed {entry.key[:SHOWN]}: {entry.name}")
    if keys or unused:
        return
    print(table(results, entries) if entries else f"Nothing is kept in {results / 'kept'}.")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command line of the subcommand."""
    parser.add_argument(
        "--results",
        type=Path,
        default=Path("results"),
        help="the folder that the workflow writes to; `results` if it is not given",
    )
    parser.add_argument(
        "--remove", nargs="+", default=[], metavar="KEY", help="remove the entries of these keys"
    )
    parser.add_argument(
        "--remove-unused",
        action="store_true",
        help="remove all entries that are not in results now",
    )


def _group(entry: Entry) -> tuple[str, ...]:
    return tuple(str(entry.made_by[name]) for name in NAMES)


def _made_at(entry: Entry) -> float:
    return (entry.folder / MADE_BY).stat().st_mtime
