"""Which stages a change of logic concerns: a careless import shows here as stages too many.

Each set is what should be made again. Before one grows, ask whether the stage uses the change, or
only shares a file with what does; a training may take days.
"""

import shutil
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from chromacel.jobs import fingerprint as module
from imports import ROOT

STAGES = {path.stem for path in (ROOT / "src/chromacel/stages").glob("[a-z]*.py")}
NETWORKS = {"train_model", "evaluate_model", "color_pictures", "plot_architecture"}
FIGURES = {stage for stage in STAGES if stage.startswith("plot_")}
SHARDS = {
    *("train_model", "evaluate_model", "evaluate_baselines", "check_findings", "find_failures"),
    *("write_shard", "describe_dataset", "write_report", "plot_comparison", "plot_convergence"),
    *("plot_dataset", "plot_failures", "plot_samples"),
}
FIGURES_WITH_NAMES = {
    *("plot_comparison", "plot_convergence", "plot_dataset", "plot_failures", "plot_samples"),
    "plot_unseen",
}
CONCERNED = {
    "jobs/command.py": STAGES,
    "files/whole.py": STAGES,
    "jobs/configuration.py": set(),
    "jobs/clock.py": set(),
    "files/archive.py": {"train_model", "color_pictures"},
    "files/inputs.py": {"check_episodes", "check_pictures"},
    "files/comics.py": {"check_episodes", "extract_frames"},
    "files/media.py": {
        *FIGURES_WITH_NAMES,
        *("extract_frames", "check_episodes", "check_pictures", "describe_dataset", "write_report"),
    },
    "files/names.py": {
        *FIGURES_WITH_NAMES,
        *("check_episodes", "check_pictures", "describe_dataset", "write_report", "color_episode"),
    },
    "jobs/lists.py": {
        *("check_episodes", "check_pictures", "split_frames", "audit_leakage", "write_shard"),
    },
    "jobs/encodings.py": set(),
    "demo/characters.py": {"draw_demo_episode", "draw_demo_pictures"},
    "machine/threads.py": {"color_episode", "evaluate_baselines"},
    "video/encoding.py": {"draw_demo_episode"},
    "video/inspection.py": {"check_episodes"},
    "video/sampling.py": {"check_episodes", "extract_frames"},
    "pictures/bilateral.py": {"evaluate_baselines"},
    "pictures/bars.py": {"check_episodes", "extract_frames"},
    "pictures/edges.py": {"detect_edges", "color_pictures"},
    "pictures/downsampling.py": {"downsample_frames", "color_pictures"},
    "pictures/files.py": {
        *("check_episodes", "extract_frames", "check_pictures", "color_pictures", "plot_unseen"),
    },
    "pictures/inspection.py": {"check_pictures", "color_pictures", "plot_unseen"},
    "pictures/writing.py": {"draw_demo_pictures", "color_pictures", "plot_unseen"},
    "pictures/sharpness.py": {
        *("evaluate_model", "evaluate_baselines"),
        *("check_findings", "plot_convergence"),
    },
    "similarity/scenes.py": {"split_frames"},
    "similarity/duplicates.py": {"split_frames", "audit_leakage"},
    "dataset/comics.py": {"check_episodes", "extract_frames"},
    "dataset/inspection.py": {"check_episodes"},
    "dataset/extraction.py": {"extract_frames"},
    "dataset/split.py": {"split_frames", "audit_leakage"},
    "dataset/shards.py": SHARDS,
    "dataset/selection.py": {
        *("train_model", "evaluate_baselines"),
        *("check_findings", "describe_dataset", "write_report"),
        *("plot_comparison", "plot_convergence", "plot_dataset", "plot_samples", "plot_unseen"),
    },
    "models/networks.py": NETWORKS,
    "models/objectives.py": NETWORKS,
    "models/draws.py": NETWORKS,
    "models/structure.py": {"plot_architecture"},
    "training/engine.py": {"train_model"},
    "training/keeping.py": {"train_model"},
    "training/resuming.py": {"train_model"},
    "machine/distributed.py": NETWORKS,
    "evaluation/metrics.py": {"evaluate_model", "evaluate_baselines"},
    "evaluation/progress.py": {"train_model", "check_findings", "plot_convergence"},
    "evaluation/intervals.py": {"check_findings", "tabulate_metrics", "write_report"},
    "evaluation/labels.py": {
        *FIGURES - {"plot_architecture", "plot_dataset"},
        *("check_findings", "find_failures", "tabulate_metrics", "write_report"),
    },
    "figures/style.py": FIGURES,
    "figures/grids.py": {
        *("plot_comparison", "plot_dataset", "plot_failures", "plot_samples", "plot_unseen"),
    },
    "card/page.py": {"describe_dataset"},
    "report/page.py": {"write_report"},
    "coloring/pictures.py": {"color_pictures"},
    "coloring/strips.py": {"color_pictures"},
}
KEYFRAMES = {  # of each stage on keyframes, those of the files above that concern it
    "propose_keyframes": {
        *("files/media.py", "files/names.py", "video/sampling.py", "pictures/writing.py"),
        *("files/comics.py", "dataset/comics.py", "pictures/files.py"),
    },
    "check_keyframes": {
        *("files/media.py", "jobs/lists.py", "video/sampling.py", "pictures/bars.py"),
        *("files/comics.py", "dataset/comics.py", "pictures/files.py"),
    },
    "adapt_model": {
        *("files/archive.py", "pictures/edges.py", "pictures/downsampling.py", "dataset/shards.py"),
        *("dataset/selection.py", "models/networks.py", "models/objectives.py", "models/draws.py"),
        *("training/engine.py", "training/keeping.py", "training/resuming.py"),
        *("machine/distributed.py", "evaluation/progress.py"),
    },
    "evaluate_adapted": {
        *("pictures/sharpness.py", "similarity/duplicates.py", "dataset/shards.py"),
        *("models/networks.py", "models/objectives.py", "machine/distributed.py"),
        *("models/draws.py", "evaluation/metrics.py"),
    },
}
SHOTS = {  # the same of the stages on whole shots
    "take_shots": {
        *("files/media.py", "files/names.py", "jobs/lists.py", "video/sampling.py"),
        *("pictures/bars.py", "pictures/edges.py", "pictures/downsampling.py"),
        *("files/comics.py", "dataset/comics.py", "pictures/files.py", "dataset/shards.py"),
    },
    "color_shots": {
        *("models/networks.py", "models/objectives.py", "models/draws.py"),
        "machine/distributed.py",
    },
    "measure_shots": {"similarity/duplicates.py", "evaluation/labels.py"},
    "plot_shots": {"dataset/selection.py", "figures/grids.py"},
    "write_report": {"jobs/lists.py"},  # since a run may have no shots
}
HINTS = {
    "measure_hints": {"dataset/selection.py", "dataset/shards.py"},
    "measure_transfers": {"dataset/selection.py", "dataset/shards.py", "pictures/files.py"},
    "evaluate_hinted": {
        *("dataset/selection.py", "dataset/shards.py", "models/networks.py"),
        *("models/objectives.py", "models/draws.py", "machine/distributed.py"),
    },
    "tabulate_hints": {"evaluation/labels.py"},
}
COLORING = {
    "color_episode": {
        *("coloring/pictures.py", "coloring/strips.py", "files/comics.py", "files/media.py"),
        *("dataset/comics.py", "jobs/lists.py", "machine/distributed.py", "models/draws.py"),
        *("models/networks.py", "models/objectives.py", "pictures/downsampling.py"),
        *("pictures/edges.py", "pictures/files.py", "pictures/writing.py", "video/sampling.py"),
    },
}
for stage, concerning in [*KEYFRAMES.items(), *SHOTS.items(), *HINTS.items(), *COLORING.items()]:
    CONCERNED |= {file: CONCERNED[file] | {stage} for file in concerning}


