import hashlib
import subprocess
from pathlib import Path

import av
import ffmpeg
import numpy as np
import pytest

from chromacel.errors import InputError
from chromacel.video import sample_frames, video_format
from conftest import FFMPEG

SHOWS = ["munchausen/munchausen_01", "munchausen/munchausen_02", "bunny/bunny_01", "bunny/bunny_02"]


def selected_by_ffmpeg(path: Path, stride: int) -> list[str]:
    """A hash of the decoded planes of each frame that FFmpeg's `select` keeps."""
    output, _ = (
        ffmpeg.input(f"file:{path}")
        .filter("select", f"not(mod(n,{stride}))")
        .output("pipe:", format="framehash", hash="sha256", fps_mode="passthrough", an=None)
        .run(cmd=FFMPEG, capture_stdout=True, quiet=True)
    )
    lines = output.decode().splitlines()
    return [line.split(",")[-1].strip() for line in lines if not line.startswith("#")]


def planes(frame: av.VideoFrame) -> str:
    return hashlib.sha256(frame.to_ndarray().tobytes()).hexdigest()


def sampled_planes(path: Path, stride: int, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The same of the frames that `sample_frames` keeps, caught before they become RGB."""
    monkeypatch.setattr("chromacel.video._rgb", planes)
    return [str(frame.rgb) for frame in sample_frames(path, stride)]


@pytest.mark.parametrize("stride", [1, 7, 45])
def test_sampled_frames_are_those_of_ffmpegs_select(
    clip: Path, stride: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = selected_by_ffmpeg(clip, stride)
    assert len(expected) == -(-45 // stride)
    assert sampled_planes(clip, stride, monkeypatch) == expected


@pytest.mark.parametrize("show", SHOWS)
def test_sampled_frames_of_real_footage_are_those_of_ffmpegs_select(
    footage: Path, show: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = footage / f"{show}.mp4"
    expected = selected_by_ffmpeg(path, 50)
    assert len(expected) > 40
    assert sampled_planes(path, 50, monkeypatch) == expected


def test_frames_have_their_display_index_time_and_size(clip: Path) -> None:
    frames = list(sample_frames(clip, 10))
    assert [frame.index for frame in frames] == [0, 10, 20, 30, 40]
    assert [frame.time for frame in frames] == pytest.approx([n / 24 for n in (0, 10, 20, 30, 40)])
    assert all(frame.rgb.shape == (36, 64, 3) and frame.rgb.dtype == np.uint8 for frame in frames)


@pytest.mark.parametrize("matrix", ["bt709", "smpte170m"])
@pytest.mark.parametrize("levels", ["tv", "pc"])
def test_colors_follow_the_streams_tags(tmp_path: Path, matrix: str, levels: str) -> None:
    path = tmp_path / "bars.mp4"
    color = (210, 60, 30)
    (
        ffmpeg.input("color=0xD23C1E:s=64x48:d=0.5:r=24", f="lavfi")
        .filter("format", "gbrp")
        .filter("scale", out_color_matrix=matrix, out_range=levels, flags="accurate_rnd")
        .output(
            str(path),
            vcodec="libx264",
            pix_fmt="yuv420p" if levels == "tv" else "yuvj420p",
            qp=0,
            colorspace=matrix,
            color_range=levels,
        )
        .run(cmd=FFMPEG, quiet=True)
    )
    [frame] = sample_frames(path, 12)
    assert np.abs(frame.rgb.astype(int) - color).max() <= 2


def test_the_format_is_read_from_the_stream(clip: Path) -> None:
    found = video_format(clip)
    assert (found.codec, found.width, found.height, found.frame_rate) == ("h264", 64, 36, "24")


def test_an_episode_shorter_than_the_stride_is_an_error(clip: Path) -> None:
    with pytest.raises(InputError, match=r"clip\.mp4 has 45 frames, fewer than the stride of 46"):
        list(sample_frames(clip, 46))


@pytest.mark.parametrize("content", [b"", b"no video at all", b"\x00" * 5000])
def test_what_is_no_video_is_named(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "odd.mp4"
    path.write_bytes(content)
    with pytest.raises(InputError, match=r"odd\.mp4 cannot be read as a video"):
        list(sample_frames(path, 1))


def test_sound_alone_is_named(tmp_path: Path) -> None:
    path = tmp_path / "sound.m4a"
    command = [FFMPEG, "-f", "lavfi", "-i", "sine=d=0.5", str(path)]
    subprocess.run(command, check=True, capture_output=True)
    with pytest.raises(InputError, match=r"sound\.m4a holds no video stream"):
        video_format(path)


def test_a_truncated_video_is_named(clip: Path, tmp_path: Path) -> None:
    path = tmp_path / "cut.mp4"
    path.write_bytes(clip.read_bytes()[:3000])
    with pytest.raises(InputError, match=r"cut\.mp4"):
        list(sample_frames(path, 1))


def test_a_name_is_never_taken_for_a_protocol(
    clip: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    path = Path("concat:a.mp4")
    path.write_bytes(clip.read_bytes())
    assert len(list(sample_frames(path, 15))) == 3
