"""Files told by their first bytes: those that FFmpeg and Pillow write, and footage."""

import subprocess
from pathlib import Path

import imageio_ffmpeg
import pytest
from PIL import Image

from chromacel.files.media import PICTURE, VIDEO

FFMPEG = imageio_ffmpeg.get_ffmpeg_exe()
MUXERS = {
    **dict.fromkeys(("mp4", "mov", "matroska", "flv", "mpegts", "nut", "3gp"), "libx264"),
    **dict.fromkeys(("h264", "avi"), "libx264"),
    **{"hevc": "libx265", "ogg": "libtheora", "webm": "libvpx", "asf": "wmv2", "mxf": "mpeg2video"},
    **{"mpeg2video": "mpeg2video", "vob": "mpeg2video", "mpeg": "mpeg1video", "gif": "gif"},
    **{"m4v": "mpeg4", "rm": "rv10", "yuv4mpegpipe": "rawvideo", "dv": "dvvideo"},
    **{"mpegts -mpegts_m2ts_mode 1": "libx264", "ivf": "libvpx"},
}
SOUND = {"mp3": "libmp3lame", "ogg": "libvorbis", "flac": "flac", "adts": "aac", "wav": "pcm_s16le"}


def encoded(folder: Path, muxer: str, codec: str, source: str) -> Path:
    """A file without a suffix."""
    path = folder / "a file"
    words = [FFMPEG, "-v", "error", "-f", "lavfi", "-i", source, "-c", codec, "-f", *muxer.split()]
    done = subprocess.run([*words, str(path)], capture_output=True, text=True, check=False)
    if "Unknown encoder" in done.stderr or "not compatible" in done.stderr:
        pytest.skip(done.stderr)
    assert done.returncode == 0, done.stderr
    return path


@pytest.mark.parametrize("muxer", MUXERS)
def test_a_video_is_known_by_its_first_bytes(muxer: str, tmp_path: Path) -> None:
    pal = "testsrc2=s=720x576:r=25:d=1,format=yuv420p"
    small = "testsrc2=s=352x288:r=25:d=1,format=yuv420p"
    path = encoded(tmp_path, muxer, MUXERS[muxer], pal if muxer == "dv" else small)
    assert VIDEO.is_of(path)
    assert PICTURE.is_of(path) == (muxer == "gif")


@pytest.mark.parametrize("muxer", SOUND)
def test_sound_is_no_video(muxer: str, tmp_path: Path) -> None:
    assert not VIDEO.is_of(encoded(tmp_path, muxer, SOUND[muxer], "sine=d=1"))


def test_sound_in_a_container_of_videos_is_none_by_its_brand(tmp_path: Path) -> None:
    path = encoded(tmp_path, "ipod", "aac", "sine=d=1")
    assert b"ftypM4A " in path.read_bytes()[:16]
    assert not VIDEO.is_of(path)


@pytest.mark.parametrize(
    "form", ["AVIF", "BMP", "GIF", "JPEG", "JPEG2000", "PNG", "PPM", "TIFF", "WEBP"]
)
def test_a_picture_is_known_by_its_first_bytes(form: str, tmp_path: Path) -> None:
    path = tmp_path / "a file"
    Image.new("RGB", (32, 32), "red").save(path, form)
    assert PICTURE.is_of(path)
    assert VIDEO.is_of(path) == (form == "GIF")


@pytest.mark.parametrize("text", [b"", b"\0" * 1000, b"Dear reader,\n" * 100, b"P\x00"])
def test_other_files_are_neither(text: bytes, tmp_path: Path) -> None:
    (tmp_path / "a file").write_bytes(text)
    assert not VIDEO.is_of(tmp_path / "a file")
    assert not PICTURE.is_of(tmp_path / "a file")


def test_real_footage_is_known_without_its_suffix(footage: Path, tmp_path: Path) -> None:
    for medium, pattern in ((VIDEO, "[bopr]*/*.[mr][pmko]*"), (PICTURE, "*/*.[jpt][pni][gf]")):
        paths = [path for path in footage.glob(pattern) if not path.name.endswith(".mp3")]
        assert len(paths) > 5
        for number, path in enumerate(paths):
            link = tmp_path / f"{medium.name} {number}"
            link.symlink_to(path)
            assert medium.is_of(link), path
