"""The precision that `auto` stands for, by what the processor says of itself."""

from pathlib import Path

import pytest
import torch

from chromacel.training import engine
from chromacel.training.engine import EngineSettings, has_fast_bfloat16, resolve

CPU = torch.device("cpu")
INTEL = "processor\t: 0\nflags\t\t: fpu sse avx2 avx512f avx512_bf16 amx_tile\nbugs\t\t:\n"
ARM = "processor\t: 0\nFeatures\t: fp asimd svebf16 i8mm bf16\n"
OLD = "processor\t: 0\nflags\t\t: fpu sse avx2 avx512f avx512_fp16\n"
NEAR = "processor\t: 0\nmodel name\t: avx512_bf16-less\nFeatures\t: fp asimd svebf16\n"


@pytest.fixture
def cpuinfo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "cpuinfo"
    monkeypatch.setattr(engine, "Path", lambda name: {"/proc/cpuinfo": path}[name])
    return path


@pytest.mark.parametrize(("said", "fast"), [(INTEL, True), (ARM, True), (OLD, False)])
def test_auto_is_bfloat16_where_the_processor_is_fast_at_it(
    cpuinfo: Path, said: str, fast: bool
) -> None:
    cpuinfo.write_text(said)
    assert has_fast_bfloat16() is fast
    for precision, expected in (("auto", fast), ("float32", False), ("bfloat16", True)):
        settings = EngineSettings(precision, "auto", "auto", "auto", False, 1, 10)
        assert resolve(settings, CPU).bfloat16 is expected


def test_a_system_that_says_nothing_of_its_processor_computes_in_float32(cpuinfo: Path) -> None:
    assert not cpuinfo.exists()
    assert has_fast_bfloat16() is False


def test_a_flag_counts_as_a_whole_word(cpuinfo: Path) -> None:
    cpuinfo.write_text(NEAR)
    assert has_fast_bfloat16() is False
