"""Whether this machine has a GPU, told without PyTorch, whose import takes seconds."""

import os
from pathlib import Path

DEVICES = ("nvidia[0-9]*", "kfd")  # as the drivers of NVIDIA and AMD name them


def has_gpu(devices: Path = Path("/dev")) -> bool:
    """Whether a GPU's driver has a file, and CUDA_VISIBLE_DEVICES does not hide all GPUs."""
    if os.environ.get("CUDA_VISIBLE_DEVICES", "0") in ("", "-1"):
        return False
    return any(any(devices.glob(pattern)) for pattern in DEVICES)
