"""What befalls jobs on a SLURM cluster, done for real: the training goes on, to the same bytes.

A part of `make faults`; takes what `make test-cluster` takes, and some minutes.
"""

import contextlib
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil
import pytest

sys.path.insert(0, str(Path(__file__).parent))

from slurm import asked, cluster, start_node
from test_cluster import OWN, QUICK, WHY_NOT

from conftest import Workflow

pytestmark = pytest.mark.skipif(bool(WHY_NOT), reason=WHY_NOT)
# A training of two minutes, since SLURM's shortest time limit is one, and it looks every half.
CONFIG = "training: {epochs: 200, batch_size: 4}\nengine: {resume_minutes: 0}"
MODEL = "results/models/convnet/gray/1"
SECONDS = 240  # that any wait may take


@pytest.fixture(scope="module")
def logs() -> Iterator[Path]:
    with cluster() as folder:
        yield folder


@pytest.fixture(scope="module")
def restarted(logs: Path) -> Iterator[contextlib.ExitStack]:
    """What holds the nodes that were started again, until all tests have ended."""
    with contextlib.ExitStack() as stack:
        yield stack


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Workflow:
    """One model, trained undisturbed."""
    workflow = Workflow.new(tmp_path_factory.mktemp("trained") / "project")
    done = workflow.run("--", f"{MODEL}/weights.safetensors", config=CONFIG)
    assert done.returncode == 0, done.stdout
    return workflow


class Disturbed:
    """The same training again, on the cluster, by a Snakemake in the background."""

    def __init__(self, trained: Workflow, folder: Path, profile: str) -> None:
        self.workflow = trained.copy(folder)
        self.right = contents(trained.folder)
        shutil.rmtree(folder / MODEL)
        self.profile = profile

    def run(self, *words: str) -> str:
        target = ("--", f"{MODEL}/weights.safetensors")
        words = (*OWN[self.profile], *QUICK, *words, *target)
        done = self.workflow.run(*words, config=CONFIG, profile=self.profile)
        return f"{done.stdout}\n{done.returncode}"

    def wait_for_training(self) -> str:
        """Until it has saved its state; the number of its job."""
        wait((self.workflow.folder / MODEL / "resume.safetensors").exists)
        [job] = asked("squeue", "-h", "-t", "RUNNING", "-o", "%i").split()
        return job

    def check(self, said: str) -> None:
        assert said.endswith("\n0"), said
        assert contents(self.workflow.folder) == self.right
        assert not list((self.workflow.folder / MODEL).glob(".*.part"))
        log = self.workflow.folder / "results/logs/train_model/convnet/gray/1.log"
        assert "going on after" in log.read_text()
        assert asked("squeue", "-h") == ""


def contents(project: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (project / MODEL).glob("[!.]*")}


def wait(until: Callable[[], object]) -> None:
    deadline = time.monotonic() + SECONDS
    while not until():
        assert time.monotonic() < deadline
        time.sleep(0.2)


@pytest.fixture
def disturbed(trained: Workflow, logs: Path, tmp_path: Path) -> Disturbed:
    return Disturbed(trained, tmp_path / "project", "slurm")


def test_a_cancelled_job_goes_on_in_its_second_attempt(disturbed: Disturbed) -> None:
    with ThreadPoolExecutor() as background:
        running = background.submit(disturbed.run)
        asked("scancel", disturbed.wait_for_training())
        disturbed.check(running.result())


def test_a_killed_nodes_job_goes_on_on_the_other(
    disturbed: Disturbed, logs: Path, restarted: contextlib.ExitStack
) -> None:
    with ThreadPoolExecutor() as background:
        running = background.submit(disturbed.run)
        disturbed.wait_for_training()
        [node] = asked("squeue", "-h", "-t", "RUNNING", "-o", "%N").split()
        for process in processes_of(node):
            process.kill()
        wait(lambda: "down" in asked("sinfo", "-h", "-n", node, "-o", "%T"))
        start_node(node, logs, restarted)
        wait(lambda: "down" not in asked("sinfo", "-h", "-n", node, "-o", "%T"))
        disturbed.check(running.result())


def processes_of(node: str) -> list[psutil.Process]:
    """Its daemon and all that runs in its jobs."""
    found = []
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error):
            daemon = process.name() == "slurmd" and node in process.cmdline()
            if daemon or process.environ().get("SLURMD_NODENAME") == node:
                found.append(process)
    return found


def test_a_job_at_its_time_limit_goes_on_in_its_second_attempt(disturbed: Disturbed) -> None:
    said = disturbed.run("--set-resources", "train_model:runtime=1*attempt")
    disturbed.check(said)
    assert "SLURM status is: 'TIMEOUT'" in said


# As in the README; `--me` is said there in place of the user.
CANCEL = "squeue -h -o '%i %Z' | grep -F \" $PWD\" | cut -d' ' -f1 | xargs -r scancel"


@pytest.mark.parametrize(("profile", "cancel"), [("generic", True), ("slurm", False)])
def test_a_killed_snakemakes_jobs_and_its_successors_do_not_meet(
    profile: str, cancel: bool, trained: Workflow, logs: Path, tmp_path: Path
) -> None:
    """Whether they are ended first or go on beside their successors."""
    disturbed = Disturbed(trained, tmp_path / "project", profile)
    with ThreadPoolExecutor() as background:
        running = background.submit(disturbed.run)
        job = disturbed.wait_for_training()
        [snakemake] = (
            process
            for process in psutil.Process().children()
            if process.status() != psutil.STATUS_ZOMBIE  # such as a killed node
            and process.cmdline()[1:3] == ["-m", "snakemake"]
        )
        snakemake.kill()
        assert running.result().endswith("\n-9")
    disturbed.workflow.run("--unlock", config=CONFIG)
    if cancel:
        subprocess.run(["bash", "-c", CANCEL], cwd=disturbed.workflow.folder, check=True)
        wait(lambda: not asked("squeue", "-h", "-j", job))
    said = disturbed.run()
    wait(lambda: not asked("squeue", "-h", "-j", job))
    disturbed.check(said)
