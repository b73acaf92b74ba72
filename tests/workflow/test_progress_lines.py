"""What a user sees of running jobs: below Snakemake's own output, and in `chromacel watch`."""

import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from conftest import Workflow
from terminals import screen_after

WEIGHTS = "results/models/gan/gray/1/weights.safetensors"
LOG = "results/logs/train_model/gan/gray/1.log"
CONFIG = "training: {epochs: 250}\nunseen: none"


def watch_training(folder: Path) -> list[str]:
    """What `chromacel watch` says from the training's first line of progress on."""
    log = folder / LOG
    old = log.read_text()
    while (text := log.read_text() if log.exists() else "") == old or "progress: " not in text:
        time.sleep(0.1)
    words = [sys.executable, "-m", "chromacel", "watch"]
    done = subprocess.run(words, cwd=folder, stdout=subprocess.PIPE, text=True, check=True)
    return done.stdout.splitlines()


@pytest.mark.long
def test_a_run_and_watch_show_how_far_a_training_is(workflow: Workflow) -> None:
    (workflow.folder / "more.yaml").write_text(CONFIG)
    configs = ("--configfile", "tiny.yaml", "more.yaml")
    words = [sys.executable, "-m", "snakemake", "--cores", "2", *configs, "--", WEIGHTS]
    with ThreadPoolExecutor() as background:
        watched = background.submit(watch_training, workflow.folder)
        screen = screen_after(words, workflow.folder)
        first, *_, last = watched.result(timeout=60)
    trainings = [line for line in screen.drawn if line.startswith("train_model gan/gray/1  ")]
    assert any("running for 0:00:0" in line for line in trainings)
    told = [line for line in trainings if " left; epoch " in line]
    assert told and all(" images/s; " in line and line.endswith(" images") for line in told)
    assert not any("images/s" in line for line in screen.final)  # nothing is left of them
    assert "2 of 2 steps (100%) done" in screen.final or "1 of 1 steps (100%) done" in screen.final
    assert first.startswith("train_model gan/gray/1: ") and " left; epoch " in first
    assert last == "No job is running in results any more."
