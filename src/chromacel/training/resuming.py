"""The file that a training is kept in while it runs, so that a killed one goes on bit for bit."""

import contextlib
import json
import os
import signal
import threading
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save
from torch import Tensor

from chromacel.errors import InputError
from chromacel.files.checksums import check_intact, remove_with_checksum
from chromacel.files.whole import whole_file
from chromacel.machine.devices import device_name
from chromacel.machine.distributed import rank, world_size
from chromacel.training.engine import Engine
from chromacel.training.loop import Training

SIGNALS = (signal.SIGINT, signal.SIGTERM)
# Hashes tell a reader nothing.
OPAQUE = dict.fromkeys(("code", "starts_from"), "was different") | {"shards": "were different"}


class ResumeFile:
    """Saves a training every so many minutes, and when a signal ends it.

    `identity` is what makes it this training and no other: settings, code, data. `ran_on` names
    the devices that it has run on, with their precision, in order.
    """

    def __init__(
        self, path: Path, identity: Mapping[str, Any], minutes: float, engine: Engine
    ) -> None:
        self.path, self.identity, self.minutes = path, identity, minutes
        self.ran_on = [machine_of(engine)]
        self.saved = time.monotonic()
        self.signal = 0  # that is to end the training

    def due(self) -> bool:
        """Asked of all processes, but only the first one saves."""
        is_late = time.monotonic() - self.saved >= 60 * self.minutes
        return rank() == 0 and (is_late or bool(self.signal))

    @contextlib.contextmanager
    def saved_at_signals(self) -> Iterator[None]:
        """Have Ctrl-C, or a batch system's SIGTERM, end this process only once it has saved after
        the batch that it is at; the second one ends it at once.

        Not of several that train together: all of them get the signal.
        """
        if world_size() > 1 or threading.current_thread() is not threading.main_thread():
            yield
            return

        def note(number: int, _: object) -> None:
            self.signal = number
            signal.signal(number, signal.SIG_DFL)

        earlier = {number: signal.signal(number, note) for number in SIGNALS}
        try:
            yield
        finally:
            for number, handler in earlier.items():
                signal.signal(number, handler)

    def save(self, training: Training) -> None:
        """Raises InputError if there is no room for it."""
        metadata = {
            "identity": json.dumps(self.identity),
            "ran_on": json.dumps(self.ran_on),
            "validation": json.dumps(training.validation),
        }
        content = save(_tensors(training), metadata)
        with whole_file(self.path) as temporary, temporary.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())  # before the rename, or a power cut could leave it empty
        self.saved = time.monotonic()
        epoch, batch = divmod(training.done, training.epoch_batches)
        print(f"saved in epoch {epoch + 1} after {batch} batches", flush=True)
        if self.signal:
            os.kill(os.getpid(), self.signal)

    def restore(self, training: Training) -> None:
        """Set the training to where the file left it, if there is one.

        Raises:
            InputError: the file is damaged, or of another training.
        """
        if not self.path.exists():
            return
        check_intact(self.path)
        try:
            with safe_open(self.path, "pt") as file:
                metadata = {key: json.loads(text) for key, text in file.metadata().items()}
                self._check(metadata["identity"])
                names = file.keys()
                _set_tensors(training, {name: file.get_tensor(name) for name in names})
            training.validation = [(l1, l2) for l1, l2 in metadata["validation"]]
            earlier = [name for name in metadata["ran_on"] if name not in self.ran_on]
            self.ran_on = [*earlier, *self.ran_on]
        except RuntimeError as error:  # PyTorch's, of tensors that its networks do not have
            reason = " ".join(str(error).split())
            raise InputError(
                f"{self.path} keeps other networks than this training's ({reason}): delete it to"
                " train from the beginning."
            ) from error
        except (SafetensorError, KeyError, ValueError, TypeError) as error:
            raise InputError(
                f"{self.path} is damaged ({error}): delete it to train from the beginning."
            ) from error
        if rank() == 0:
            print(f"going on after {training.done} of {len(training.losses)} batches", flush=True)

    def remove(self) -> None:
        if rank() == 0:
            remove_with_checksum(self.path)

    def _check(self, theirs: Mapping[str, Any]) -> None:
        for key, ours in self.identity.items():
            if theirs.get(key) != ours:
                was = OPAQUE.get(key) or f"was {theirs.get(key)}, not {ours}"
                raise InputError(
                    f"{self.path} keeps a training whose {key} {was}: put that back to go on"
                    " from there, or delete the file to train from the beginning."
                )


def machine_of(engine: Engine) -> str:
    """The devices of this run, and the precision that they compute in."""
    precision = "bfloat16" if engine.bfloat16 else "float32"
    return f"{world_size()} × {device_name(engine.device)}, {precision}"


def _tensors(training: Training) -> dict[str, Tensor]:
    """All that a training is, but for its validation, by name."""
    tensors = {"losses": training.losses[: training.done]}
    if training.colored:
        tensors["colored"] = torch.stack(training.colored)
    for name, network in training.objective.networks.items():
        for key, tensor in network.state_dict().items():
            tensors[f"{name}/network/{key}"] = tensor
    for name, optimizer in training.optimizers.items():
        for number, state in optimizer.state_dict()["state"].items():
            for key, tensor in state.items():
                tensors[f"{name}/optimizer/{number}/{key}"] = tensor
    return {name: tensor.contiguous() for name, tensor in tensors.items()}


def _set_tensors(training: Training, tensors: Mapping[str, Tensor]) -> None:
    losses = tensors["losses"]
    training.done = len(losses)
    training.losses[: training.done] = losses
    training.colored = list(tensors["colored"]) if "colored" in tensors else []
    for name, network in training.objective.networks.items():
        network.load_state_dict(_below(f"{name}/network/", tensors))
        states: dict[int, dict[str, Tensor]] = {}
        for key, moment in _below(f"{name}/optimizer/", tensors).items():
            number, field = key.split("/")
            laid_out = training.engine.layout(moment) if moment.dim() == 4 else moment
            states.setdefault(int(number), {})[field] = laid_out
        optimizer = training.optimizers[name]
        optimizer.load_state_dict({**optimizer.state_dict(), "state": states})


def _below(start: str, tensors: Mapping[str, Tensor]) -> dict[str, Tensor]:
    return {key.removeprefix(start): part for key, part in tensors.items() if key.startswith(start)}
