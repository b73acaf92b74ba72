"""How many threads the libraries of this process compute with."""

import contextlib
from collections.abc import Iterator

import cv2
import torch


@contextlib.contextmanager
def one_thread() -> Iterator[None]:
    """OpenCV and PyTorch compute with one thread each, and with as many as before afterwards.

    For many small pictures: what a second thread takes, waiting included, is more than it saves.
    Not for several threads of Python at a time, since the numbers are the process's.
    """
    numbers = cv2.getNumThreads(), torch.get_num_threads()
    cv2.setNumThreads(1)
    torch.set_num_threads(1)
    try:
        yield
    finally:
        cv2.setNumThreads(numbers[0])
        torch.set_num_threads(numbers[1])
