"""A campaign of faults in the tiny workflow, at moments and places that a seed picks.

`python tests/faults.py`, as root on Linux, prints and writes a table of what came of them. Each
part ends with a complete run, whose files have to be those of an undisturbed one, byte for byte.
"""

import argparse
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pandas as pd

import bad_disks
import interruptions
from conftest import Workflow
from recoloring_clips import make, pattern
from tiny_jobs import (
    RULES,
    check_complete_run,
    delete,
    files,
    one_of_each_rule,
    read_jobs,
)

# What the tiny workflow leaves out, since it takes time: models that take hints, hints, keyframes
# in true colors, and what is colored whole.
MORE = """
keyframes: {{folder: proposed, count: 2, epochs: 1}}
hints: {{pictures: 2}}
color: {uncolored}
"""
MODELS = "models: [convnet, gan, tuned, hinted]"


def tiny_workflow(folder: Path) -> Workflow:
    """With jobs of all rules; a film of one of the episodes' names is colored, and a comic."""
    workflow = Workflow.new(folder)
    uncolored = folder.resolve() / "uncolored"
    (uncolored / "comic").mkdir(parents=True)
    make(uncolored / "demo-01.mp4", *pattern("96x64", 2), "-vf", "hue=s=0")
    for number in range(2):
        make(uncolored / f"comic/{number}.png", *pattern("90x120", 1), "-frames:v", "1")
    shutil.make_archive(str(uncolored / "comic"), "zip", uncolored / "comic")
    shutil.rmtree(uncolored / "comic")
    config = folder / "tiny.yaml"
    tiny = config.read_text().replace("models: [convnet, gan]", MODELS)
    config.write_text(tiny + MORE.format(uncolored=uncolored))
    return workflow


class Campaign:
    """A finished workflow, the bytes of its files, and what came of the faults so far."""

    def __init__(
        self, finished: Workflow, folder: Path, seed: int, rules: Iterable[str] = RULES
    ) -> None:
        self.finished, self.folder = finished, folder
        self.rng = random.Random(seed)
        self.jobs = [job for job in read_jobs(finished) if job.rule in set(rules)]
        self.right = files(finished.folder)
        self.rows: dict[str, tuple[int, str]] = {}

    def copy(self, name: str) -> Workflow:
        return self.finished.copy(self.folder / name)

    def tried(self, fault: str, outcome: str, check: Callable[..., Any], *arguments: Any) -> None:
        """Count the fault, with the outcome that is due or with what came instead."""
        times, before = self.rows.get(fault, (0, outcome))
        print(f"{time.strftime('%X')} {fault}: {check.__name__}", flush=True)
        try:
            times += check(*arguments) or 1
            self.rows[fault] = times, before
        except (AssertionError, subprocess.SubprocessError) as error:
            self.rows[fault] = times + 1, f"BROKEN: {str(error)[-1500:]}"
            print(self.rows[fault], flush=True)

    def table(self) -> str:
        lines = [f"| {fault} | {times} | {came} |" for fault, (times, came) in self.rows.items()]
        return "\n".join(["| fault | times | outcome |", "| --- | ---: | --- |", *lines, ""])


def kill_jobs(campaign: Campaign, share: float = 1) -> None:
    """One run from nothing in which this share of the jobs is killed once, and tried again."""
    workflow = campaign.copy("killed")
    if {job.rule for job in campaign.jobs} == {job.rule for job in read_jobs(workflow)}:
        shutil.rmtree(workflow.folder / "results")
    for job in campaign.jobs:
        delete(workflow.folder, job)
    seconds = {
        job.rule: float(pd.read_table(campaign.finished.folder / job.benchmark)["s"].iloc[0])
        for job in campaign.jobs
    }
    outcome = "Snakemake says which job failed; run again, the same bytes"
    arguments = workflow, campaign.right, seconds, share, campaign.rng
    campaign.tried(
        "SIGKILL of a job and its children", outcome, interruptions.kill_jobs, *arguments
    )


SIGNALS = {
    "SIGKILL of Snakemake": "its jobs end with it; `--unlock`, then the same bytes",
    "SIGTERM of Snakemake": "it starts no job and waits for those that run; the same bytes",
    "SIGINT of Snakemake": "it starts no job and waits for those that run; the same bytes",
    "Ctrl-C in the terminal": "its jobs end with it; run again, the same bytes",
}


def signal_snakemake(campaign: Campaign, times: int = 10, kinds: Iterable[str] = SIGNALS) -> None:
    workflow = campaign.copy("signalled")
    for kind in kinds:
        for _ in range(times):
            arguments = workflow, campaign.right, campaign.jobs, kind, campaign.rng
            campaign.tried(kind, SIGNALS[kind], interruptions.interrupt, *arguments)
    check_complete_run(workflow, campaign.right)


