"""The command `chromacel`."""

import pkgutil
import subprocess
import sys
import tomllib
from pathlib import Path

from conftest import ROOT


def chromacel(*words: object, folder: Path = ROOT) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "chromacel", *map(str, words)]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def test_help_lists_the_subcommands() -> None:
    done = chromacel("--help")
    assert done.returncode == 0
    assert "watch" in done.stdout and "the running jobs of a workflow" in done.stdout


def test_the_installed_command_is_the_same() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    from chromacel.app.cli import main

    assert pkgutil.resolve_name(project["scripts"]["chromacel"]) is main


def test_watch_says_when_nothing_runs(tmp_path: Path) -> None:
    (tmp_path / "results").mkdir()
    done = chromacel("watch", folder=tmp_path)
    assert (done.returncode, done.stdout) == (0, "No job is running in results.\n")


def test_watch_waits_for_a_snakemake_between_two_jobs(tmp_path: Path) -> None:
    (tmp_path / "results").mkdir()
    (tmp_path / "snakemake").write_text("import time; time.sleep(2)")
    words = [sys.executable, "snakemake"]
    with subprocess.Popen(words, cwd=tmp_path):
        done = chromacel("watch", folder=tmp_path)
    said = ["snakemake: no job is running just now", "No job is running in results."]
    assert done.stdout.splitlines() == said


def test_a_folder_without_results_is_said_to_be_none(tmp_path: Path) -> None:
    (tmp_path / "shows").mkdir()
    for words, name in ((["watch", "shows"], "shows"), (["kept"], "results")):
        done = chromacel(*words, folder=tmp_path)
        assert done.returncode == 1
        assert done.stderr.startswith(f"Error: {name} is no folder of results: name the one that ")


def test_watch_shows_a_job_and_ends_after_it(tmp_path: Path) -> None:
    log = tmp_path / "results/logs/train_model/gan/gray/1.log"
    log.parent.mkdir(parents=True)
    with log.open("wb") as file:
        file.write(b"progress: 1 of 4 images; 0.1 images/s; 0:10:30 left\n")
        file.flush()
        job = subprocess.Popen(["sleep", "2"], stderr=file)
    done = chromacel("watch", folder=tmp_path)
    assert job.wait() == 0
    first, last = done.stdout.splitlines()
    assert first.startswith("train_model gan/gray/1: 25 %, 0:10:")
    assert last == "No job is running in results any more."
