"""An archive of what was made before: whoever makes the same again takes it from there.

Each entry is a folder, named by a hash of all that made it: `made_by.json`, and the files, as hard
links, which take no room while the files themselves are there; copies on a file system without.
"""

import hashlib
import json
import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from chromacel.errors import DamagedFileError, InputError
from chromacel.files.checksums import FOLDER, check_intact
from chromacel.files.whole import whole_file, whole_folder, write_text

MADE_BY = "made_by.json"


def key_of(made_by: Mapping[str, Any]) -> str:
    text = json.dumps(made_by, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def keep(archive: Path, made_by: Mapping[str, Any], files: Mapping[str, Path]) -> None:
    """Keep files, by what they are to be called in their entry, such as `full_size/a.png`.

    What cannot be kept is said on standard output, and lost is only the time to make it again.
    """
    try:
        with whole_folder(archive / key_of(made_by)) as entry:
            for name, path in files.items():
                link(path, entry / name)
            text = json.dumps(made_by, indent=2, sort_keys=True, ensure_ascii=False)
            write_text(entry / MADE_BY, text + "\n")
    except (InputError, OSError) as error:
        print(f"Not kept for another time: {error}", flush=True)


def kept_files(archive: Path, made_by: Mapping[str, Any]) -> dict[str, Path]:
    """The files of the entry, undamaged, by their names; none if there is no such entry.

    A damaged entry is as good as none: the file is named on standard output.
    """
    entry = archive / key_of(made_by)
    if not (entry / MADE_BY).is_file():
        return {}
    try:
        check_intact(entry)
    except DamagedFileError as error:
        print(f"{error.problem}: it is made again", flush=True)
        return {}
    print(f"Made before with the same settings: taken from {entry}", flush=True)
    return files_of(entry)


def files_of(folder: Path) -> dict[str, Path]:
    """The files in a folder and in those below, by their names: checksums and what describes the
    entry left out."""
    paths = {path.relative_to(folder): path for path in sorted(folder.rglob("*"))}
    return {
        str(name): path
        for name, path in paths.items()
        if path.is_file() and FOLDER not in name.parts and str(name) != MADE_BY
    }


def link(source: Path, path: Path) -> None:
    """The same file under another name, with a checksum, as if it had just been written.

    Raises:
        InputError: there is no room for it, or its folder is not writable.
    """
    with whole_file(path) as temporary:
        try:
            os.link(source, temporary)
        except OSError:  # no hard links there, or too many of this file
            shutil.copyfile(source, temporary)
        os.utime(temporary)
