"""The device that a job computes on, and GPUs that only one training uses at a time."""

import contextlib
import fcntl
import os
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO, Literal

import torch

from chromacel.errors import MissingGpuError
from chromacel.machine.memory import free_memory, keep_freed_memory
from chromacel.machine.processors import processors

DeviceName = Literal["auto", "cpu", "cuda"]
LOCKS = Path(tempfile.gettempdir())
PATIENCE = 1.0  # seconds between two looks for a free GPU


@contextlib.contextmanager
def claimed_devices(name: DeviceName, number: int = 1) -> Iterator[list[torch.device]]:
    """The named devices, so many of them; `auto` is GPUs where there are any.

    A GPU is no other process's until the block ends, so that a scheduler, which only counts them,
    may start several trainings on a machine. Says on standard output which device it is.

    Raises:
        MissingGpuError: `cuda` was asked for and there are not as many GPUs.
    """
    available = torch.cuda.device_count() if torch.cuda.is_available() else 0
    if name == "cpu" or (name == "auto" and not available):
        yield [_prepared_cpu()] * number
        return
    if not available:
        raise MissingGpuError(
            "A GPU is asked for and PyTorch finds none",
            "run where there is one",
            asked=number,
            available=0,
        )
    if available < number:
        raise MissingGpuError(
            f"{number} GPUs are asked for and PyTorch finds {available}",
            "ask for fewer",
            asked=number,
            available=available,
        )
    names = [str(torch.cuda.get_device_properties(place).uuid) for place in range(available)]
    with claimed(names, number) as places:
        for place in places:
            print(f"Device: cuda:{place} ({torch.cuda.get_device_name(place)})", flush=True)
        if number == 1:
            torch.cuda.set_device(places[0])
        yield [torch.device("cuda", place) for place in places]


def device_of_process(name: DeviceName) -> torch.device:
    """The device of one of the processes that torchrun started."""
    if name == "cpu" or not torch.cuda.is_available():
        return _prepared_cpu()
    device = torch.device("cuda", int(os.environ["LOCAL_RANK"]))
    torch.cuda.set_device(device)
    return device


def visible_names(devices: Sequence[torch.device]) -> str:
    """What CUDA_VISIBLE_DEVICES has to be for another process to see these GPUs alone."""
    seen = os.environ.get("CUDA_VISIBLE_DEVICES")
    names = seen.split(",") if seen else [str(n) for n in range(torch.cuda.device_count())]
    return ",".join(names[device.index] for device in devices)


@contextlib.contextmanager
def claimed(names: Sequence[str], number: int) -> Iterator[list[int]]:
    """Places of so many of the named GPUs, all at once, as soon as no other process has them."""
    with contextlib.ExitStack() as locks:
        while True:
            taken: list[int] = []
            for place, name in enumerate(names):
                if len(taken) < number and (lock := _lock(LOCKS / f"chromacel-{name}.lock")):
                    locks.enter_context(lock)
                    taken.append(place)
            if len(taken) == number:
                yield taken
                return
            locks.close()  # or two jobs could each wait for the other's
            print(f"Waiting for {number} of {len(names)} GPUs to be free", flush=True)
            time.sleep(PATIENCE)


def _lock(path: Path) -> IO[str] | None:
    """The file locked by this process, or nothing if another one has it."""
    with contextlib.suppress(FileExistsError):
        path.touch(mode=0o666, exist_ok=False)
        path.chmod(0o666)  # other users claim the same GPU
    file = path.open("r")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.close()
        return None
    return file


def _prepared_cpu() -> torch.device:
    # A job may be promised more threads than the machine has processors.
    threads = min(torch.get_num_threads(), processors())
    torch.set_num_threads(threads)
    keep_freed_memory()
    print(f"Device: cpu ({threads} threads)", flush=True)
    return torch.device("cpu")


def free_device_memory(device: torch.device) -> int:
    """Bytes that can still be allocated on the device."""
    return torch.cuda.mem_get_info(device)[0] if device.type == "cuda" else free_memory()


def is_out_of_memory(error: RuntimeError) -> bool:
    """Whether PyTorch raised it because the device, or this machine, has no memory left."""
    return isinstance(error, torch.OutOfMemoryError) or "can't allocate memory" in str(error)


def device_name(device: torch.device) -> str:
    return torch.cuda.get_device_name(device) if device.type == "cuda" else device.type
