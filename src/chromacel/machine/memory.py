"""What the machine offers to this process."""

import ctypes
import os

M_TRIM_THRESHOLD, M_MMAP_MAX = -1, -4  # from malloc.h


def free_memory() -> int:
    """Bytes that can still be taken before the machine swaps."""
    import psutil  # here, since a GPU's memory is known without it

    return int(psutil.virtual_memory().available)


def keep_freed_memory() -> None:
    """Let glibc keep large blocks that are freed, for the next batch needs the same again.

    It gives them back to the system otherwise, and each new one costs a fault per page: half of
    the time of a batch of 64.
    """
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None) if os.name == "posix" else None
    if mallopt:
        mallopt(M_MMAP_MAX, 0)
        mallopt(M_TRIM_THRESHOLD, -1)
