"""What a run says before its first job, and as the last thing on the terminal."""

import json
import signal
from pathlib import Path

import pytest

import forked
from conftest import Workflow

EDGES = "results/edges/{}.h5"


@pytest.fixture
def show(tmp_path: Path, clip: Path) -> Workflow:
    """Two good videos and two bad ones."""
    workflow = Workflow.new(tmp_path / "project")
    for folder, names in {"show": "ab", "other": "de"}.items():
        (workflow.folder / folder).mkdir()
        for number, name in enumerate(names):
            content = clip.read_bytes() + bytes(number + len(folder))
            (workflow.folder / folder / f"{name}.mp4").write_bytes(content)
    for name in ("bad", "worse"):
        (workflow.folder / f"{name}.mp4").write_text(name)
    return workflow


def config(episodes: str, more: str = "") -> str:
    return f"episodes: {episodes}\nunseen: none\nframes: {{stride: 1}}\n{more}"


def snakemake(workflow: Workflow, *words: str) -> forked.Done:
    """As somebody types it."""
    return forked.done(["snakemake", "--cores", "2", *words], folder=workflow.folder)


def last_paragraphs(said: str, number: int) -> list[str]:
    return said.strip().split("\n\n")[-number:]


def test_the_last_thing_said_is_each_distinct_error_with_its_logs(show: Workflow) -> None:
    run = show.run(
        *("--", "results/episodes.csv", *map(EDGES.format, ("a", "bad", "worse"))),
        config=config("[show/a.mp4, bad.mp4, worse.mp4]"),
    )
    assert run.returncode == 1
    number, *errors = last_paragraphs(run.stdout, 3)
    assert number == "2 jobs failed:"
    for name, error in zip(("bad", "worse"), sorted(errors), strict=True):
        sentence, logs = error.splitlines()
        assert sentence.startswith(f"Error: {name}.mp4 cannot be read as a video")
        assert logs == f"  (in results/logs/extract_frames/{name}.log)"
    assert (show.folder / EDGES.format("a")).exists()


def test_a_killed_job_is_told_last(show: Workflow) -> None:
    stage = show.folder / "src/chromacel/stages/detect_edges.py"
    killed = f"if __name__ == '__main__':\n    __import__('os').kill(0, {signal.SIGKILL:d})\n"
    stage.write_text(killed.replace("kill(0", "kill(__import__('os').getpid()"))
    run = show.run("--", EDGES.format("a"), config=config("show"))
    assert run.returncode == 1
    number, error = last_paragraphs(run.stdout, 2)
    assert number == "1 job failed:"
    assert error.startswith("Error: detect_edges was killed (SIGKILL), as systems do when memory")
    assert error.endswith("(in results/logs/detect_edges/a.log)")


def test_a_run_that_makes_the_report_ends_with_what_to_know_of_it(workflow: Workflow) -> None:
    (workflow.folder / "results/report.html").unlink()
    said = workflow.run("--until", "write_report").stdout
    undertrained, *_, behind, last = last_paragraphs(said, 1)[0].splitlines()
    assert undertrained.startswith("Undertrained: ConvNet from grayscale, ConvNet from edges, ")
    assert behind.startswith("Behind a baseline: ")
    assert last == "Open results/report.html."
    (workflow.folder / "results/table.csv").unlink()
    assert "Open results" not in workflow.run("--", "results/table.csv").stdout


def test_results_belong_to_a_show_unless_told_otherwise(show: Workflow) -> None:
    target = ("--", EDGES.format("a"))
    assert show.run(*target, config=config("show")).returncode == 0
    remembered = json.loads((show.folder / "results/show.json").read_text())
    assert list(remembered["files"]) == ["show/a.mp4", "show/b.mp4"]
    assert remembered["config_files"][0] == "tiny.yaml"
    before = {path: path.stat().st_mtime_ns for path in show.folder.glob("results/**/*")}
    stopped = show.run(config=config("demo"))
    assert stopped.returncode == 1
    [error] = last_paragraphs(stopped.stdout, 1)
    assert error.startswith(
        "Error: results/ was made from `episodes: show` (2 episodes, such as a.mp4)"
    )
    assert "--configfile tiny.yaml" in error
    assert before == {path: path.stat().st_mtime_ns for path in show.folder.glob("results/**/*")}

    dry = show.run("--dry-run", *target[:1], EDGES.format("d"), config=config("other"))
    assert dry.returncode == 0
    warning = dry.stdout[dry.stdout.index("Warning: ") :]
    assert warning.removeprefix("Warning: ").startswith("results/ was made from `episodes: show`")
    assert "localrule" not in warning

    more = config("[other/d.mp4, show/b.mp4]")
    assert show.run("--", EDGES.format("d"), config=more).returncode == 0
    replaced = config("other", "another_show: replace\n")
    assert show.run("--", EDGES.format("e"), config=replaced).returncode == 0
    assert show.run("--", EDGES.format("b"), config=config("show")).returncode == 1


def test_a_missing_gpu_and_overridden_values_are_told_before_the_first_job(show: Workflow) -> None:
    mine = show.folder / "mine.yaml"
    mine.write_text(config("show", "device: cuda\n"))
    words = ("--configfile", "tiny.yaml", "mine.yaml", "--")
    done = snakemake(show, *words, "results/models/gan/gray/1/weights.safetensors")
    assert done.status == 1
    assert done.said.splitlines()[-5:] == [
        "Values that override those of a preset:",
        "  frames.stride: 12 in tiny.yaml, 1 in mine.yaml",
        "  device: cpu in tiny.yaml, cuda in mine.yaml",
        "",
        "Error: `device: cuda` asks for a GPU and PyTorch finds none: run where there is one, or"
        " set `device: auto`.",
    ]
    assert not (show.folder / "results").exists()
    assert snakemake(show, *words, EDGES.format("a")).status == 0, "which needs no GPU"


def test_a_home_that_cannot_be_written_is_one_sentence(
    show: Workflow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", "/proc/nowhere")
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    show.is_forked = False  # the libraries look for it when they are loaded
    run = show.run("--dry-run")
    assert run.returncode == 1
    assert run.stdout.splitlines()[-1] == (
        "Error: Snakemake's folder /proc/nowhere/.cache/snakemake cannot be written: put"
        " XDG_CACHE_HOME=$PWD/.cache or another folder before the command."
    )


@pytest.mark.parametrize(
    "word",
    ["results/table.csv", "results/show.json", "write_report"],
)
def test_a_target_taken_for_a_config_file_is_one_sentence(show: Workflow, word: str) -> None:
    results = show.folder / "results"
    results.mkdir()
    (results / "table.csv").write_text("model,l1\ngan,17.7\n")
    (results / "show.json").write_text('{"command": []}')
    run = snakemake(show, "--configfile", "tiny.yaml", word)
    assert run.status == 1
    assert run.said.splitlines()[-1] == (
        f"Error: {word} is taken for a config file: put `--` before what is to be made."
    )
    assert "Traceback" not in run.said
