"""A real SLURM cluster on one machine: two nodes, each with two pretended GPUs.

`python tests/cluster/slurm.py COMMAND …` starts it, runs the command, and stops it; nothing of it
stays but the programs. It takes root, and Debian's packages slurmctld, slurmd, slurm-client and
munge, whose own services must not run.
"""

import contextlib
import os
import shutil
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

PROGRAMS = ("slurmctld", "slurmd", "sbatch", "munged")
NODES = ("node01", "node02")
GPUS = 2  # of each node
# Snakemake's plugin passes no other place on to the steps of a job.
CONFIG = Path("/etc/slurm")
SECONDS = 30  # that the cluster may take to start, and any answer of it
SLURM_CONF = """\
ClusterName=chromacel
SlurmctldHost={host}(127.0.0.1)
SlurmUser=root
AuthType=auth/munge
SlurmctldPort=17000
SlurmctldPidFile={folder}/slurmctld.pid
SlurmctldLogFile={folder}/slurmctld.log
StateSaveLocation={folder}/state
SlurmdPidFile={folder}/%n.pid
SlurmdLogFile={folder}/%n.log
SlurmdSpoolDir={folder}/%n
SlurmdParameters=config_overrides
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU_Memory
GresTypes=gpu
ReturnToService=2
SlurmdTimeout=20
KillWait=2
MinJobAge=60
InactiveLimit=0
JobCompType=jobcomp/filetxt
JobCompLoc={folder}/jobs.txt
NodeName=node01 NodeHostname={host} NodeAddr=127.0.0.1 Port=17001 {size}
NodeName=node02 NodeHostname={host} NodeAddr=127.0.0.1 Port=17002 {size}
PartitionName=all Nodes=ALL Default=YES MaxTime=INFINITE State=UP OverTimeLimit=0
"""
NODE = f"CPUs=16 RealMemory=64000 Gres=gpu:{GPUS} State=UNKNOWN"


def missing() -> str:
    """Why no cluster can be started here, or nothing."""
    if os.geteuid() != 0:
        return "a SLURM cluster on one machine takes root"
    absent = [name for name in PROGRAMS if not shutil.which(name, path=_path())]
    return f"{', '.join(absent)} not installed (apt-get install slurm-wlm munge)" if absent else ""


@contextlib.contextmanager
def cluster() -> Iterator[Path]:
    """The folder of the running cluster's logs. Everything is stopped and removed at the end."""
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="slurm-")))
        folder.chmod(0o755)
        (folder / "state").mkdir()
        stack.enter_context(_own_config(folder))
        _start_munge(folder, stack)
        _start("slurmctld", folder, stack, "slurmctld", "-D")
        for node in NODES:
            start_node(node, folder, stack)
        deadline = time.monotonic() + SECONDS
        while (states := asked("sinfo", "-h", "-o", "%T").split()) != ["idle"]:
            if time.monotonic() > deadline:
                logs = "\n".join(path.read_text() for path in folder.glob("*.log"))
                raise RuntimeError(f"the cluster did not start ({states}):\n{logs}")
            time.sleep(0.2)
        yield folder


def start_node(node: str, folder: Path, stack: contextlib.ExitStack) -> subprocess.Popen[bytes]:
    return _start(node, folder, stack, "slurmd", "-D", "-N", node)


def asked(*words: str) -> str:
    """What a SLURM command answers; a hanging one is ended."""
    done = subprocess.run(
        words, capture_output=True, text=True, timeout=SECONDS, check=False, env=_environment()
    )
    return done.stdout


@contextlib.contextmanager
def _own_config(folder: Path) -> Iterator[None]:
    """Our files in /etc/slurm; what was there before comes back."""
    before = folder / "before"
    if CONFIG.exists():
        shutil.move(CONFIG, before)
    CONFIG.mkdir()
    try:
        for node in NODES:
            for number in range(GPUS):
                device = folder / f"{node}-gpu{number}"
                os.mknod(device, stat.S_IFCHR | 0o666, os.makedev(1, 3))
        host = os.uname().nodename
        text = SLURM_CONF.format(host=host, folder=folder, size=NODE)
        (CONFIG / "slurm.conf").write_text(text)
        lines = [
            f"NodeName={node} Name=gpu File={folder}/{node}-gpu[0-{GPUS - 1}]\n" for node in NODES
        ]
        (CONFIG / "gres.conf").write_text("".join(lines))
        yield
    finally:
        shutil.rmtree(CONFIG)
        if before.exists():
            shutil.move(before, CONFIG)


def _start_munge(folder: Path, stack: contextlib.ExitStack) -> None:
    """Unless one runs already, on the usual socket, as root and with a key of its own."""
    if subprocess.run(["munge", "-n"], capture_output=True, check=False).returncode == 0:
        return
    key = folder / "munge.key"
    key.write_bytes(os.urandom(128))
    key.chmod(0o400)
    socket = Path("/run/munge")
    if not socket.exists():
        stack.callback(shutil.rmtree, socket)
        socket.mkdir(mode=0o755)
    names = ("key-file", "pid-file", "log-file", "seed-file")
    files = [f"--{name}={folder}/munge.{name.removesuffix('-file')}" for name in names]
    _start("munged", folder, stack, "munged", "--foreground", "--force", *files)
    deadline = time.monotonic() + SECONDS
    while subprocess.run(["munge", "-n"], capture_output=True, check=False).returncode:
        if time.monotonic() > deadline:
            raise RuntimeError("munged did not start")
        time.sleep(0.1)


def _start(
    name: str, folder: Path, stack: contextlib.ExitStack, *words: str
) -> subprocess.Popen[bytes]:
    log = stack.enter_context((folder / f"{name}.out").open("ab"))
    daemon = subprocess.Popen(words, stdout=log, stderr=log, env=_environment())
    stack.callback(_stop, daemon)
    return daemon


def _stop(daemon: subprocess.Popen[bytes]) -> None:
    daemon.terminate()
    try:
        daemon.wait(10)
    except subprocess.TimeoutExpired:
        daemon.kill()
        daemon.wait()


def _environment() -> dict[str, str]:
    return {**os.environ, "PATH": _path()}


def _path() -> str:
    return f"{os.environ['PATH']}{os.pathsep}/usr/sbin"


if __name__ == "__main__":
    if reason := missing():
        sys.exit(f"Error: {reason}.")
    with cluster():
        sys.exit(subprocess.run(sys.argv[1:], check=False).returncode)
