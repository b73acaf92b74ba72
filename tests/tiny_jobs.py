"""The jobs of the tiny workflow, each run alone, and whether all files are as they should be."""

import os
import random
import re
import shlex
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import NamedTuple

import forked
from chromacel.files.checksums import FOLDER
from conftest import Workflow
from forked import Done

NOT_COMPARED = {"logs", "benchmarks", "kept", "show.json", FOLDER}
RULES = forked.STAGES
LISTS = tempfile.TemporaryDirectory()  # what a job's shell would write into pipes


class Job(NamedTuple):
    rule: str
    inputs: list[str]
    outputs: list[str]
    benchmark: str
    words: list[str]


def read_jobs(workflow: Workflow, config: str = "{}") -> list[Job]:
    """All jobs of the workflow, as a dry run prints them."""
    done = workflow.run("--dry-run", "--forceall", "--printshellcmds", config=config)
    assert done.returncode == 0, done.stdout
    jobs = []
    for block in re.split(r"\n\[", done.stdout):
        rule = re.search(r"^rule (\w+):", block, re.M)
        command = re.search(r"^Shell command: (.*) &> ", block, re.M)
        if rule and command:
            inputs, outputs, benchmarks = (
                found[1].split(", ")
                if (found := re.search(rf"^    {kind}: (.*)", block, re.M))
                else []
                for kind in ("input", "output", "benchmark")
            )
            words = shlex.split(re.sub(r"<\((printf .*?)\)", _written, command[1]))
            if "--kept" in words:  # or a training would be taken from there, and not run
                words[words.index("--kept") + 1] = os.devnull
            jobs.append(Job(rule[1], inputs, outputs, benchmarks[0], words))
    return jobs


def _written(substitution: re.Match[str]) -> str:
    """A file with what the shell would write into a pipe."""
    with tempfile.NamedTemporaryFile(dir=LISTS.name, delete=False) as file:
        subprocess.run(["bash", "-c", substitution[1]], stdout=file, check=True)
    return file.name


def one_of_each_rule(jobs: list[Job], rng: random.Random) -> list[Job]:
    found = {job.rule: job for job in rng.sample(jobs, len(jobs))}
    return [found[rule] for rule in sorted(found)]


def run_job(folder: Path, job: Job, *more: str) -> Done:
    """A job's command line, with one thread, as the job had that is compared: of four trainings on
    two processors."""
    return forked.done([*job.words[2:], *more], folder=folder, threads=1)


def check_sentence(done: Done, name: str) -> None:
    assert done.status == 1, done
    assert "Traceback" not in done.said, done.said
    [sentence] = [line for line in done.said.splitlines() if "Error" in line]
    assert sentence.startswith("Error: ") and name in sentence, (sentence, name)


def files(folder: Path) -> dict[str, bytes]:
    """All that the workflow makes, without logs."""
    results = folder / "results"
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(results.rglob("*"))
        if path.is_file()
        and path.name != ".snakemake_timestamp"
        and not NOT_COMPARED & set(path.relative_to(results).parts)
    }


def check_nothing_partial(folder: Path, right: dict[str, bytes]) -> None:
    for name, content in files(folder).items():
        temporary = any(part.endswith(".part") for part in Path(name).parts)  # a file, or a folder
        if not temporary and not name.endswith("resume.safetensors"):
            is_right = content == right[name]  # pytest would compare the bytes for many minutes
            assert is_right, name


def check_complete_run(workflow: Workflow, right: dict[str, bytes], *words: str) -> str:
    done = workflow.run(*words)
    assert done.returncode == 0, done.stdout[-3000:]
    found = files(workflow.folder)
    assert found.keys() == right.keys(), found.keys() ^ right.keys()
    assert not [name for name in found if found[name] != right[name]]
    return done.stdout


def delete(folder: Path, job: Job) -> None:
    for name in job.outputs:
        path = folder / name
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
