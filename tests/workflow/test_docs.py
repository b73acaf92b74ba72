"""The pages for readers against what they speak of: files, links, commands, settings, rules."""

import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from conftest import ROOT, Workflow

PAGES = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").glob("*.md"))]
NOW = [page for page in PAGES if page.name != "CHANGELOG.md"]  # which tells of what was
TOP = {path.name for path in ROOT.iterdir() if not path.name.startswith(".")} - {"results"}
PACKAGE = ROOT / "src/chromacel"
PACKAGES = {path.name for path in PACKAGE.iterdir() if path.is_dir()}
CONFIG = yaml.safe_load((ROOT / "config.yaml").read_text())


def id_of(page: Path) -> str:
    return str(page.relative_to(ROOT))


each_page = pytest.mark.parametrize("page", PAGES, ids=id_of)
each_page_of_now = pytest.mark.parametrize("page", NOW, ids=id_of)


def code(page: Path) -> Iterator[str]:
    """What stands in backticks and in blocks of code."""
    blocks = re.split(r"^```.*\n", page.read_text(), flags=re.M)
    for number, block in enumerate(blocks):
        yield from [block] if number % 2 else re.findall(r"`([^`]+)`", block)


def words(page: Path) -> set[str]:
    """The words of its code that are written out, without wildcards and placeholders."""
    every = {word.strip("'\".,:;()") for text in code(page) for word in re.split(r"[\s=]", text)}
    return {word for word in every if word and not set(word) & set("{}<>*$…")}


def anchors(page: Path) -> set[str]:
    """What a link can name behind #: each heading, as GitHub writes it."""
    headings = re.findall(r"^#+ (.*)$", page.read_text(), re.M)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


def missing_links(page: Path) -> list[str]:
    missing = []
    for link in re.findall(r"\]\(([^)\s]+)\)", page.read_text()):
        path, _, anchor = link.partition("#")
        target = page.parent / path if path else page
        if "://" in link:
            continue
        if not target.exists() or (anchor and anchor not in anchors(target)):
            missing.append(link)
    return missing


def missing_paths(page: Path) -> list[str]:
    """Of this repository, or within the package: `models/recipes.py`, `models/`."""
    missing = []
    for word in words(page):
        first, slash, rest = word.partition("/")
        of_package = first in PACKAGES - TOP and slash and (not rest or rest.endswith(".py"))
        folder = ROOT if first in TOP else PACKAGE if of_package else None
        if folder and not (folder / word).exists():
            missing.append(word)
    return sorted(missing)


def make_targets() -> set[str]:
    rules = re.findall(r"^([\w./-]+(?: [\w./-]+)*):(?!=)", (ROOT / "Makefile").read_text(), re.M)
    return {target for rule in rules for target in rule.split()}


def missing_targets(page: Path) -> set[str]:
    calls = (call for text in code(page) for call in re.findall(r"\bmake((?:\s+[\w=.-]+)+)", text))
    named = {call.split("#")[0].split()[-1] for call in calls}
    return named - make_targets()


def missing_modules(page: Path) -> set[str]:
    """`chromacel.stages.detect_edges`, or what is defined in a module."""
    missing = set()
    for word in words(page):
        if not re.fullmatch(r"chromacel(\.\w+)+", word) or "onstart" in word:
            continue
        path = ROOT / "src" / word.replace(".", "/")
        if path.is_dir() or path.with_suffix(".py").exists():
            continue
        module = path.parent.with_suffix(".py")
        if not module.exists() or not re.search(
            rf"^(?:def|class) {path.name}\b|^{path.name}\b.* =", module.read_text(), re.M
        ):
            missing.add(word)
    return missing


def missing_settings(page: Path) -> set[str]:
    missing = set()
    for word in words(page):
        section, dot, key = word.partition(".")
        known = CONFIG.get(section)
        is_setting = dot and isinstance(known, dict) and re.fullmatch(r"\w+", key)
        if is_setting and key not in {"csv", "h5", "html", "md", "png", "py", *known}:
            missing.add(word)
    return missing


def test_the_readme_takes_two_minutes_to_read() -> None:
    assert len((ROOT / "README.md").read_text().splitlines()) <= 150


def test_every_page_is_in_the_readmes_list() -> None:
    linked = set(re.findall(r"\]\(([\w./]+\.md)\)", (ROOT / "README.md").read_text()))
    assert linked >= {id_of(page) for page in PAGES} - {"README.md"}


@each_page
def test_every_relative_link_leads_somewhere(page: Path) -> None:
    assert missing_links(page) == []


@each_page_of_now
def test_every_path_in_code_exists(page: Path) -> None:
    assert missing_paths(page) == []


