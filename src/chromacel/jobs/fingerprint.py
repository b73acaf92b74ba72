"""A hash of a stage's logic, so that Snakemake sees changed code as a changed parameter.

Standard library only: the Snakefile imports it each time that it is read.
"""

import ast
import contextlib
import hashlib
import json
import os
import sys
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from chromacel.models.recipes import RECIPES

SOURCE = Path(__file__).parents[2]
PACKAGE = "chromacel"
RECIPES_MODULE = "chromacel.models.recipes"
# What `_parse` made, by parser and source: each start of Snakemake asks for all modules.
PARSED = Path(".snakemake/parsed.json")


@cache
def fingerprint(module: str) -> str:
    """SHA-256 of the syntax trees of `module` and of all modules of ours that it imports, and of
    the templates in their packages.

    Comments, docstrings and layout do not count, so changing them reruns nothing.
    """
    return _hash(dependencies(module))


@cache
def model_fingerprint(stage: str, model: str) -> str:
    """That of a stage which runs one model: its own objective counts, wherever it is, and of the
    table of models its entry alone, without what only figures read."""
    recipe = RECIPES[model]
    modules = dependencies(stage) | dependencies(recipe.module)
    words = [recipe.objective, *recipe.own_settings, *filter(None, [recipe.starts_from])]
    return _hash(modules - {RECIPES_MODULE}, *words)


def _hash(modules: Iterable[str], *words: str) -> str:
    digest = hashlib.sha256("\n".join(words).encode())
    for name in sorted(modules):
        digest.update(_logic(name)[0])
    return digest.hexdigest()[:16]


def dependencies(module: str) -> set[str]:
    """`module`, the modules of ours that it imports, directly or not, and their packages."""
    found: set[str] = set()
    waiting = {module}
    while waiting:
        name = waiting.pop()
        found.add(name)
        parents = {name.rsplit(".", depth)[0] for depth in range(1, name.count(".") + 1)}
        waiting |= (_logic(name)[1] | parents) - found
    return found


@cache
def _logic(module: str) -> tuple[bytes, set[str]]:
    """What counts of a module, and the modules of ours that it imports: once, for all stages."""
    path = _file(module)
    assert path, f"{module} is not a module of this package"
    source, parsed = path.read_bytes(), _parsed()
    key = hashlib.sha256(_parser() + source).hexdigest()
    if key not in parsed:
        parsed[key] = _parse(source)
        _keep(parsed)
    logic, names = parsed[key]
    templates = b"".join(path.read_bytes() for path in _templates(module))
    return logic.encode() + templates, {name for name in names if _file(name)}


@cache
def _parser() -> bytes:
    """A hash of what `_parse` depends on beside a source: this module, and Python, whose versions
    dump the same tree differently."""
    return hashlib.sha256(sys.version.encode() + Path(__file__).read_bytes()).digest()


@cache
def _parsed() -> dict[str, tuple[str, list[str]]]:
    try:
        return dict(json.loads(PARSED.read_bytes()))
    except (OSError, ValueError):
        return {}


def _keep(parsed: dict[str, tuple[str, list[str]]]) -> None:
    with contextlib.suppress(OSError):  # such as a folder that cannot be written
        PARSED.parent.mkdir(exist_ok=True)
        part = PARSED.with_suffix(f".{os.getpid()}")
        part.write_text(json.dumps(parsed))
        part.replace(PARSED)


def _parse(source: bytes) -> tuple[str, list[str]]:
    """A hash of the syntax tree without docstrings, and what it imports of this package."""
    tree = ast.parse(source)
    names = set()
    for node in ast.walk(tree):
        if isinstance(body := getattr(node, "body", None), list):
            body[:] = [statement for statement in body if not _is_docstring(statement)]
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    ours = sorted(name for name in names if name.split(".")[0] == PACKAGE)
    return hashlib.sha256(ast.dump(tree).encode()).hexdigest(), ours


def _templates(module: str) -> list[Path]:
    """The files of a package that are not Python, its folders of such files included."""
    path = _file(module)
    if module == PACKAGE or not path or path.name != "__init__.py":
        return []
    found = (other for other in path.parent.rglob("*") if other.is_file())
    return sorted(other for other in found if other.suffix not in (".py", ".pyc"))


def _is_docstring(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


def _file(module: str) -> Path | None:
    base = SOURCE.joinpath(*module.split("."))
    return next(
        (path for path in (base.with_suffix(".py"), base / "__init__.py") if path.is_file()), None
    )
