"""Which instructions of the processor x264 may use."""

import contextlib
from pathlib import Path


def x264_instructions() -> list[str]:
    """Of its parameters, those that have the same frames give the same bytes.

    With AVX-512, its macroblock tree reads memory that nothing was written to, at most
    sizes: at 96 × 64, 320 × 240 and 640 × 482, but not at 640 × 360.
    """
    with contextlib.suppress(OSError):
        if "avx512bw" in Path("/proc/cpuinfo").read_text(encoding="utf-8").split():
            return ["asm=avx2"]
    return []
