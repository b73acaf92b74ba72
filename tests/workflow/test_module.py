"""The workflow as a module of somebody else's, by the example of docs/module.md."""

import os
import re
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
import yaml

from chromacel.files.names import slug
from conftest import ROOT, Workflow

PAGE = (ROOT / "docs/module.md").read_text()
INSTALLATION, EXAMPLE, COMMANDS = re.findall(r"^```\w*\n(.*?)^```$", PAGE, re.S | re.M)
PREFIX = "colored/"
HINTS: dict[str, Any] = {"hints": {"pictures": 1}, "models": ["convnet", "gan", "tuned", "hinted"]}


class Host:
    """The page's workflow, with the project beside it as a clone would be."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        Workflow.new(folder / "chromacel")
        (folder / "Snakefile").write_text(EXAMPLE)
        self.configure()

    def configure(self, **changes: Any) -> None:
        """The whole config, by the page's command, and the tiny one laid over its section."""
        [command] = [line for line in INSTALLATION.splitlines() if "config.yaml" in line]
        (self.folder / "config.yaml").unlink(missing_ok=True)
        subprocess.run(["bash", "-c", command], cwd=self.folder, check=True)
        tiny = yaml.safe_load((ROOT / "tests/workflow/tiny.yaml").read_text())
        (self.folder / "own.yaml").write_text(yaml.safe_dump({"chromacel": tiny | changes}))

    def run(self, *words: object, status: int = 0) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "snakemake", "--configfile", "own.yaml", *map(str, words)],
            cwd=self.folder,
            env={name: text for name, text in os.environ.items() if name != "PYTHONPATH"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        assert done.returncode == status, done.stdout
        return done.stdout


@pytest.fixture
def host(tmp_path: Path) -> Host:
    return Host(tmp_path)


def commands() -> list[list[str]]:
    """What the page's three commands ask for."""
    return [line.partition("#")[0].split()[3:] for line in COMMANDS.splitlines()]


def files(said: str, kind: str) -> set[str]:
    lines = re.findall(rf"^ +{kind}: (.*)$", said, re.M)
    return {name for line in lines for name in line.split(", ")}


def test_all_rules_are_planned_under_the_prefix_alone(host: Host) -> None:
    _, everything, _ = commands()
    comic = host.folder / "comic"  # a folder is no input
    comic.mkdir()
    (comic / "page1.png").touch()
    host.configure(keyframes={"folder": "proposed"}, color=str(comic), **HINTS)
    said = host.run("--cores", 2, "--dry-run", *everything)
    stages = {path.stem for path in (ROOT / "src/chromacel/stages").glob("[!_]*.py")}
    rules = {f"chromacel_{name}" for name in [*stages, "all"]}
    assert set(re.findall(r"rule (\w+):", said)) == rules
    for kind in ("input", "output", "log", "benchmark"):
        names = files(said, kind)
        assert len(names) >= len(stages)
        assert all(name.startswith(f"{PREFIX}results/") for name in names), kind


@pytest.mark.long
def test_its_files_are_those_of_a_run_on_its_own(host: Host, finished_workflow: Workflow) -> None:
    """The example to its end: every step to shards, and one training."""
    own, _, edges = commands()
    host.run("--cores", 2, *own)
    right = finished_workflow.folder / "results"
    epochs = (right / "models/convnet/gray/1/epochs.csv").read_text().splitlines()
    assert (host.folder / "losses.txt").read_text() == f"{epochs[-1]}\nby Chromacel\n"
    results = host.folder / PREFIX / "results"
    made = {path.relative_to(results) for path in results.rglob("*.*") if path.is_file()}
    made = {path for path in made if path.parts[0] not in ("logs", "benchmarks", "show.json")}
    assert {path.parts[0] for path in made} >= {"episodes", "frames", "dataset", "models"}
    assert Path("models/convnet/gray/1/weights.safetensors") in made
    for path in made:
        assert (results / path).read_bytes() == (right / path).read_bytes(), path
    assert "Nothing to be done" in host.run("--cores", 2, "--dry-run", *own)
    needed = re.findall(r"rule (\w+):", host.run("--cores", 2, "--dry-run", *edges))
    assert needed == ["chromacel_detect_edges"], "which a training from grayscale does without"


@pytest.mark.long
def test_the_hosts_hook_dates_files_below_the_prefix(host: Host) -> None:
    video = host.folder / PREFIX / "results/episodes/demo-01.mp4"
    host.run("--cores", 2, str(video.relative_to(host.folder)))
    late = time.time() + 86400
    os.utime(video, (late, late))
    host.run("--cores", 2, f"{PREFIX}results/episodes/demo-02.mp4")
    assert video.stat().st_mtime <= time.time()


@pytest.mark.long
def test_the_users_files_get_no_prefix(host: Host, clip: Path) -> None:
    show = host.folder / "show"
    show.mkdir()
    for name in ("a.mp4", "b.mp4", "{c}.mp4"):
        (show / name).write_bytes(clip.read_bytes())
    host.configure(episodes="show", frames={"stride": 5})
    frames = [f"{PREFIX}results/frames/{slug(name)}.h5" for name in ("a", "b", "{c}")]
    said = host.run("--cores", 2, *frames, f"{PREFIX}results/episodes.csv")
    assert files(said, "input") == {"show/a.mp4", "show/b.mp4"}
    assert all((host.folder / name).exists() for name in frames)


def test_the_hosts_rules_keep_their_shell(host: Host) -> None:
    """A prefix that replaces the shell by the first command would lose the second one."""
    shell = 'shell: "env > {output}; echo done >> {output}"'
    rule = f'rule mine:\n    output: "mine.txt"\n    {shell}\n'
    (host.folder / "Snakefile").write_text(f"{EXAMPLE}\n\n{rule}")
    host.run("--cores", 2, "mine.txt")
    lines = (host.folder / "mine.txt").read_text().splitlines()
    assert lines[-1] == "done"
    given = dict(line.partition("=")[::2] for line in lines)
    assert given["PATH"] == os.environ["PATH"]
    assert not {"PYTHONPATH", "CHROMACEL_PARENT"} & set(given)


@pytest.mark.long
def test_the_hosts_report_has_its_own_front_page(host: Host) -> None:
    figure = f"{PREFIX}results/figures/architecture/generator.png"
    host.run("--cores", 2, figure)
    host.run("--report", "host.html", "--", figure)
    page = (host.folder / "host.html").read_text()
    assert "The generator, a U-Net" in page  # the figure's caption
    assert "Chromacel trained" not in page


def test_a_misspelt_key_of_its_section_is_one_sentence(host: Host) -> None:
    host.configure(edges={"lwo": 1})
    said = host.run("--cores", 2, "--dry-run", status=1)
    assert "Error: Config: `edges.lwo` is no setting; did you mean `edges.low`?" in said
    assert "Traceback" not in said
