"""OpenCV and PyTorch compute with one thread each, and with as many as before afterwards."""

import cv2
import pytest
import torch

from chromacel.machine.threads import one_thread


def numbers() -> tuple[int, int]:
    return cv2.getNumThreads(), torch.get_num_threads()


def test_one_thread_each_also_where_an_error_ends_it() -> None:
    before = numbers()
    try:
        cv2.setNumThreads(2)
        torch.set_num_threads(2)
        with pytest.raises(RuntimeError, match="stopped"), one_thread():
            assert numbers() == (1, 1)
            raise RuntimeError("stopped")
        assert numbers() == (2, 2)
    finally:
        cv2.setNumThreads(before[0])
        torch.set_num_threads(before[1])
