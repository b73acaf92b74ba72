import os
import time
from pathlib import Path

import pytest

from chromacel.errors import InputError
from chromacel.jobs.clock import date_now, refuse_future


@pytest.fixture
def late(tmp_path: Path) -> Path:
    path = tmp_path / "frames" / "a.h5"
    path.parent.mkdir()
    path.touch()
    os.utime(path, (time.time() + 3600,) * 2)
    return path


def test_what_a_clock_ahead_has_dated_is_dated_now(
    late: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    early = tmp_path / "b.h5"
    early.touch()
    os.utime(early, (1, 1))
    date_now(tmp_path)
    assert late.stat().st_mtime <= time.time()
    assert early.stat().st_mtime == 1
    sentence = f"Files that were dated in the future are dated now: {late}, 1 in all.\n"
    assert capsys.readouterr().err == sentence
    date_now(tmp_path)
    date_now(tmp_path / "nowhere")
    assert not capsys.readouterr().err


def test_a_users_file_of_tomorrow_is_left_alone_and_named(late: Path, tmp_path: Path) -> None:
    before = late.stat().st_mtime
    refuse_future([tmp_path, tmp_path / "missing.mp4"])
    with pytest.raises(InputError, match=rf"^{late} is dated in the future: `touch` it"):
        refuse_future([tmp_path, late])
    assert late.stat().st_mtime == before
