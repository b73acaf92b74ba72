"""A file that is not as it was written is never read."""

from pathlib import Path

import h5py
import numpy as np
import pytest

from chromacel.errors import InputError
from chromacel.files.checksums import END, FOLDER, check_intact, remove_with_checksum
from chromacel.files.hdf5 import created_h5
from chromacel.files.whole import write_text


@pytest.mark.parametrize("content", ["", "1,2", "1,2\n3,5\n", "another\n"])
def test_a_changed_table_is_named(tmp_path: Path, content: str) -> None:
    path = tmp_path / "a.csv"
    write_text(path, "1,2\n3,4\n")
    check_intact(path)
    path.write_text(content)
    for given in (path, tmp_path):  # a folder is all of its files
        with pytest.raises(InputError, match=r"a\.csv is truncated or damaged"):
            check_intact(given)


def test_a_file_without_a_checksum_is_taken_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "own.mp4").write_bytes(b"a user's")
    check_intact(tmp_path / "own.mp4")
    check_intact(tmp_path / "missing.mp4")


def test_a_process_killed_as_it_renames_leaves_no_file_that_seems_damaged(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    write_text(path, "a")
    [noted] = (tmp_path / FOLDER).iterdir()
    for before in (noted.unlink, lambda: noted.write_text("")):
        before()
        path.write_text("b")
        check_intact(path)


def test_a_removed_file_leaves_no_checksum(tmp_path: Path) -> None:
    write_text(tmp_path / "a.txt", "a")
    remove_with_checksum(tmp_path / "a.txt")
    assert not list((tmp_path / FOLDER).iterdir())
    write_text(tmp_path / "a.txt", "b")
    check_intact(tmp_path / "a.txt")


@pytest.mark.parametrize("place", [100, -100])
def test_the_ends_of_a_large_hdf5_file_are_checked(tmp_path: Path, place: int) -> None:
    path = tmp_path / "a.h5"
    with created_h5(path) as file:
        file["noise"] = np.random.default_rng(0).integers(0, 256, 3 * END, np.uint8)
    check_intact(path)
    content = bytearray(path.read_bytes())
    content[place] ^= 1
    path.write_bytes(content)
    with pytest.raises(InputError):
        check_intact(path)
    assert h5py.is_hdf5(path)
