"""No more processors than affinity and quotas allow."""

import os
from pathlib import Path

import pytest

from chromacel.machine import processors


@pytest.fixture
def of_eight(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine of eight processors, whose control groups are made up."""
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: set(range(8)), raising=False)
    monkeypatch.setattr(processors, "CGROUPS", tmp_path / "cgroup")
    monkeypatch.setattr(processors, "MEMBERSHIP", tmp_path / "membership")
    return tmp_path


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def test_without_control_groups_affinity_counts(of_eight: Path) -> None:
    assert not (of_eight / "membership").exists()
    assert processors.processors() == 8


@pytest.mark.parametrize(
    ("quota", "number"),
    [("max 100000", 8), ("300000 100000", 3), ("250000 100000", 2), ("5000 10000", 1)],
)
@pytest.mark.parametrize("group", ["", "slice", "slice/job"])
def test_a_quota_of_version_2_counts_at_any_level(
    of_eight: Path, quota: str, number: int, group: str
) -> None:
    write(of_eight / "membership", "0::/slice/job\n")
    write(of_eight / "cgroup" / group / "cpu.max", f"{quota}\n")
    assert processors.processors() == number


def test_in_a_container_the_root_counts(of_eight: Path) -> None:
    write(of_eight / "membership", "0::/of/the/host\n")
    write(of_eight / "cgroup/cpu.max", "200000 100000\n")
    assert processors.processors() == 2


def test_a_quota_of_version_1_counts(of_eight: Path) -> None:
    write(of_eight / "membership", "3:memory:/job\n2:cpu,cpuacct:/job\n1:cpuset:/\n0::/\n")
    write(of_eight / "cgroup/cpu,cpuacct/job/cpu.cfs_quota_us", "400000\n")
    write(of_eight / "cgroup/cpu,cpuacct/job/cpu.cfs_period_us", "100000\n")
    write(of_eight / "cgroup/cpu,cpuacct/cpu.cfs_quota_us", "-1\n")
    write(of_eight / "cgroup/cpu,cpuacct/cpu.cfs_period_us", "100000\n")
    assert processors.processors() == 4


def test_affinity_counts_beside_a_quota(of_eight: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(of_eight / "membership", "0::/\n")
    write(of_eight / "cgroup/cpu.max", "600000 100000\n")
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {3}, raising=False)
    assert processors.processors() == 1
