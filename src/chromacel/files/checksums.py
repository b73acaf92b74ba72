"""A checksum of every file that we write, so that one which has changed since is never read.

They lie in a folder `.checksums` beside the files. A file without one, such as a user's own video,
is taken as it is. Standard library only: a workflow imports it each time that it is read.
"""

import hashlib
import os
from pathlib import Path

from chromacel.errors import DamagedFileError, InputError

FOLDER = ".checksums"
END = 2**20
HDF5 = b"\x89HDF"


def checksum(path: Path) -> str:
    """SHA-256 of a file; of a large HDF5 file, of its size and both ends.

    HDF5 and zlib check the rest as it is read, which is seldom all of it.
    """
    with path.open("rb") as file:
        size = os.fstat(file.fileno()).st_size
        if size <= 2 * END or file.read(len(HDF5)) != HDF5:
            file.seek(0)
            return hashlib.file_digest(file, "sha256").hexdigest()
        digest = hashlib.sha256(str(size).encode())
        for start in (0, size - END):
            file.seek(start)
            digest.update(file.read(END))
        return digest.hexdigest()


def rename_with_checksum(content: Path, path: Path) -> None:
    """Rename a new file to `path`, and note its checksum.

    The old one goes first: a process killed in between leaves a file without one, which is taken as
    it is, and never a good one that seems damaged.
    """
    new, noted = checksum(content), _noted(path)
    noted.parent.mkdir(exist_ok=True)
    noted.unlink(missing_ok=True)
    content.replace(path)
    noted.write_text(new, encoding="ascii")


def remove_with_checksum(path: Path) -> None:
    path.unlink(missing_ok=True)
    _noted(path).unlink(missing_ok=True)


def check_intact(path: Path) -> None:
    """Look whether a file, or each in a folder, has the bytes that we wrote.

    Raises:
        DamagedFileError: it has not.
        InputError: it has not for the time being, since a program has it open for writing.
    """
    for file in path.rglob("*") if path.is_dir() else [path]:
        noted = _noted(file)
        written = noted.read_text(encoding="ascii") if noted.is_file() else ""
        if written and file.is_file() and written != checksum(file):
            if _is_open_for_writing(file):
                raise InputError(
                    f"{file} is open for writing in another program: close it there, or delete it"
                    " if no program has it open any more."
                )
            raise damaged_file(file, ValueError("its bytes are not those that were written"))


def _is_open_for_writing(path: Path) -> bool:
    """By the mark that HDF5 sets in the file's header meanwhile."""
    with path.open("rb") as file:
        header = file.read(12)
    return header.startswith(HDF5) and len(header) == 12 and header[8] >= 3 and bool(header[11] & 1)


def damaged_file(path: Path | str, error: Exception) -> DamagedFileError:
    """The error for a file of ours that is not as we wrote it."""
    return DamagedFileError(f"{path} is truncated or damaged ({error.args[-1]})")


def _noted(path: Path) -> Path:
    # A hash as name, which may not be too long, and which nobody takes for a video or picture.
    return path.parent / FOLDER / short_hash(path.name)


def short_hash(text: str) -> str:
    return hashlib.sha256(os.fsencode(text)).hexdigest()[:16]  # a name need not be UTF-8
