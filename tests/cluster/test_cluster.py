"""The tiny workflow on a real SLURM cluster, through both profiles.

`make test-cluster` installs what it takes and runs this; elsewhere it is skipped. What Snakemake
and SLURM say of each run is kept in `results/cluster/`.
"""

import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pandas as pd
import pytest

sys.path.insert(0, str(Path(__file__).parent))

from slurm import asked, cluster, missing

from conftest import Workflow

PLUGINS = os.environ.get("CHROMACEL_PLUGINS", "")
PROFILES = os.environ.get("CHROMACEL_PROFILES", "slurm generic").split()
WHY_NOT = missing() or ("" if PLUGINS else "the plugins are not there; run `make test-cluster`")
pytestmark = pytest.mark.skipif(bool(WHY_NOT), reason=WHY_NOT)
LOGS = Path(__file__).parents[2] / "results" / "cluster"
TINY = "conditions: [gray]\nunseen: none\nevaluation: {samples: 2}\n"
# There is no accounting here, and no network file system.
OWN = {
    "slurm": (
        *("--slurm-no-account", "--slurm-status-command", "squeue"),
        *("--slurm-init-seconds-before-status-checks", "1"),
        # The plugin runs the jobs of a group one after another.
        *("--group-components", "episodes=1", "results=8"),
    ),
    "generic": (),
}
QUICK = ("--latency-wait", "5", "--seconds-between-status-checks", "1", "--local-cores", "1")


@pytest.fixture(scope="module")
def running() -> Iterator[Path]:
    with cluster() as folder:
        yield folder


class Watch:
    """The GPUs that jobs of a name hold at the same time."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.most: set[str] = set()
        self.ended = threading.Event()
        self.thread = threading.Thread(target=self.look)

    def look(self) -> None:
        while not self.ended.wait(0.5):
            jobs = asked("scontrol", "--details", "--oneliner", "show", "job").splitlines()
            running = [job for job in jobs if "JobState=RUNNING" in job and self.name in job]
            gpus = {
                held[0]
                for job in running
                if (held := re.findall(r" Nodes=\w+ .*?GRES=gpu:1\(IDX:\d\)", job))
            }
            self.most = max(self.most, gpus, key=len)

    def __enter__(self) -> "Watch":
        self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.ended.set()
        self.thread.join()


def test_nothing_of_the_cluster_stays() -> None:
    before = sorted(Path("/etc/slurm").rglob("*")) if Path("/etc/slurm").exists() else []
    script = Path(__file__).parent / "slurm.py"
    done = subprocess.run(
        [sys.executable, script, "sinfo", "-h", "-o", "%D %T"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (0, "2 idle\n"), done.stderr
    after = sorted(Path("/etc/slurm").rglob("*")) if Path("/etc/slurm").exists() else []
    assert after == before
    processes = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True, check=True)
    assert "slurmd -D -N" not in processes.stdout


def test_the_workflow_runs_through_the_profiles(
    running: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At the same time, since both wait more than they work, and without activation: a job that
    took the first `python` in PATH, which SLURM passes on, would fail."""
    stranger = tmp_path / "bin/python"
    stranger.parent.mkdir()
    stranger.write_text("#!/bin/sh\nexit 7\n")
    stranger.chmod(0o755)
    monkeypatch.setenv("PATH", f"{stranger.parent}{os.pathsep}{os.environ['PATH']}")
    with ThreadPoolExecutor() as threads:
        runs = [threads.submit(run_whole, profile, tmp_path, running) for profile in PROFILES]
        for run in runs:
            run.result()
    assert asked("squeue", "-h") == ""


def run_whole(profile: str, folder: Path, logs: Path) -> None:
    workflow = Workflow.new(folder / profile)
    own = f" WorkDir={workflow.folder} "
    with Watch(own) as watch:
        done = workflow.run(*OWN[profile], *QUICK, "--retries", "0", config=TINY, profile=profile)
    jobs = [line for line in (logs / "jobs.txt").read_text().splitlines() if own in line]
    LOGS.mkdir(parents=True, exist_ok=True)
    (LOGS / f"{profile}.log").write_text("\n".join([done.stdout, *jobs, ""]))
    assert done.returncode == 0, done.stdout
    table = pd.read_csv(workflow.folder / "results/table.csv")
    assert {"convnet", "gan"} < set(table["method"])
    # Two trainings, each on a GPU of its own, and shots may be colored beside two evaluations.
    assert len(watch.most) in (2, 3), watch.most
    submitted = len(re.findall(r"[Ss]ubmitted (?:group job|job|with SLURM)", done.stdout))
    assert 8 < submitted < 16  # of some 50 jobs: short ones go in groups
    assert len(jobs) == submitted
    assert all(" JobState=COMPLETED " in job for job in jobs)
