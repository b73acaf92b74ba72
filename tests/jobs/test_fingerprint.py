import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from chromacel.jobs import fingerprint as module

ROOT = Path(__file__).parents[2]


@pytest.fixture
def source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the package, which fingerprints are taken of."""
    shutil.copytree(module.SOURCE / "chromacel", tmp_path / "chromacel")
    monkeypatch.setattr(module, "SOURCE", tmp_path)
    monkeypatch.chdir(tmp_path)
    return tmp_path / "chromacel"


def taken(stage: str) -> str:
    module.fingerprint.cache_clear()
    module._logic.cache_clear()
    module._parsed.cache_clear()
    return module.fingerprint(f"chromacel.stages.{stage}")


def test_a_changed_template_changes_the_page_that_it_is_of_alone(source: Path) -> None:
    before = {stage: taken(stage) for stage in ("write_report", "describe_dataset", "plot_errors")}
    change(source / "report/captions/errors.rst", "Mean error", "The mean error")
    after = {stage: taken(stage) for stage in before}
    assert {stage for stage in before if before[stage] != after[stage]} == {"write_report"}


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def test_comments_docstrings_and_layout_do_not_count(source: Path) -> None:
    before = taken("detect_edges")
    change(source / "pictures/pixels.py", '"""Arrays of pixels', '"""Pixels')
    change(source / "pictures/edges.py", '"""Edge maps', '"""Maps of edges')
    change(source / "pictures/edges.py", "    low: int", "    # A comment.\n\n    low:    int")
    assert taken("detect_edges") == before


def test_changed_logic_counts_for_the_stages_that_import_it(source: Path) -> None:
    stages = ("detect_edges", "downsample_frames", "train_model")
    before = [taken(stage) for stage in stages]
    change(source / "pictures/edges.py", "settings.low", "settings.low + 1")
    after = [taken(stage) for stage in stages]
    assert [one != other for one, other in zip(before, after, strict=True)] == [True, False, False]


def test_an_indirect_import_counts(source: Path) -> None:
    before = taken("train_model")
    change(source / "models/networks.py", "LEAKY_SLOPE = 0.2", "LEAKY_SLOPE = 0.1")
    assert taken("train_model") != before


def test_a_source_is_parsed_once_and_a_damaged_memory_of_it_is_made_again(
    source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = taken("train_model")
    module.PARSED.write_text("{")
    assert taken("train_model") == before
    monkeypatch.delattr(module.ast, "parse")
    assert taken("train_model") == before


def named_in_the_rules() -> set[str]:
    """The modules of ours that the Snakefile and its rules import; they are not quite Python."""
    rules = "".join(path.read_text() for path in (ROOT / "workflow/rules").glob("*.smk"))
    text = (ROOT / "Snakefile").read_text() + rules
    lines = re.findall(r"^ *(?:from|import) +(chromacel[\w.]*)(.*)$", text, re.M)
    assert not [rest for _, rest in lines if not rest.startswith(" import ")], lines
    return {module for module, _ in lines}


# They read config files, with what Snakemake itself is installed with.
CONFIGURATION = "chromacel.jobs.configuration"
OF_CONFIG_FILES = {CONFIGURATION, "chromacel.jobs.config_keys", "chromacel.jobs.overrides"}


def test_what_the_snakefile_imports_needs_only_the_standard_library() -> None:
    """But for the check of the config: each job on a cluster reads the Snakefile again."""
    modules = named_in_the_rules()
    assert {"chromacel.jobs.command", "chromacel.jobs.fingerprint", CONFIGURATION} < modules
    imports = ", ".join(sorted(modules - OF_CONFIG_FILES))
    code = f"import sys; sys.path.insert(0, {str(module.SOURCE)!r}); import {imports}"
    done = subprocess.run([sys.executable, "-I", "-S", "-c", code], check=False)
    assert done.returncode == 0


def test_the_check_of_the_config_needs_only_jsonschema_and_yaml_besides() -> None:
    code = f"""
import sys, jsonschema, yaml
loaded = set(sys.modules)
sys.path.insert(0, {str(module.SOURCE)!r})
import {", ".join(sorted(named_in_the_rules()))}
print(*{{name.split(".")[0] for name in set(sys.modules) - loaded}} - sys.stdlib_module_names)
"""
    done = subprocess.run(
        [sys.executable, "-I", "-c", code], capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["chromacel"]
