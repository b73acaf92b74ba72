"""A short form of the campaign of faults: a few of each kind, by seed."""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

import faults
from conftest import Workflow

needs_linux = pytest.mark.skipif(
    sys.platform != "linux", reason="jobs end with Snakemake on Linux alone"
)
needs_root = pytest.mark.skipif(
    sys.platform != "linux" or os.geteuid() != 0, reason="mounts disks: needs root on Linux"
)


@pytest.fixture
def campaign(finished_workflow: Workflow, tmp_path: Path) -> faults.Campaign:
    return faults.Campaign(finished_workflow, tmp_path, seed=2)


@pytest.fixture
def late_campaign(campaign: faults.Campaign) -> faults.Campaign:
    """Whose faults befall jobs that little follows."""
    late = ("evaluate", "plot", "find", "check", "tabulate")
    campaign.jobs = [job for job in campaign.jobs if job.rule.startswith(late)]
    return campaign


def check(campaign: faults.Campaign) -> None:
    assert campaign.rows
    assert "BROKEN" not in campaign.table(), campaign.table()


@pytest.mark.long
@needs_linux
def test_a_signal_to_snakemake_leaves_no_job_and_nothing_partial(
    late_campaign: faults.Campaign,
) -> None:
    kinds = ["SIGKILL of Snakemake", "Ctrl-C in the terminal"]
    faults.signal_snakemake(late_campaign, times=1, kinds=kinds)
    check(late_campaign)


@pytest.mark.long
@needs_root
def test_a_full_or_read_only_disk_is_one_sentence(campaign: faults.Campaign) -> None:
    rules = campaign.rng.sample(faults.RULES, 4)
    faults.spoil_disks(campaign, rules)
    check(campaign)


@pytest.mark.long
def test_a_damaged_file_is_named_and_never_read(campaign: faults.Campaign) -> None:
    faults.damage_files(campaign, most=6, with_other=False)
    check(campaign)


def test_a_picture_of_tomorrow_stops_snakemake_with_a_sentence(workflow: Workflow) -> None:
    picture = workflow.folder / "page.png"
    shutil.copy(workflow.folder / "results/unseen/pictures/page.png", picture)
    os.utime(picture, (time.time() + 24 * 3600,) * 2)
    done = workflow.run(config=f"unseen: {picture}")
    assert done.returncode == 1
    assert f"Error: {picture} is dated in the future: `touch` it" in done.stdout
    assert "Traceback" not in done.stdout


@needs_root
def test_read_only_results_stop_snakemake_with_a_sentence(
    workflow: Workflow, tmp_path: Path
) -> None:
    results = workflow.folder / "results"
    (results / "report.html").unlink()
    for how in ("bind", "remount,bind,ro"):
        subprocess.run(["mount", "-o", how, str(results), str(results)], check=True)
    try:
        done = workflow.run()
    finally:
        subprocess.run(["umount", str(results)], check=True)
    assert done.returncode == 1
    assert "Error: results cannot be written: make the folder writable." in done.stdout
    assert "Traceback" not in done.stdout
