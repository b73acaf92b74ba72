"""What `make test-cluster` says of the system before it changes it, with a pretended apt-get."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from conftest import ROOT

PROGRAMS = ("slurmctld", "slurmd", "sbatch", "munged")


class System:
    """One that has only a few programs, some of them pretended."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for name in ("make", "which"):
            (folder / name).symlink_to(str(shutil.which(name)))

    def pretend(self, name: str, script: str = "") -> None:
        (self.folder / name).write_text(f"#!/bin/sh\n{script}\n")
        (self.folder / name).chmod(0o755)

    def make(self) -> subprocess.CompletedProcess[str]:
        """What `test-cluster` needs, without the environment."""
        words = ["make", "--silent", "--old-file=.venv/plugins", "slurm"]
        # This test may be a make's, whose flags would go on to this one.
        outer = {name for name in os.environ if name.startswith("MAKE")}
        environment = {name: value for name, value in os.environ.items() if name not in outer}
        environment["PATH"] = str(self.folder)
        return subprocess.run(
            words, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
        )


@pytest.fixture
def system(tmp_path: Path) -> System:
    system = System(tmp_path)
    system.pretend("apt-get", 'echo "apt-get $*"')
    system.pretend("id", "echo 0")
    return system


def test_what_is_installed_and_stays_is_said_before_it_is(system: System) -> None:
    done = system.make()
    assert done.returncode == 0, done.stderr
    said, called, after = done.stdout.partition("apt-get install -qq -y ")
    assert called
    packages = after.splitlines()[0]
    assert f"Debian's packages {packages}" in said and "where they stay" in said
    assert f"apt-get purge --autoremove {packages}" in said
    assert "/etc/slurm is replaced, and put back" in after and "results/cluster/" in after


def test_nothing_is_installed_twice(system: System) -> None:
    for name in PROGRAMS:
        system.pretend(name)
    done = system.make()
    assert "nothing is installed on this system" in done.stdout
    assert "apt-get" not in done.stdout


def test_without_root_one_sentence_says_so(system: System) -> None:
    system.pretend("id", "echo 1000")
    done = system.make()
    assert done.returncode != 0
    assert done.stderr.startswith("Error: SLURM is not installed, which takes root")
    assert "apt-get" not in done.stdout
