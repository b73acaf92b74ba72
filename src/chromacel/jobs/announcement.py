"""What a user should know at once, and not only who reads the log.

Standard library only.
"""

import contextlib
import logging
import os

from chromacel.jobs.lifetime import PARENT, TERMINAL


def announce(sentence: str) -> None:
    """Into the log and, as a job of a workflow, to the terminal too, where an escape sequence in a
    name is shown and not obeyed."""
    sentence = printable(sentence)
    print(sentence, flush=True)
    if PARENT in os.environ:
        with contextlib.suppress(OSError):
            os.write(TERMINAL, f"{sentence}\n".encode())


def printable(text: str) -> str:
    """The text with escapes in place of what moves a terminal's cursor, sets its colors, or turns
    the direction of writing."""
    return "".join(letter if letter.isprintable() else ascii(letter)[1:-1] for letter in text)


def show_escapes(logger: logging.Logger) -> None:
    """Have Snakemake's logger show escape sequences in the names of files, too."""
    logger.addFilter(_escapes_shown)


def _escapes_shown(record: logging.LogRecord) -> bool:
    """Put escapes into a record's texts; no record is left out."""
    for field, value in vars(record).items():
        if isinstance(value, str):
            vars(record)[field] = _printable_lines(value)
        elif isinstance(value, list) and all(isinstance(item, str) for item in value):
            vars(record)[field] = [_printable_lines(item) for item in value]
    return True


def _printable_lines(text: str) -> str:
    return "\n".join(printable(line) for line in text.split("\n"))
