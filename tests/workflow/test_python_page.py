"""docs/python.md, run beside a finished workflow's results."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
from PIL import Image

from conftest import ROOT, Workflow

CODE = "\n".join(
    re.findall(r"^```python\n(.*?)^```", (ROOT / "docs/python.md").read_text(), re.M | re.S)
)


def test_the_pages_code_runs_and_colors_a_picture_as_the_workflow_does(
    finished_workflow: Workflow, tmp_path: Path
) -> None:
    results = finished_workflow.folder / "results"
    (tmp_path / "results").symlink_to(results)
    shutil.copy(results / "unseen/pictures/wide.png", tmp_path / "drawing.png")
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", CODE],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "gan gray 1 (40, 72)" in done.stdout
    assert "1 epochs on 2 episodes" in done.stdout
    assert "torch.Size([8, 40, 72]) torch.Size([8, 40, 72, 3])" in done.stdout
    assert "level_color" in done.stdout
    colored = np.asarray(Image.open(tmp_path / "colored.png"))
    workflows = np.asarray(Image.open(results / "unseen/gan/gray/1/full_size/wide.png"))
    assert np.array_equal(colored, workflows)
