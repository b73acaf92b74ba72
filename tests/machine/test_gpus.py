"""A GPU is told from its driver's files, without PyTorch."""

from pathlib import Path

import pytest
import torch

from chromacel.machine.gpus import count_gpus, has_gpu


@pytest.mark.parametrize(
    ("file", "visible", "expected"),
    [
        ("nvidia0", None, True),
        ("nvidia1", "1", True),
        ("kfd", None, True),
        ("nvidia0", "", False),
        ("nvidia0", "-1", False),
        ("nvidiactl", None, False),
        ("null", None, False),
    ],
)
def test_a_driver_s_files_tell(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    file: str,
    visible: str | None,
    expected: bool,
) -> None:
    (tmp_path / file).touch()
    monkeypatch.delenv("CUDA_VISIBLE_DEVICES", raising=False)
    if visible is not None:
        monkeypatch.setenv("CUDA_VISIBLE_DEVICES", visible)
    assert has_gpu(tmp_path) is expected


def test_pytorch_is_asked_in_a_process_of_its_own() -> None:
    assert count_gpus() == (torch.cuda.device_count() if torch.cuda.is_available() else 0)
