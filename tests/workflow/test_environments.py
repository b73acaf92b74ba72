"""The conda environments and the direct dependencies against the constraints file."""

import re
import tomllib
from pathlib import Path

import pytest
import yaml

from chromacel.jobs.fingerprint import dependencies

ROOT = Path(__file__).parents[2]
CONSTRAINTS = dict(
    line.split("==")
    for line in (ROOT / "constraints.txt").read_text().splitlines()
    if not line.startswith("#")
)
ENVIRONMENTS = sorted((ROOT / "envs").glob("*.yaml"))
PACKAGES = {
    "cv2": "opencv-python-headless",
    "ffmpeg": "ffmpeg-python",
    "imageio_ffmpeg": "imageio-ffmpeg",
    "jinja2": "Jinja2",
    "PIL": "pillow",
    "skimage": "scikit-image",
    "pytorch_msssim": "pytorch-msssim",
}


@pytest.mark.parametrize("path", ENVIRONMENTS, ids=lambda path: path.stem)
def test_an_environment_has_the_versions_of_the_constraints(path: Path) -> None:
    for pin in yaml.safe_load(path.read_text())["dependencies"][-1]["pip"]:
        name, version = pin.split("==")
        assert CONSTRAINTS[name] == version


def test_each_rule_finds_its_imports_in_its_environment() -> None:
    for rules in (ROOT / "workflow/rules").glob("*.smk"):
        for rule in re.split(r"\n(?= *rule )", rules.read_text()):
            if not (found := re.search(r"envs/(\w+\.yaml)", rule)):
                continue
            environment = yaml.safe_load((ROOT / "envs" / found[1]).read_text())
            has = {pin.split("==")[0] for pin in environment["dependencies"][-1]["pip"]}
            [stage] = set(re.findall(r"python -m (chromacel\.stages\.\w+)", rule))
            assert third_party(stage) <= has, stage


def third_party(stage: str) -> set[str]:
    names = set()
    for module in dependencies(stage):
        file = ROOT / "src" / Path(*module.split("."))
        text = (file.with_suffix(".py") if not file.is_dir() else file / "__init__.py").read_text()
        names |= set(re.findall(r"^(?:from|import) (\w+)", text, re.M))
    known = {PACKAGES.get(name, name) for name in names}
    return known & set(CONSTRAINTS)


def test_each_direct_dependency_is_pinned_and_has_its_reason() -> None:
    text = (ROOT / "pyproject.toml").read_text()
    project = tomllib.loads(text)["project"]
    for entry in [*project["dependencies"], *project["optional-dependencies"]["dev"]]:
        name = re.split(r"[<>=]", entry)[0]
        assert {name.lower(), name} & {pin.lower() for pin in CONSTRAINTS}, name
        assert re.search(rf'"{re.escape(entry)}", +# \S', text), f"{name} has no reason"
