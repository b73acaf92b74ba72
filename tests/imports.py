"""What a module's source imports, by its syntax tree."""

import ast
from pathlib import Path

ROOT = Path(__file__).parents[1]


def imported(source: str) -> set[str]:
    """The modules that run time imports, inside functions too, but for type checkers alone not."""
    names: set[str] = set()
    waiting: list[ast.AST] = [ast.parse(source)]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.If) and ast.unparse(node.test).endswith("TYPE_CHECKING"):
            waiting += node.orelse
            continue
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.module and not node.level, "imports name their module in full"
            names.add(node.module)
        waiting += ast.iter_child_nodes(node)
    return names


def source_of(module: str) -> str:
    """The source of one of our modules, or of a package's `__init__`."""
    path = ROOT / "src" / Path(*module.split("."))
    return (path / "__init__.py" if path.is_dir() else path.with_suffix(".py")).read_text()
