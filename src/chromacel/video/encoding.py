"""Frames to H.264 in MP4, through ffmpeg-python."""

import contextlib
import os
import subprocess
from collections.abc import Iterable
from pathlib import Path

import ffmpeg
import imageio_ffmpeg

from chromacel.files.whole import whole_file
from chromacel.pictures.pixels import Picture


def encode_video(
    path: Path, frames: Iterable[Picture], width: int, height: int, frame_rate: int
) -> None:
    """Write (height, width, 3) uint8 frames as a video in BT.709, limited range.

    One thread, and no dates or encoder names: the same frames make the same bytes.
    """
    with whole_file(path) as temporary:
        process = _encoder(temporary, width, height, frame_rate)
        assert process.stdin is not None
        with contextlib.suppress(BrokenPipeError):  # FFmpeg has ended, and its status says why
            for frame in frames:
                process.stdin.write(frame.tobytes())
            process.stdin.close()
        if status := process.wait():
            number = 256 - status  # FFmpeg ends with a negative error number, in a byte
            raise OSError(number, os.strerror(number), str(path))


def _encoder(path: Path, width: int, height: int, frame_rate: int) -> subprocess.Popen[bytes]:
    raw = ffmpeg.input(
        "pipe:", format="rawvideo", pix_fmt="rgb24", s=f"{width}x{height}", framerate=frame_rate
    )
    video = raw.filter("scale", out_color_matrix="bt709", out_range="tv").output(
        f"file:{path}",
        format="mp4",
        vcodec="libx264",
        pix_fmt="yuv420p",
        preset="superfast",
        crf=20,
        threads=1,
        colorspace="bt709",
        color_primaries="bt709",
        color_trc="bt709",
        color_range="tv",
        fflags="+bitexact",
        loglevel="quiet",
    )
    process: subprocess.Popen[bytes] = video.run_async(
        pipe_stdin=True, cmd=imageio_ffmpeg.get_ffmpeg_exe()
    )
    return process
