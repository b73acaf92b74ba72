"""Several processes that train one model together, each on its own GPU and its share of a batch.

`torchrun` starts them. Where there is one process, as usual, nothing here does anything.
"""

import contextlib
import logging
import os
import sys
import time
from collections.abc import Iterator, Sequence

import torch
from torch import Tensor, distributed

from chromacel.errors import InputError
from chromacel.machine.devices import DeviceName, claimed_devices, device_of_process, visible_names
from chromacel.machine.processors import processors

GRACE = 20.0  # seconds


def rank() -> int:
    return distributed.get_rank() if distributed.is_initialized() else 0


def world_size() -> int:
    return distributed.get_world_size() if distributed.is_initialized() else 1


def rank_share(batch: Tensor) -> Tensor:
    """This process's part of a batch, possibly none of a small one."""
    return batch.tensor_split(world_size())[rank()]


def sum_over_ranks(tensors: Sequence[Tensor]) -> None:
    """Put the sum over all processes into each tensor, in one exchange."""
    if world_size() > 1:
        together = torch.cat([tensor.flatten() for tensor in tensors])
        distributed.all_reduce(together)
        parts = torch.split(together, [tensor.numel() for tensor in tensors])
        for tensor, part in zip(tensors, parts, strict=True):
            tensor.copy_(part.view_as(tensor))


def is_rank() -> bool:
    """Whether this process is one of those that torchrun started."""
    return "LOCAL_RANK" in os.environ


def run_ranks(name: DeviceName, number: int, module: str) -> None:
    """Run this process's command line again, as `module`, in so many processes with a device each.

    Raises:
        InputError: there are not as many devices.
        SystemExit: one of the processes failed, and has said why.
    """
    with claimed_devices(name, number) as devices:
        if devices[0].type == "cuda":
            os.environ["CUDA_VISIBLE_DEVICES"] = visible_names(devices)
        _torchrun(number, module)


@contextlib.contextmanager
def training_device(name: DeviceName) -> Iterator[torch.device]:
    """The device that this process is to train on. A rank joins the others.

    Raises:
        InputError: there is no such device.
    """
    if is_rank():
        device = device_of_process(name)
        with _joined(device):
            yield device
    else:
        with claimed_devices(name) as [device]:
            yield device


@contextlib.contextmanager
def _joined(device: torch.device) -> Iterator[None]:
    """An error that every rank raises is said by the first one alone."""
    if device.type == "cuda":
        distributed.init_process_group("nccl", device_id=device)
    else:
        distributed.init_process_group("gloo")
    try:
        yield
    except (InputError, OSError):
        if rank():
            time.sleep(GRACE)  # torchrun ends this process as soon as another one has failed
        raise
    distributed.destroy_process_group()


def _torchrun(number: int, module: str) -> None:
    from torch.distributed.elastic.multiprocessing.errors import ChildFailedError
    from torch.distributed.run import main as torchrun  # here, since it takes a second

    logging.getLogger("torch.distributed").setLevel(logging.CRITICAL)
    os.environ["OMP_NUM_THREADS"] = str(max(processors() // number, 1))
    words = ["--standalone", "--nproc-per-node", str(number), "--module", module, *sys.argv[1:]]
    try:
        torchrun(words)
    except ChildFailedError:
        raise SystemExit(1) from None
