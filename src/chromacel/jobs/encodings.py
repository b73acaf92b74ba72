"""UTF-8 in the locale and in config files, or one sentence that says what is there instead.

Standard library only: the Snakefile and the profiles import it.
"""

import codecs
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from chromacel.errors import InputError
from chromacel.jobs.command import plain_errors

CONFIG_FLAGS = ("--configfile", "--configfiles")
UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def check_locale() -> None:
    """Raises InputError if Python takes file names for another encoding than UTF-8."""
    encoding = sys.getfilesystemencoding()
    if codecs.lookup(encoding).name != "utf-8":
        raise InputError(
            f"The locale's encoding is {encoding}, and files and logs are read in UTF-8: put"
            " PYTHONUTF8=1 before the command, or choose a UTF-8 locale."
        )


def check_utf8(files: Iterable[Path]) -> None:
    """Raises InputError if one of the files is there and is not in UTF-8."""
    for file in files:
        content = file.read_bytes() if file.is_file() else b""
        try:
            content.decode("utf-8-sig")
            is_text = b"\0" not in content
        except UnicodeDecodeError:
            is_text = False
        if not is_text:
            encoding = "in UTF-16" if content.startswith(UTF_16) else "not in UTF-8"
            raise InputError(f"The config file {file} is {encoding}: save it in UTF-8.")


def check_command_line() -> None:
    """End Snakemake with a sentence if it names a config file that is not in UTF-8."""
    with plain_errors():
        check_utf8(config_files(sys.argv[1:]))


def config_files(words: Sequence[str]) -> list[Path]:
    """The config files that Snakemake's command line names."""
    files, is_config = [], False
    for word in words:
        flag, _, value = word.partition("=")
        if word.startswith("-"):
            is_config = flag in CONFIG_FLAGS
            files += [Path(value)] if is_config and value else []
        elif is_config:
            files.append(Path(word))
    return files
