"""Files that appear whole or not at all."""

import contextlib
import errno
import hashlib
import os
import platform
import shutil
from collections.abc import Iterator
from pathlib import Path

from chromacel.errors import InputError
from chromacel.files.checksums import rename_with_checksum, short_hash

REMEDIES = {
    **dict.fromkeys((errno.ENOSPC, errno.EDQUOT, errno.EFBIG), "make room for it"),
    **dict.fromkeys((errno.EROFS, errno.EACCES), "make its folder writable"),
}


@contextlib.contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """A temporary path beside `path`, renamed to it if the block succeeds and removed if not.

    Raises:
        InputError: there is no room for it, or its folder is not writable.
    """
    # Not the name itself, which may be as long as the file system allows. The machine and the
    # process, since a cluster may still run a job that a restarted Snakemake sends again.
    name, machine = (short_hash(text) for text in (path.name, platform.node()))
    temporary = path.with_name(f".{name}.{machine}.{os.getpid()}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        for earlier in path.parent.glob(f".{name}.{machine}.*.part"):
            if not _runs(int(earlier.suffixes[-2][1:])):  # what a killed process left
                remove(earlier)
        yield temporary
        if temporary.is_dir():
            temporary.replace(path)
        else:
            rename_with_checksum(temporary, path)
    except OSError as error:
        if remedy := REMEDIES.get(error.errno or 0):
            reason = os.strerror(error.errno or 0)
            raise InputError(f"{path} cannot be written ({reason}): {remedy}.") from error
        raise
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink()


def remove(path: Path) -> None:
    """Remove a file, or a folder with all that is in it, if there is one."""
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)


def _runs(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return True


def write_text(path: Path, text: str) -> None:
    with whole_file(path) as temporary:
        temporary.write_text(text, encoding="utf-8")


def sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextlib.contextmanager
def whole_folder(path: Path) -> Iterator[Path]:
    """A temporary folder beside `path`, which takes its place if the block succeeds.

    Raises:
        InputError: there is no room for it.
    """
    with whole_file(path) as temporary:
        shutil.rmtree(temporary, ignore_errors=True)  # a killed process may have left it
        temporary.mkdir()
        try:
            yield temporary
        except BaseException:
            shutil.rmtree(temporary)
            raise
        shutil.rmtree(path, ignore_errors=True)
