"""The device that a job computes on."""

import os
from typing import Literal

import torch

from chromacel.errors import InputError

DeviceName = Literal["auto", "cpu", "cuda"]


def choose_device(name: DeviceName) -> torch.device:
    """The named device; `auto` is a GPU where there is one. Says on standard output which.

    Raises:
        InputError: `cuda` was asked for and there is none.
    """
    available = torch.cuda.is_available()
    if name == "cuda" and not available:
        raise InputError(
            "`device: cuda` asks for a GPU and PyTorch finds none: run where there is one, or set"
            " `device: auto`."
        )
    if available and name != "cpu":
        print(f"Device: cuda ({torch.cuda.get_device_name()})", flush=True)
        return torch.device("cuda")
    # A job may be promised more threads than the machine has processors.
    affinity = getattr(os, "sched_getaffinity", None)  # not on macOS
    processors = len(affinity(0)) if affinity else os.cpu_count() or 1
    threads = min(torch.get_num_threads(), processors)
    torch.set_num_threads(threads)
    print(f"Device: cpu ({threads} threads)", flush=True)
    return torch.device("cpu")
