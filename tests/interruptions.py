"""Jobs and Snakemakes that are killed or started twice, and files deleted or dated by hand."""

import contextlib
import math
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import psutil

from conftest import Workflow
from forked import PATIENCE
from tiny_jobs import Job, check_complete_run, check_nothing_partial, delete

STAGES = "chromacel.stages."
FEW = 8  # files at a time


def kill_jobs(
    workflow: Workflow,
    right: dict[str, bytes],
    seconds: dict[str, float],
    share: float,
    rng: random.Random,
) -> int:
    """Make all from nothing, and kill this share of the jobs, each once and with its children.

    Snakemake tries them again. `seconds` is how long a job of each rule takes that may be killed.
    Returns how many were killed.
    """
    running = start(workflow, "--retries", "1")
    plans: dict[tuple[str, ...], tuple[float, bool]] = {}
    killed: dict[tuple[str, ...], str] = {}
    while running.poll() is None:
        for process, words in stages_of(running.pid):
            if words in killed:
                continue
            rule = words[2].removeprefix(STAGES)
            if words not in plans:
                if rule not in seconds or rng.random() > share:
                    plans[words] = math.inf, False
                    continue
                at_writing = rng.random() < 0.5
                passed = 0.9 if at_writing else rng.uniform(0, 0.8)
                plans[words] = time.monotonic() + passed * seconds[rule], at_writing
            moment, at_writing = plans[words]
            partial = (workflow.folder / "results").rglob(f".*.{process.pid}.part")
            if time.monotonic() > moment or (at_writing and any(partial)):
                kill_tree(process)
                killed[words] = rule
        time.sleep(0.05)
    print(dict(Counter(killed.values())), flush=True)
    assert running.returncode == 0, said(workflow)
    check_complete_run(workflow, right)
    return len(killed)


def start(workflow: Workflow, *words: str) -> "subprocess.Popen[bytes]":
    """Snakemake in a session of its own, as a terminal gives it one."""
    (workflow.folder / "own.yaml").write_text("{}")
    with (workflow.folder / "said.txt").open("wb") as file:
        return subprocess.Popen(
            [
                *("env", "--default-signal=INT"),  # a shell's background jobs ignore it
                *(sys.executable, "-m", "snakemake", "--cores", "2", *words),
                *("--configfile", "tiny.yaml", "own.yaml"),
            ],
            cwd=workflow.folder,
            env={**os.environ, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"},
            stdout=file,
            stderr=file,
            start_new_session=True,
        )


def said(workflow: Workflow) -> str:
    return (workflow.folder / "said.txt").read_text()


def stages_of(session: int) -> list[tuple[psutil.Process, tuple[str, ...]]]:
    found = []
    for pid in psutil.pids():
        with contextlib.suppress(OSError, psutil.Error):
            if os.getsid(pid) == session:
                process = psutil.Process(pid)
                words = tuple(process.cmdline())
                if words[1:2] == ("-m",) and words[2].startswith(STAGES):
                    found.append((process, words))
    return found


def kill_tree(process: psutil.Process) -> None:
    with contextlib.suppress(psutil.NoSuchProcess):
        for one in [process, *process.children(recursive=True)]:
            one.kill()


SIGNALS: dict[str, Callable[[int], None]] = {
    "SIGKILL of Snakemake": lambda pid: os.kill(pid, signal.SIGKILL),
    "SIGTERM of Snakemake": lambda pid: os.kill(pid, signal.SIGTERM),
    "SIGINT of Snakemake": lambda pid: os.kill(pid, signal.SIGINT),
    "Ctrl-C in the terminal": lambda pid: os.killpg(pid, signal.SIGINT),
}


def interrupt(
    workflow: Workflow, right: dict[str, bytes], jobs: list[Job], kind: str, rng: random.Random
) -> None:
    """Have Snakemake make three jobs' files again, and send it a signal meanwhile."""
    for job in rng.sample(jobs, 3):
        delete(workflow.folder, job)
    running = start(workflow)
    while not stages_of(running.pid) and running.poll() is None:
        time.sleep(0.05)
    time.sleep(rng.uniform(0, 3))
    if running.poll() is None:
        SIGNALS[kind](running.pid)
    try:
        running.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        running.kill()
        workflow.run("--unlock")
        raise
    end = time.monotonic() + 10
    while orphans := stages_of(running.pid):
        assert time.monotonic() < end, orphans
        time.sleep(0.05)
    # A job that has not reached our code yet says of its own that it was interrupted.
    words = said(workflow)
    assert "Traceback" not in words or "\nKeyboardInterrupt\n" in words, words
    check_nothing_partial(workflow.folder, right)
    if kind.startswith("SIGKILL"):
        workflow.run("--unlock")


def start_twice(
    workflow: Workflow, right: dict[str, bytes], jobs: list[Job], rng: random.Random
) -> None:
    for job in rng.sample(jobs, 3):
        delete(workflow.folder, job)
    first = start(workflow)
    while not stages_of(first.pid):
        assert first.poll() is None, said(workflow)
        time.sleep(0.05)
    second = workflow.run()
    assert second.returncode == 1, second.stdout
    # Snakemake locks after it has read the files, of which the first may just remove an old one.
    refusals = ("cannot be locked", "a concurrent process has deleted it")
    assert any(words in second.stdout for words in refusals), second.stdout
    assert "Traceback" not in second.stdout, second.stdout
    assert first.wait(PATIENCE) == 0, said(workflow)
    check_complete_run(workflow, right)


def delete_by_hand(
    workflow: Workflow, right: dict[str, bytes], jobs: list[Job], rng: random.Random
) -> None:
    for name in rng.sample([name for job in jobs for name in job.outputs], FEW):
        path = workflow.folder / name
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()
    check_complete_run(workflow, right)


def put_into_future(
    workflow: Workflow, right: dict[str, bytes], jobs: list[Job], rng: random.Random
) -> None:
    """Files that a clock a day ahead has dated, among them all that a job reads."""
    tomorrow = time.time() + 24 * 3600
    job = rng.choice(jobs)
    for name in {*rng.sample(sorted(right), FEW), *(right.keys() & job.inputs)}:
        os.utime(workflow.folder / name, (tomorrow, tomorrow))
    delete(workflow.folder, job)
    check_complete_run(workflow, right)
    assert not workflow.planned()
