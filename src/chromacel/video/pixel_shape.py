"""The shape of pixels in Matroska's header, which PyAV does not write."""

import os
from fractions import Fraction
from pathlib import Path

import ffmpeg
import imageio_ffmpeg


def write_aspect(path: Path, stream: int, shown: Fraction, scratch: Path) -> None:
    """Copy a .mkv in place, with another shape of the picture: its width over its height."""
    copying = ffmpeg.input(f"file:{path}", copyts=None).output(
        f"file:{scratch}",
        map=0,
        c="copy",
        format="matroska",
        default_mode="passthrough",
        fflags="+bitexact",
        loglevel="quiet",
        **{f"aspect:{stream}": f"{shown.numerator}:{shown.denominator}"},
    )
    try:
        copying.run(cmd=imageio_ffmpeg.get_ffmpeg_exe(), quiet=True, overwrite_output=True)
        scratch.replace(path)
    except ffmpeg.Error as error:
        raise OSError(os.strerror(5)) from error
    finally:
        scratch.unlink(missing_ok=True)
