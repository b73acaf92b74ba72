"""Trained generators in files."""

import json
from pathlib import Path

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save

from chromacel.errors import DamagedFileError
from chromacel.files.whole import whole_file
from chromacel.models.networks import Generator


def save_generator(path: Path, generator: Generator, width: float) -> None:
    """Write the weights as safetensors, with the width that it takes to build the network again."""
    tensors = {name: tensor.contiguous() for name, tensor in generator.state_dict().items()}
    with whole_file(path) as temporary:
        temporary.write_bytes(save(tensors, {"generator": json.dumps({"width": width})}))


def load_generator(path: Path, device: torch.device) -> Generator:
    """A generator in evaluation mode, so that no picture's colors depend on its batch.

    Raises:
        DamagedFileError: the file is no weights file of ours, or damaged.
    """
    try:
        with safe_open(path, "pt") as file:
            generator = Generator(**json.loads(file.metadata()["generator"]))
            names = file.keys()
            generator.load_state_dict({name: file.get_tensor(name) for name in names})
    except (SafetensorError, KeyError, TypeError, ValueError, RuntimeError) as error:
        raise DamagedFileError(f"{path} is damaged or holds no generator ({error})") from error
    return generator.to(device).eval()
