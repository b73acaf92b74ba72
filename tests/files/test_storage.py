import os
import subprocess
import sys
from pathlib import Path

import h5py
import numpy as np
import pytest

from chromacel.errors import InputError
from chromacel.files.hdf5 import created_h5, opened_h5, read
from chromacel.files.whole import whole_file, write_text


def test_a_file_appears_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "new" / "a.txt"
    with whole_file(path) as temporary:
        temporary.write_text("whole")
        assert not path.exists()
    assert path.read_text() == "whole"
    with pytest.raises(ZeroDivisionError), whole_file(path) as temporary:
        temporary.write_text("half")
        _ = 1 / 0
    assert path.read_text() == "whole"
    assert [file.name for file in path.parent.glob("[!.]*")] == ["a.txt"]


def test_two_processes_that_write_one_file_do_not_meet(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    with whole_file(path) as temporary:
        temporary.write_text("first")
        code = (
            "import sys; from chromacel.files.whole import *\n"
            "write_text(Path(sys.argv[1]), 'second')"
        )
        subprocess.run([sys.executable, "-c", code, path], check=True)
        assert path.read_text() == "second"
    assert path.read_text() == "first"
    assert list(tmp_path.glob("[!.]*")) == [path]


def test_what_a_killed_process_left_is_removed(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    killed = (
        "import os, sys; from chromacel.files.whole import *\n"
        "with whole_file(Path(sys.argv[1])) as temporary:\n"
        "    temporary.write_text('half'); os.kill(os.getpid(), 9)"
    )
    subprocess.run([sys.executable, "-c", killed, path], check=False)
    assert [file.suffix for file in tmp_path.iterdir()] == [".part"]
    write_text(path, "whole")
    assert list(tmp_path.glob("[!.]*")) == [path]


def test_a_name_may_be_as_long_as_the_file_system_allows(tmp_path: Path) -> None:
    path = tmp_path / ("ポ" * 84 + ".h5")
    with created_h5(path) as file:
        file["x"] = 1
    assert path.exists()


@pytest.mark.parametrize("size", [0, 100, 3000])
def test_a_truncated_file_is_named(tmp_path: Path, size: int) -> None:
    path = tmp_path / "shard.h5"
    with created_h5(path) as file:
        file["rgb"] = np.zeros((10, 1000), np.uint8)
    path.write_bytes(path.read_bytes()[:size])
    with (
        pytest.raises(InputError, match=r"shard\.h5 is truncated or damaged"),
        opened_h5(path) as file,
    ):
        read(file, "rgb")


def test_a_missing_dataset_is_named(tmp_path: Path) -> None:
    path = tmp_path / "other.h5"
    with h5py.File(path, "w") as file:
        file["x"] = 1
    with (
        pytest.raises(InputError, match=r"other\.h5 is truncated or damaged.*rgb"),
        opened_h5(path) as file,
    ):
        read(file, "rgb")


def test_damage_inside_a_dataset_is_named(tmp_path: Path) -> None:
    path = tmp_path / "shard.h5"
    with created_h5(path) as file:
        noise = np.random.default_rng(0).integers(0, 8, (4, 5000), np.uint8)
        file.create_dataset("rgb", data=noise, chunks=(1, 5000), compression="gzip")
    content = bytearray(path.read_bytes())
    content[-3000:-2000] = bytes(1000)
    path.write_bytes(content)
    with (
        pytest.raises(InputError, match=r"shard\.h5 is truncated or damaged"),
        opened_h5(path) as file,
    ):
        read(file, "rgb")


def test_what_fails_elsewhere_is_not_blamed_on_the_file_that_is_open(tmp_path: Path) -> None:
    with created_h5(tmp_path / "a.h5") as file:
        file["x"] = 1
    (tmp_path / "file").touch()
    with (
        pytest.raises(OSError, match="file"),
        opened_h5(tmp_path / "a.h5"),
        created_h5(tmp_path / "file/b.h5"),
    ):
        pass


FULL_DISKS = """
import resource, sys
from pathlib import Path
import numpy as np
from chromacel.errors import InputError
from chromacel.files.hdf5 import created_h5
names = np.array([f"episode-{number}" for number in range(200)], object)
for most in range(0, 36_000, 500):
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, resource.RLIM_INFINITY))
    try:
        with created_h5(Path(sys.argv[1])) as file:
            file.create_dataset("rgb", data=np.zeros((30, 1000), np.uint8), chunks=(1, 1000))
            file["episode"] = names
    except InputError as error:
        assert "cannot be written (File too large)" in str(error)
    else:
        raise AssertionError(most)
"""


def test_hdf5_does_not_crash_wherever_the_disk_is_full(tmp_path: Path) -> None:
    """A limit on a file's size stands for the disk; memory that was never written has no zeros."""
    subprocess.run(
        [sys.executable, "-c", FULL_DISKS, tmp_path / "a.h5"],
        env={**os.environ, "MALLOC_PERTURB_": "165"},
        check=True,
    )
