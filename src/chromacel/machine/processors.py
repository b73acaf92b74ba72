"""The processors that this process may use."""

import os
from collections.abc import Iterator
from pathlib import Path

CGROUPS = Path("/sys/fs/cgroup")
MEMBERSHIP = Path("/proc/self/cgroup")


def processors() -> int:
    """By affinity, and on Linux by the quotas of its control groups, such as a container's."""
    affinity = getattr(os, "sched_getaffinity", None)  # not on macOS
    number = len(affinity(0)) if affinity else os.cpu_count() or 1
    return max(1, min([number, *map(int, _quotas())]))


def _quotas() -> Iterator[float]:
    """Processors' worth of time that each control group above this process may take."""
    try:
        lines = MEMBERSHIP.read_text(encoding="utf-8").splitlines()
    except OSError:
        return
    for line in lines:
        _, controllers, own = line.split(":", 2)
        if controllers and "cpu" not in controllers.split(","):
            continue
        mounted = CGROUPS / controllers
        # In a container the path may be the host's, and only the root be there.
        for group in {mounted, *_upwards(mounted / own.lstrip("/"), mounted)}:
            yield from _quota(group)


def _upwards(group: Path, top: Path) -> Iterator[Path]:
    while group != top:
        yield group
        group = group.parent


def _quota(group: Path) -> Iterator[float]:
    """The quota of a control group, of version 2 or 1, if it has one."""
    for name, period in (("cpu.max", ""), ("cpu.cfs_quota_us", "cpu.cfs_period_us")):
        try:
            words = (group / name).read_text(encoding="ascii").split()
            if period:
                words += (group / period).read_text(encoding="ascii").split()
        except OSError:
            continue
        if words[0] not in ("max", "-1"):
            yield int(words[0]) / int(words[1])
