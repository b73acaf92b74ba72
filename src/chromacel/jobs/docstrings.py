"""What docstrings say of a function's parameters and of a dataclass's fields, in Google's style.

Standard library only, as the command line that shows it.
"""

import inspect
import re
from collections.abc import Callable

SECTIONS = ("Args", "Attributes", "Raises", "Returns", "Yields")


def sections(documented: Callable[..., object] | type) -> dict[str, list[str]]:
    """The lines of a docstring by section; those before the first section under ""."""
    lines: dict[str, list[str]] = {"": []}
    name = ""
    for line in inspect.cleandoc(documented.__doc__ or "").splitlines():
        if line.removesuffix(":") in SECTIONS and line.endswith(":"):
            name = line.removesuffix(":")
        lines.setdefault(name, []).append(line)
    return lines


def description(documented: Callable[..., object] | type) -> str:
    """All that comes before the first section, its paragraphs without line breaks."""
    paragraphs = "\n".join(sections(documented)[""]).strip().split("\n\n")
    return "\n\n".join(" ".join(paragraph.split()) for paragraph in paragraphs)


def explanations(documented: Callable[..., object] | type, section: str) -> dict[str, str]:
    """What a section says of each name: `Args` of a function's, `Attributes` of a dataclass's.

    A dataclass inherits its bases' explanations along with their fields.
    """
    texts: dict[str, str] = {}
    for base in getattr(documented, "__bases__", ()):
        texts |= explanations(base, section)
    name = ""
    for line in sections(documented).get(section, [])[1:]:
        if entry := re.fullmatch(r"    (\w+): +(.+)", line):
            name = entry[1]
            texts[name] = entry[2]
        elif name and line.startswith("     "):
            texts[name] += f" {line.strip()}"
    return texts
