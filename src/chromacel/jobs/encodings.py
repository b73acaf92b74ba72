"""UTF-8 in the locale and in config files, or one sentence that says what is there instead.

Standard library only: the Snakefile imports it.
"""

import codecs
import sys
from pathlib import Path

from chromacel.errors import InputError


def check_locale() -> None:
    """Raises InputError if Python takes file names for another encoding than UTF-8."""
    encoding = sys.getfilesystemencoding()
    if codecs.lookup(encoding).name != "utf-8":
        raise InputError(
            f"The locale's encoding is {encoding}, and files and logs are read in UTF-8: put"
            " PYTHONUTF8=1 before the command, or choose a UTF-8 locale."
        )


def check_utf8(file: Path) -> None:
    """Raises InputError if a config file is there and is not in UTF-8."""
    try:
        if file.is_file():
            file.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise InputError(
            f"The config file {file} is in UTF-16 or not Unicode: save it in UTF-8."
        ) from error
