"""A file that changes while it is read is told from a damaged one."""

from pathlib import Path

import pytest

from chromacel.errors import ChangedFileError, VideoError
from chromacel.files.unchanged import unchanged


def test_a_file_that_is_replaced_while_it_is_read_is_not_called_damaged(tmp_path: Path) -> None:
    video, other = tmp_path / "a.mp4", tmp_path / "b.mp4"
    video.write_bytes(b"half")
    other.write_bytes(b"half and half")
    with pytest.raises(ChangedFileError, match=r"a\.mp4 was changed or replaced"), unchanged(video):
        other.rename(video)
        raise VideoError(f"{video} is damaged")


def test_a_file_that_grows_while_it_is_read_is_named_though_nothing_failed(tmp_path: Path) -> None:
    video = tmp_path / "a.mp4"
    video.write_bytes(b"half")
    with pytest.raises(ChangedFileError), unchanged(video), video.open("ab") as file:
        file.write(b" and half")


def test_a_damaged_file_that_stays_is_called_damaged(tmp_path: Path) -> None:
    video = tmp_path / "a.mp4"
    video.write_bytes(b"half")
    with pytest.raises(VideoError, match="is damaged"), unchanged(video):
        raise VideoError(f"{video} is damaged")
