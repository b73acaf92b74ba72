"""How a training uses its device: what changes its speed, and its results by rounding alone."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import torch
from torch.optim import Adam, Optimizer

from chromacel.models.objectives import Objective
from chromacel.models.settings import TrainingSettings

Precision = Literal["auto", "float32", "bfloat16"]
Switch = bool | Literal["auto"]
BETA2 = 0.999  # Adam's usual one; the paper does not change it


@dataclass(frozen=True)
class EngineSettings:
    """Precision, memory layout and fusion, each with `auto` for what pays on the device.

    Attributes:
        precision: auto, or the floating-point format that networks compute in
        channels_last: keep the channels of a pixel beside each other in memory; True, False or auto
        fused_adam: update all weights in one kernel; True, False or auto
        compile: compile the networks; True, False or auto
        deterministic: two runs on a GPU give the same weights; processors always do
        dataset_gb: a larger split is streamed from disk
        resume_minutes: the most work that a killed training loses
        tensorboard: write event files for TensorBoard; True or False
    """

    precision: Precision
    channels_last: Switch
    fused_adam: Switch
    compile: Switch
    deterministic: bool
    dataset_gb: float
    resume_minutes: float
    tensorboard: bool = False


@dataclass(frozen=True)
class Engine:
    """The settings as resolved for a device. All off is the specification's arithmetic."""

    device: torch.device
    bfloat16: bool = False
    channels_last: bool = False
    fused_adam: bool = False
    compile: bool = False

    def prepare(self, objective: Objective) -> None:
        """Bring the objective's networks onto the device, as they are to compute there."""
        for network in objective.networks.values():
            network.to(self.device)
            if self.channels_last:
                network.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
            network.in_bfloat16 = self.bfloat16
            if self.compile:
                network.compile(dynamic=False)

    def optimizers(self, objective: Objective, settings: TrainingSettings) -> dict[str, Optimizer]:
        return {
            name: Adam(
                network.parameters(),
                settings.learning_rate,
                betas=(settings.beta1, BETA2),
                fused=self.fused_adam,
            )
            for name, network in objective.networks.items()
        }

    def layout(self, batch: torch.Tensor) -> torch.Tensor:
        """(n, c, h, w) in the memory layout of the networks."""
        layout = torch.channels_last if self.channels_last else torch.contiguous_format
        return batch.contiguous(memory_format=layout)


def resolve(settings: EngineSettings, device: torch.device) -> Engine:
    """What `auto` means on the device, by `benchmarks/training.py`.

    `compile` is never automatic: it needs a C++ compiler and a minute before the first batch.
    """
    if device.type == "cuda":
        torch.backends.cudnn.allow_tf32 = False  # float32 is what it says
        _choose_algorithms(settings.deterministic)
        is_bfloat16_fast = torch.cuda.get_device_capability(device) >= (8, 0)
    else:
        is_bfloat16_fast = has_fast_bfloat16()
    precision = settings.precision
    return Engine(
        device,
        bfloat16=is_bfloat16_fast if precision == "auto" else precision == "bfloat16",
        channels_last=_switched(settings.channels_last, auto=True),
        fused_adam=_switched(settings.fused_adam, auto=True),
        compile=_switched(settings.compile, auto=False),
    )


def _switched(switch: Switch, auto: bool) -> bool:
    return auto if switch == "auto" else switch


def _choose_algorithms(deterministic: bool) -> None:
    """On a GPU: the fastest algorithms, by trial, or those that always give the same."""
    torch.backends.cudnn.benchmark = not deterministic
    if deterministic:
        os.environ.setdefault("CUBLAS_WORKSPACE_CONFIG", ":4096:8")  # cuBLAS asks for it
        torch.use_deterministic_algorithms(True)


def has_fast_bfloat16() -> bool:
    """Whether the processors have instructions for it; elsewhere it is slower than float32."""
    try:
        words = set(Path("/proc/cpuinfo").read_text(encoding="utf-8").split())
    except OSError:
        return False
    return bool(words & {"avx512_bf16", "amx_bf16", "bf16"})
