"""Jobs of a forked Snakemake, forked too: `python`, which their shells find first, asks a process
that has loaded the libraries for a copy of itself, and ends as that does."""

import contextlib
import ctypes
import fcntl
import json
import multiprocessing
import os
import runpy
import signal
import socket
import sys
import tempfile
from collections.abc import Iterator
from multiprocessing.connection import wait
from multiprocessing.context import ForkProcess
from pathlib import Path

from chromacel.jobs.lifetime import PARENT, PR_SET_PDEATHSIG

FORK = multiprocessing.get_context("fork")
HIGH = 200  # file descriptors that nothing has
MOST = 100  # of a job
PYTHON = """#!{python} -IS
import json, os, socket, sys
if sys.argv[1] != "-m":
    os.execv({python!r}, [{python!r}, *sys.argv[1:]])
files = []
for name in os.listdir("/proc/self/fd"):
    try:
        os.fstat(int(name))
        files.append(int(name))
    except OSError:  # was that of the list
        pass
with socket.socket(socket.AF_UNIX) as server:
    server.connect({address!r})
    said = json.dumps([sys.argv[2:], os.getcwd(), dict(os.environ), files]) + "\\n"
    socket.send_fds(server, [said[:1].encode()], files)
    server.sendall(said[1:].encode())
    status = int(server.recv(100) or 1)
if status < 0:
    os.kill(os.getpid(), -status)
sys.exit(status)
"""


@contextlib.contextmanager
def python() -> Iterator[str]:
    """A program that runs `python -m` in a copy of this process, while the block lasts."""
    with tempfile.TemporaryDirectory() as folder, socket.socket(socket.AF_UNIX) as listener:
        address, program = f"{folder}/socket", Path(folder, "python")
        listener.bind(address)
        listener.listen()
        program.write_text(PYTHON.format(python=sys.executable, address=address))
        program.chmod(0o755)
        server = FORK.Process(target=_serve, args=(listener,))
        server.start()
        try:
            yield str(program)
        finally:
            server.kill()
            server.join()


def _serve(listener: socket.socket) -> None:
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    jobs: dict[socket.socket, ForkProcess] = {}
    while True:
        ready = wait([listener, *jobs, *(job.sentinel for job in jobs.values())])
        for asking, job in list(jobs.items()):
            if asking in ready:
                job.kill()  # as the program was
            if job.sentinel in ready:
                job.join()
                with contextlib.suppress(OSError):
                    asking.sendall(str(job.exitcode).encode())
                asking.close()
                del jobs[asking]
        if listener in ready:
            asking, _ = listener.accept()
            *given, files = _asked(asking)
            jobs[asking] = FORK.Process(target=_job, args=(*given, files))
            jobs[asking].start()
            for file in files.values():
                os.close(file)


def _asked(asking: socket.socket) -> tuple[list[str], str, dict[str, str], dict[int, int]]:
    said, files, _, _ = socket.recv_fds(asking, 1, MOST)
    with asking.makefile("rb") as rest:
        words, folder, environment, numbers = json.loads(said + rest.readline())
    return words, folder, environment, dict(zip(numbers, files, strict=True))


def _job(words: list[str], folder: str, environment: dict[str, str], files: dict[int, int]) -> None:
    import torch

    apart = {number: fcntl.fcntl(file, fcntl.F_DUPFD, HIGH) for number, file in files.items()}
    for file in files.values():
        os.close(file)
    for number, file in apart.items():
        os.dup2(file, number)
    os.closerange(HIGH, HIGH + MOST)
    sys.stdout = os.fdopen(1, "w", closefd=False)
    sys.stderr = os.fdopen(2, "w", buffering=1, errors="backslashreplace", closefd=False)
    if PARENT in environment:
        environment[PARENT] = str(os.getppid())
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(folder)
    torch.set_num_threads(int(environment.get("OMP_NUM_THREADS", os.cpu_count() or 1)))
    sys.path[:0] = [folder, *environment.get("PYTHONPATH", "").split(os.pathsep)]
    sys.argv = words
    runpy.run_module(words[0], run_name="__main__", alter_sys=True)
