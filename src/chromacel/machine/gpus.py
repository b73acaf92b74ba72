"""Whether this machine has a GPU, told without PyTorch, whose import takes seconds, or asked of it
in a process of its own."""

import os
import subprocess
import sys
from pathlib import Path

DEVICES = ("nvidia[0-9]*", "kfd")  # as the drivers of NVIDIA and AMD name them


def has_gpu(devices: Path = Path("/dev")) -> bool:
    """Whether there is a GPU driver's file, and CUDA_VISIBLE_DEVICES does not hide all of them."""
    if os.environ.get("CUDA_VISIBLE_DEVICES", "0") in ("", "-1"):
        return False
    return any(any(devices.glob(pattern)) for pattern in DEVICES)


def count_gpus() -> int | None:
    """How many GPUs PyTorch finds, in about two seconds; None if it cannot be imported here."""
    code = "import torch; print(torch.cuda.device_count() if torch.cuda.is_available() else 0)"
    asked = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False
    )
    return int(asked.stdout) if asked.returncode == 0 else None
