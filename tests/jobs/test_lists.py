import argparse
import os
import subprocess
import sys
from pathlib import Path

import pytest

from chromacel.jobs.lists import PathList


def test_paths_of_any_name_come_back(tmp_path: Path) -> None:
    names = ["a", "-b", "two\nlines", " c ", "絵", os.fsdecode(b"caf\xe9")]
    (tmp_path / "list").write_bytes(b"".join(os.fsencode(name) + b"\0" for name in names))
    assert PathList(str(tmp_path / "list")) == [Path(name) for name in names]


def test_what_printf_writes_of_no_path_is_an_empty_list(tmp_path: Path) -> None:
    (tmp_path / "list").write_bytes(b"\0")
    assert PathList(str(tmp_path / "list")) == []


def test_a_list_that_is_not_there_is_a_usage_error(tmp_path: Path) -> None:
    with pytest.raises(argparse.ArgumentTypeError, match=r"gone: No such file"):
        PathList(str(tmp_path / "gone"))


def test_more_paths_than_a_command_line_holds_reach_a_program(tmp_path: Path) -> None:
    """As in the rules: by a builtin of the shell, whose script Snakemake writes into a file."""
    paths = [f"{number:06}{'x' * 194}" for number in range(20_000)]  # 4 MB; Linux allows 2 MiB
    code = (
        "import sys; from chromacel.jobs.lists import PathList; print(len(PathList(sys.argv[1])))"
    )
    program = f"exec '{sys.executable}' -c '{code}'"
    script = tmp_path / "script.sh"
    script.write_text(f"{program} {' '.join(paths)}\n")
    done = subprocess.run(["bash", str(script)], capture_output=True, text=True, check=False)
    assert "Argument list too long" in done.stderr
    script.write_text(f"{program} <(printf '%s\\0' {' '.join(paths)})\n")
    done = subprocess.run(["bash", str(script)], capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("20000\n", "")