def spoil_disks(campaign: Campaign, rules: list[str] = RULES) -> None:
    """A read-only and a full disk for a job of each rule."""
    sentence = "one sentence, status 1, nothing partial or lost"
    with bad_disks.small_disk(campaign.finished, campaign.folder / "disk") as disk:
        for job in one_of_each_rule(campaign.jobs, campaign.rng):
            if job.rule in rules:
                arguments = disk, campaign.right, job
                campaign.tried("read-only results", sentence, bad_disks.read_only, *arguments)
                share = campaign.rng.uniform(0, 0.9)
                campaign.tried("full disk", sentence, bad_disks.full_disk, *arguments, share)
                again = "the same bytes"
                campaign.tried("the job again, with room", again, bad_disks.mend, *arguments)


def damage_files(campaign: Campaign, most: int = 1000, with_other: bool = True) -> None:
    """Every kind of file, before each rule that reads it."""
    workflow, rng, right = campaign.copy("damaged"), campaign.rng, campaign.right
    other: dict[str, bytes] = {}
    if with_other:
        (campaign.folder / "other").mkdir()
        other = bad_disks.made_otherwise(workflow, campaign.folder / "other")
    sentence = "named in one sentence, status 1, nothing made of it"
    found = bad_disks.inputs_by_kind(campaign.jobs, workflow.folder, rng)
    for job, name in rng.sample(list(found.values()), min(most, len(found))):
        for damage in bad_disks.DAMAGES:
            content = bad_disks.damaged(
                right[name], damage, bad_disks.another(name, right, other, rng), rng
            )
            fault = f"{bad_disks.kind_of_file(name)}: {', '.join(bad_disks.DAMAGES)}"
            arguments = workflow.folder, job, name, content
            campaign.tried(fault, sentence, bad_disks.read_damaged, *arguments)
    if trainings := [job for job in campaign.jobs if job.rule == "train_model"]:
        fault = "resume.safetensors: truncated, one byte flipped, emptied, of other settings"
        arguments = workflow, right, rng.choice(trainings), rng
        campaign.tried(fault, sentence, bad_disks.damage_resume_file, *arguments)
    check_complete_run(workflow, right)


def damage_uncolored(campaign: Campaign) -> None:
    """What a person gives to be colored, and colored keyframes of it."""
    workflow, sentence = campaign.copy("uncolored"), "named in one sentence, status 1, nothing made"
    for job in [job for job in campaign.jobs if job.rule == "color_episode"]:
        delete(workflow.folder, job)
        arguments = workflow.folder, job, campaign.rng
        fault = "a video or comic to color: truncated, emptied"
        campaign.tried(fault, sentence, bad_disks.color_damaged, *arguments)
        fault = "a keyframe of it: of another picture, truncated, emptied"
        campaign.tried(fault, sentence, bad_disks.follow_damaged, *arguments)


def confuse(campaign: Campaign, times: int = 2) -> None:
    workflow, rng, right = campaign.copy("confused"), campaign.rng, campaign.right
    for _ in range(times):
        arguments = workflow, right, campaign.jobs, rng
        words = "the second one says that the folder is locked; the first one ends right"
        campaign.tried("two Snakemakes in one folder", words, interruptions.start_twice, *arguments)
        words = "made again, and what follows only where it differs"
        check = interruptions.delete_by_hand
        campaign.tried("eight files deleted by hand", words, check, *arguments)
        words = "they are dated now, with a word; the same bytes, and nothing left to do"
        check = interruptions.put_into_future
        campaign.tried("files dated tomorrow", words, check, *arguments)


PARTS = (kill_jobs, signal_snakemake, spoil_disks, damage_files, damage_uncolored, confuse)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    names = [part.__name__ for part in PARTS]
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--table", type=Path, default=Path("results/faults.md"))
    parser.add_argument("--parts", nargs="+", choices=names, default=names)
    parser.add_argument("--rules", nargs="+", choices=RULES, default=RULES)
    parser.add_argument("--finished", type=Path, help="a folder with the tiny workflow's results")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        if given.finished:
            finished = Workflow(given.finished)
        else:
            finished = tiny_workflow(Path(folder) / "finished")
            done = finished.run()
            assert done.returncode == 0, done.stdout
        campaign = Campaign(finished, Path(folder), given.seed, given.rules)
        for part in PARTS:
            if part.__name__ in given.parts:
                part(campaign)
                print(campaign.table(), flush=True)
    given.table.parent.mkdir(parents=True, exist_ok=True)
    given.table.write_text(campaign.table())
    if "BROKEN" in campaign.table():
        sys.exit("Error: faults broke something; see the table.")


if __name__ == "__main__":
    main()
