"""The memory of parsed modules, `.snakemake/parsed.json`, beside what parsing anew gives."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from chromacel.jobs import fingerprint as module

STAGES = ("detect_edges", "train_model")
PRINT = """
import sys
from chromacel.jobs.fingerprint import fingerprint
for stage in sys.argv[1:]:
    print(fingerprint(f"chromacel.stages.{stage}"))
"""


class Project:
    """A copy of the package beside an empty memory, and new processes that take fingerprints."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        shutil.copytree(module.SOURCE / "chromacel", folder / "src/chromacel")
        self.parser = folder / "src/chromacel/jobs/fingerprint.py"
        self.memory = folder / module.PARSED

    def fingerprints(self, before: str = "") -> list[str]:
        done = subprocess.run(
            [sys.executable, "-I", "-S", "-c", f"{self.path}{before}{PRINT}", *STAGES],
            cwd=self.folder,
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout.split()

    @property
    def path(self) -> str:
        return f"import sys; sys.path.insert(0, {str(self.folder / 'src')!r})\n"

    def falsify(self) -> list[str]:
        """Other logic in the memory, so that its use shows; the fingerprints made of it."""
        parsed = json.loads(self.memory.read_bytes())
        self.memory.write_text(
            json.dumps({key: ["0", names] for key, (_, names) in parsed.items()})
        )
        return self.fingerprints()


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(tmp_path)


def test_what_the_same_parser_has_parsed_is_reused(project: Project) -> None:
    right = project.fingerprints()
    modules = len(json.loads(project.memory.read_bytes()))
    wrong = project.falsify()
    assert not set(wrong) & set(right)
    assert project.fingerprints() == wrong
    assert len(json.loads(project.memory.read_bytes())) == modules


def test_a_changed_parser_parses_anew(project: Project) -> None:
    right = project.fingerprints()
    project.falsify()
    with project.parser.open("a") as file:
        file.write("\nVERSION = 2\n")
    # Of these stages, `train_model` alone imports the parser.
    edges, training = project.fingerprints()
    assert edges == right[0]
    project.memory.unlink()
    assert project.fingerprints() == [edges, training]


def test_a_changed_parser_never_gives_what_the_old_one_made_of_a_tree(project: Project) -> None:
    right = project.fingerprints()
    text = project.parser.read_text()
    project.parser.write_text(text.replace("ast.dump(tree)", "ast.dump(tree, indent=1)"))
    assert project.parser.read_text() != text
    changed = project.fingerprints()
    assert not set(changed) & set(right)
    project.parser.write_text(text)
    assert project.fingerprints() == right


def test_another_version_of_python_parses_anew(project: Project) -> None:
    right = project.fingerprints()
    wrong = project.falsify()
    assert project.fingerprints("sys.version = '3.99.0 (another)'\n") == right
    assert project.fingerprints() == wrong


def test_a_start_from_memory_is_faster(project: Project) -> None:
    """Each job on a cluster begins with one."""
    clock = "import time, atexit; atexit.register(lambda: print(time.process_time()))\n"
    anew, remembered = (float(project.fingerprints(clock)[-1]) for _ in range(2))
    assert remembered < anew
