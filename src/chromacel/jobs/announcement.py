"""What a user should know at once, and not only who reads the log.

Standard library only.
"""

import contextlib
import os

from chromacel.jobs.lifetime import PARENT, TERMINAL


def announce(sentence: str) -> None:
    """Into the log and, as a job of a workflow, to the terminal too, where an escape sequence in a
    name is shown and not obeyed."""
    sentence = "".join(
        letter if letter.isprintable() else ascii(letter)[1:-1] for letter in sentence
    )
    print(sentence, flush=True)
    if PARENT in os.environ:
        with contextlib.suppress(OSError):
            os.write(TERMINAL, f"{sentence}\n".encode())
