"""A job ends with the Snakemake that started it, so that none goes on writing unseen.

On Linux, by the kernel: Snakemake may be killed and have no time to end its jobs. A stage that is
run by hand has no such parent. Standard library only: the Snakefile imports it.
"""

import contextlib
import ctypes
import os
import re
import signal
import sys
from collections.abc import Iterator

PARENT = "CHROMACEL_PARENT"
TERMINAL = 9
START = f"exec {TERMINAL}>&2; {PARENT}=$PPID exec "
"""What goes before a job's command line in a shell, so that nothing stands between the two.

The job keeps Snakemake's standard error too, for what its log has no room for.
"""
HERE = os.uname().nodename
STARTED_ON = "started on "
ENDED = "done"
PR_SET_PDEATHSIG = 1  # of linux/prctl.h


def end_with_parent() -> None:
    """End this process when the one that started it ends, and the same for those that it starts.

    Raises:
        SystemExit: that has happened already.
    """
    if PARENT not in os.environ or sys.platform != "linux":
        return
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != int(os.environ[PARENT]):
        sys.exit("Error: the process that started this one has ended: run Snakemake again.")
    os.environ[PARENT] = str(os.getpid())


def end_at_interrupt() -> None:
    """Let Ctrl-C end this process at once, as any other signal does, for a stage's files are whole
    or not there. An exception instead would be lost where HDF5 calls our code, and a torn file
    kept."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@contextlib.contextmanager
def marked_log() -> Iterator[None]:
    """A log says first on which computer its job runs, and last that it is done."""
    _mark(f"{STARTED_ON}{HERE}")
    yield
    _mark(ENDED)


def _mark(line: str) -> None:
    if PARENT in os.environ and "LOCAL_RANK" not in os.environ:  # once for all ranks of a training
        with contextlib.suppress(OSError):  # a full disk
            print(line, file=sys.stderr, flush=True)


def is_end(log: str) -> bool:
    """Whether a log's last line says that its job is done or has failed."""
    last = log.rstrip().rpartition("\n")[2]
    return bool(last == ENDED or re.search(r"Error\b", last))


def say(sentence: str) -> None:
    """To standard error, which is the log; if its disk is full, to the terminal."""
    try:
        print(sentence, file=sys.stderr, flush=True)
    except OSError:
        if PARENT in os.environ:
            with contextlib.suppress(OSError):
                os.write(TERMINAL, f"{sentence}\n".encode())
