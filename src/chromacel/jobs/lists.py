"""Paths that reach a stage in a file, since there may be more than a command line holds."""

import argparse
import os
from pathlib import Path


class PathList(list[Path]):
    """The paths in a file, each followed by a NUL, which no path contains: as type of a parameter,
    it makes a flag that takes the file. A shell's `<(printf '%s\\0' PATH ...)` is such a file."""

    def __init__(self, file: str) -> None:
        try:
            content = Path(file).read_bytes()
        except OSError as error:
            raise argparse.ArgumentTypeError(f"{file}: {error.strerror}") from error
        # `printf` without a path writes one NUL.
        super().__init__(Path(os.fsdecode(path)) for path in content.split(b"\0") if path)