@pytest.mark.parametrize("file", CONCERNED)
def test_changed_logic_concerns_exactly_the_stages_that_use_it(file: str) -> None:
    assert (ROOT / "src/chromacel" / file).is_file()
    name = "chromacel." + file.removesuffix(".py").replace("/", ".")
    concerned = {
        stage for stage in STAGES if name in module.dependencies(f"chromacel.stages.{stage}")
    }
    assert concerned == CONCERNED[file]


def fingerprints() -> dict[str, str]:
    for memory in (module.fingerprint, module._logic, module._parsed):
        memory.cache_clear()
    return {stage: module.fingerprint(f"chromacel.stages.{stage}") for stage in STAGES}


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A copy of the project's description and code, which fingerprints are taken of."""
    shutil.copytree(ROOT / "src", tmp_path / "src")
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    with monkeypatch.context() as patched:
        patched.setattr(module, "SOURCE", tmp_path / "src")
        patched.chdir(tmp_path)
        yield tmp_path
    fingerprints()  # of the real code, for the tests to come


def test_a_new_version_concerns_no_stage(project: Path) -> None:
    """It is stated in the project's description, and in no module."""
    before = fingerprints()
    version = tomllib.loads((project / "pyproject.toml").read_text())["project"]["version"]
    changed = set()
    for path in [project / "pyproject.toml", *(project / "src").rglob("*.py")]:
        text = path.read_text()
        path.write_text(text.replace(f'"{version}"', '"9.9.9"'))
        if path.read_text() != text:
            changed.add(path.name)
    assert changed == {"pyproject.toml"}
    assert fingerprints() == before
