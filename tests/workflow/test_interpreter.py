"""Jobs run by the Python that runs Snakemake, whatever `python` a shell would find."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from conftest import Workflow

SNAKEMAKE = Path(sys.executable).parent / "snakemake"
EDGES = "results/edges/demo-01.h5"
STRANGER = "#!/bin/sh\necho a stranger was called >&2\nexit 7\n"


class Unactivated:
    """A new project, and a shell whose `python` is a stranger."""

    def __init__(self, folder: Path) -> None:
        self.workflow = Workflow.new(folder / "project")
        stranger = folder / "bin" / "python"
        stranger.parent.mkdir()
        stranger.write_text(STRANGER)
        stranger.chmod(0o755)
        self.environment = {
            "PATH": f"{stranger.parent}:/usr/bin:/bin",
            "HOME": str(folder),
        }

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            words,
            cwd=self.workflow.folder,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )

    def snakemake(self, *words: str) -> subprocess.CompletedProcess[str]:
        return self.run(str(SNAKEMAKE), *words, "--configfile", "tiny.yaml", "--", EDGES)


@pytest.fixture
def unactivated(tmp_path: Path) -> Unactivated:
    return Unactivated(tmp_path)


def test_snakemake_needs_no_activation(
    unactivated: Unactivated, finished_workflow: Workflow
) -> None:
    done = unactivated.snakemake("--cores", "2")
    assert done.returncode == 0, done.stdout
    assert (unactivated.workflow.folder / EDGES).read_bytes() == (
        finished_workflow.folder / EDGES
    ).read_bytes()


@pytest.mark.long
def test_the_shell_line_can_be_pasted_into_an_activated_shell(unactivated: Unactivated) -> None:
    done = unactivated.snakemake("--cores", "2", "--printshellcmds")
    assert done.returncode == 0, done.stdout
    [line] = re.findall(r"python -m chromacel\.stages\.detect_edges .*", done.stdout)
    edges = unactivated.workflow.folder / EDGES
    made = edges.read_bytes()
    edges.unlink()
    unactivated.environment["PATH"] = f"{SNAKEMAKE.parent}:/usr/bin:/bin"
    unactivated.environment["PYTHONPATH"] = "src"
    assert unactivated.run("bash", "-c", line).returncode == 0
    assert edges.read_bytes() == made


@pytest.mark.parametrize(
    "rules",
    [pytest.param(["make_grayscale"], marks=pytest.mark.long), ["make_grayscale", "detect_edges"]],
)
def test_a_job_or_group_that_a_node_starts_needs_none_either(
    unactivated: Unactivated, rules: list[str]
) -> None:
    """With the options by which cluster executors start one: Snakemake's Python, but no PATH."""
    done = unactivated.snakemake("--cores", "2", "--until", "extract_frames")
    assert done.returncode == 0, done.stdout
    done = unactivated.run(
        *(sys.executable, "-m", "snakemake", "--snakefile", "Snakefile", "--mode", "remote"),
        *("--target-jobs", *(f"{rule}:episode=demo-01" for rule in rules)),
        *("--allowed-rules", *rules, "--cores", "1", "--force", "--nolock", "--no-hooks"),
        *("--configfiles", "config.yaml", "tiny.yaml"),
    )
    assert done.returncode == 0, done.stdout
    made = unactivated.workflow.folder / "results"
    assert (made / "grayscale/demo-01.h5").exists()
    assert (made / "edges/demo-01.h5").exists() == (len(rules) == 2)


@pytest.mark.long
def test_where_software_is_deployed_nothing_is_put_before_it(unactivated: Unactivated) -> None:
    """Environment modules put theirs first before a job's line begins; here it is the stranger."""
    done = unactivated.snakemake("--cores", "2", "--software-deployment-method", "env-modules")
    assert done.returncode == 1
    assert "a stranger was called" in done.stdout


# What Snakemake asks conda, and how an environment is activated while another one is: it takes the
# place of that one in PATH, so that whatever stands before stays before.
CONDA = """#!/bin/sh
case "$*" in
    "info --json") echo '{"conda_prefix": "BASE", "platform": "linux-64"}' ;;
    --version) echo conda 25.1.0 ;;
    clean*) ;;
    config*) echo '{"get": {"channel_priority": "strict"}}' ;;
    *create*)
        while [ "$1" != --prefix ]; do shift; done
        mkdir -p "$2/bin"
        printf '#!/bin/sh\\necho "$0" >> BASE/called\\nexec PYTHON "$@"\\n' > "$2/bin/python"
        chmod +x "$2/bin/python" ;;
    *) echo "conda $*: not pretended" >&2; exit 1 ;;
esac
"""
ACTIVATE = 'PATH=$(echo "$PATH" | sed "s#BASE/bin#$1/bin#")\n'


@pytest.mark.long
def test_a_conda_environments_python_wins_and_finds_the_code(
    unactivated: Unactivated, tmp_path: Path
) -> None:
    """By a pretended conda, since a real one is not to be had everywhere."""
    base = tmp_path / "conda"
    (base / "bin").mkdir(parents=True)
    for name, text in (("conda", CONDA), ("activate", ACTIVATE)):
        script = base / "bin" / name
        script.write_text(text.replace("BASE", str(base)).replace("PYTHON", sys.executable))
        script.chmod(0o755)
    unactivated.environment["PATH"] = f"{base}/bin:{unactivated.environment['PATH']}"
    done = unactivated.snakemake("--cores", "2", "--software-deployment-method", "conda")
    assert done.returncode == 0, done.stdout
    assert (unactivated.workflow.folder / EDGES).exists()
    called = (base / "called").read_text().splitlines()
    assert len(called) == 4
    [python] = set(called)
    assert Path(python).is_relative_to(unactivated.workflow.folder / ".snakemake/conda")
