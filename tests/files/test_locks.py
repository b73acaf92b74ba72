"""A file that is locked, or that the system does not let us read, is not called damaged."""

import fcntl
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import h5py
import numpy as np
import pytest

from chromacel.errors import DamagedFileError, InputError
from chromacel.files.checksums import check_intact
from chromacel.files.hdf5 import created_h5, opened_h5, read, write_array


@pytest.fixture
def shard(tmp_path: Path) -> Path:
    path = tmp_path / "shard.h5"
    with created_h5(path) as file:
        write_array(file, "index", np.arange(5))
    return path


def test_a_file_that_others_have_locked_is_read(shard: Path) -> None:
    with shard.open("rb") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        with opened_h5(shard) as file:
            assert read(file, "index").tolist() == [0, 1, 2, 3, 4]


def test_no_lock_is_asked_for_since_file_systems_may_have_none(shard: Path) -> None:
    with opened_h5(shard) as file:
        is_locked, _ = file.id.get_access_plist().get_file_locking()
        assert not is_locked


@pytest.fixture
def written_by_another(shard: Path) -> Iterator[None]:
    """While another program has the file open for writing."""
    code = (
        "import h5py, sys\n"
        "with h5py.File(sys.argv[1], 'r+') as file:\n"
        "    file.flush(); print('open', flush=True); sys.stdin.read()"
    )
    command = [sys.executable, "-c", code, str(shard)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout and process.stdin
        assert process.stdout.readline() == b"open\n"
        yield
        process.stdin.close()


@pytest.mark.usefixtures("written_by_another")
def test_a_file_that_is_open_for_writing_is_not_called_damaged(shard: Path) -> None:
    with pytest.raises(InputError, match="open for writing in another program") as caught:
        check_intact(shard)
    assert not isinstance(caught.value, DamagedFileError)


def test_what_the_system_refuses_is_not_called_damaged(tmp_path: Path) -> None:
    (tmp_path / "folder.h5").mkdir()
    with (
        pytest.raises(InputError, match=r"folder\.h5 cannot be read \(Is a directory\)") as caught,
        opened_h5(tmp_path / "folder.h5"),
    ):
        pass
    assert not isinstance(caught.value, DamagedFileError)


@pytest.mark.parametrize("code", [5, 37, 11])  # EIO, ENOLCK, EAGAIN
def test_the_systems_refusal_in_the_middle_of_a_file_is_not_called_damage(
    shard: Path, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    """A disk that fails, as HDF5 reports it: there is none here."""

    def fail(*_: object) -> None:
        raise OSError(f"Can't synchronously read data (file read failed, errno = {code}, offset 0)")

    with opened_h5(shard) as file:
        monkeypatch.setattr(h5py.Dataset, "__getitem__", fail)
        with pytest.raises(InputError, match="cannot be read") as caught:
            read(file, "index")
    assert not isinstance(caught.value, DamagedFileError)
