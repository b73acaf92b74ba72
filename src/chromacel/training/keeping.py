"""What a finished training is kept under: all that decides its bytes, as far as that is known."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

import torch

from chromacel.training.engine import Engine


def made_by(
    identity: Mapping[str, Any], engine: Engine, deterministic: bool, ran_on: Sequence[str]
) -> dict[str, Any]:
    """All that made a training: `identity` has settings, code, data and versions, `ran_on` the
    devices in order. One that went on elsewhere has several, so no other training is taken for it.
    """
    switches = {name: value for name, value in asdict(engine).items() if name != "device"}
    on_processors = engine.device.type == "cpu"
    return {
        "kind": "training",
        **identity,
        "ran_on": list(ran_on),
        "engine": {**switches, "deterministic": deterministic},
        "threads": torch.get_num_threads() if on_processors else None,
        "instructions": torch.backends.cpu.get_cpu_capability() if on_processors else None,
    }
