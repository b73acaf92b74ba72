"""The figures, in the paper's order, each with the caption that the workflow's report has, too."""

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from jinja2 import Environment, StrictUndefined

from chromacel.errors import InputError
from chromacel.evaluation.labels import INPUTS, MODELS
from chromacel.machine.processors import processors
from chromacel.report.frames import figure_says, film_uri, webp_uri

# Folder or name below results/figures: heading, and the wildcards of its path.
GROUPS: dict[str, tuple[str, tuple[str, ...]]] = {
    "architecture": ("Figures 3 to 5: the networks", ("network",)),
    "dataset": ("Figure 6: the dataset", ()),
    "losses": ("Figures 7 to 9: losses", ("model", "network", "condition")),
    "convergence": ("Pictures by epoch", ("model", "condition")),
    "comparison": ("Figures 10 and 11: test frames", ("condition",)),
    "samples": ("Test frames with maps of the error", ("model", "condition")),
    "failures": ("Figures 12 to 14: failures", ("kind",)),
    "film": ("Whole shots", ()),
    "shots": ("Whole shots", ()),
    "hints": ("Colors with hints", ()),
    "unseen": ("Figure 15: pictures without truth", ()),
    "leakage": ("Error against distance to training", ()),
    "errors": ("Error by luma and hue", ()),
}

FILM = ".mp4"
CAPTIONS = Path(__file__).parent / "captions"


@dataclass(frozen=True)
class Shown:
    """A figure as the page shows it; one that only `says` something is text there, and one that
    `moves` is a film."""

    alternative: str
    caption: str
    says: str
    uri: str
    width: int
    height: int
    moves: bool = False


def grouped_figures(paths: Sequence[Path], config: Mapping[str, Any]) -> dict[str, list[Shown]]:
    """The figures by heading. Captions are Jinja templates that know a figure's wildcards and
    `config`, as workflow reports have them.

    Raises:
        InputError: a figure belongs to no group.
    """
    shown: dict[str, list[Shown]] = {heading: [] for heading, _ in GROUPS.values()}
    environment = Environment(undefined=StrictUndefined)
    with ThreadPoolExecutor(processors()) as threads:
        pictures = threads.map(_picture, paths)
    for path, picture in zip(paths, pictures, strict=True):
        parts = path.with_suffix("").parts
        below = parts[parts.index("figures") + 1 :] if "figures" in parts else ("",)
        if below[0] not in GROUPS or len(below) - 1 != len(GROUPS[below[0]][1]):
            raise InputError(f"{path} is no figure of this workflow: delete it.")
        heading, names = GROUPS[below[0]]
        wildcards = SimpleNamespace(**dict(zip(names, below[1:], strict=True)))
        template = (CAPTIONS / f"{below[0]}.rst").read_text(encoding="utf-8")
        labels = {name: _label(name, value) for name, value in vars(wildcards).items()}
        snakemake = SimpleNamespace(wildcards=wildcards, config=config, params={"names": labels})
        caption = environment.from_string(template).render(snakemake=snakemake).strip()
        alternative = ": ".join(filter(None, [heading, ", ".join(labels.values())]))
        if path.suffix != FILM:
            shown[heading].append(Shown(alternative, caption, figure_says(path), *picture))
        elif path.stat().st_size:  # of no shots, it is empty
            shown[heading].append(Shown(alternative, caption, "", *picture, moves=True))
    return {heading: figures for heading, figures in shown.items() if figures}


def _picture(path: Path) -> tuple[str, int, int]:
    """As a URI, with its columns and rows; a film shows itself how many it has."""
    return (film_uri(path), 0, 0) if path.suffix == FILM else webp_uri(path)


def _label(wildcard: str, value: str) -> str:
    """What people call a figure's model and condition."""
    return {"model": MODELS, "condition": INPUTS}.get(wildcard, {}).get(value, value)