@each_page
def test_every_make_target_exists(page: Path) -> None:
    assert missing_targets(page) == set()


@each_page_of_now
def test_every_module_and_setting_in_code_exists(page: Path) -> None:
    assert missing_modules(page) | missing_settings(page) == set()


def test_what_is_missing_is_seen(tmp_path: Path) -> None:
    """The checks above, on a page that is wrong everywhere and right once of each kind."""
    page = tmp_path / "page.md"
    page.write_text(
        "# A page\n[a](page.md#a-page) [b](page.md#no-page) [c](gone.md)\n"
        "`pytest tests/conftest.py tests/gone.py` and `models/gone.py`, `models/recipes.py`\n"
        "```\nmake SEED=2 fuzz  # comment\nmake gone\n```\n"
        "`chromacel.errors.InputError` `chromacel.errors.Gone` `engine.gone` `engine.precision`\n"
    )
    assert missing_links(page) == ["page.md#no-page", "gone.md"]
    assert missing_paths(page) == ["models/gone.py", "tests/gone.py"]
    assert missing_targets(page) == {"gone"}
    assert missing_modules(page) == {"chromacel.errors.Gone"}
    assert missing_settings(page) == {"engine.gone"}


RULEGRAPH = """flowchart TB
    id0[all]
    id1[draw]
    id2[cut]
    id3[plot_cuts]
    id4[plot_all]
    id1 --> id2
    id2 --> id3
    id1 --> id4
    id3 --> id0
    id1 --> id0
"""


def draw(readme: Path, rulegraph: str) -> subprocess.CompletedProcess[str]:
    script = [sys.executable, str(ROOT / "docs/diagram.py"), str(readme)]
    return subprocess.run(script, input=rulegraph, capture_output=True, text=True, check=False)


def test_the_diagram_has_one_box_for_figures_and_no_arrow_that_others_imply(tmp_path: Path) -> None:
    readme = tmp_path / "README.md"
    text = "before\n<!-- diagram: written by `make diagram` -->\n{}<!-- end of diagram -->\nafter\n"
    readme.write_text(text.format("old\n"))
    assert draw(readme, RULEGRAPH).returncode == 0
    arrows = '    draw --> cut\n    cut --> plots["plot_… (2 rules)"]\n'
    assert readme.read_text() == text.format(f"```mermaid\nflowchart TD\n{arrows}```\n")


def test_a_diagram_that_cannot_be_made_changes_nothing(tmp_path: Path) -> None:
    readme = tmp_path / "README.md"
    readme.write_text("without a place for it\n")
    for rulegraph, reason in (("", "no rule graph"), (RULEGRAPH, "lacks the lines")):
        done = draw(readme, rulegraph)
        assert done.returncode == 1
        assert done.stderr.startswith("Error: ") and reason in done.stderr
        assert readme.read_text() == "without a place for it\n"


def test_the_diagram_is_what_the_command_prints_today(tmp_path: Path) -> None:
    folder = Workflow.new(tmp_path).folder
    readme = Path(shutil.copy(ROOT / "README.md", folder))
    snakemake = [sys.executable, "-m", "snakemake", "--rulegraph", "mermaid-js"]
    done = subprocess.run(snakemake, cwd=folder, capture_output=True, text=True, check=True)
    assert draw(readme, done.stdout).returncode == 0
    assert readme.read_text() == (ROOT / "README.md").read_text(), "run `make diagram`"
    plots = {path.stem for path in (PACKAGE / "stages").glob("plot_*.py")}
    assert set(re.findall(r"\[(plot_\w+)", done.stdout)) == plots - {
        "plot_hints"
    }  # off in the demo


def test_the_readme_has_the_numbers_of_the_results_page() -> None:
    rows, page = (
        [
            [cell.strip() for cell in line.replace("*", "").strip("|").split("|")]
            for line in (ROOT / name).read_text().splitlines()
            if line.startswith(("| grayscale |", "| edges |"))
        ]
        for name in ("README.md", "docs/results.md")
    )
    assert rows
    whole = {(row[0], row[1]): row[3:5] for row in page}
    assert all(whole[row[0], row[1]] == row[2:4] for row in rows)


def test_the_layers_are_the_packages_that_contributors_read_of() -> None:
    page = (ROOT / "CONTRIBUTING.md").read_text()
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    [contract] = project["tool"]["importlinter"]["contracts"]
    layers = [set(layer.split(" | ")) for layer in contract["layers"]]
    table = re.findall(r"^\| ((?:`\w+(?:/|\.py)`(?:, )?)+) \|", page, re.M)
    assert [set(re.findall(r"`(\w+)", row)) for row in table] == layers
