"""The report as a page that needs nothing else: no network, no other file."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from chromacel.dataset.shards import Split
from chromacel.evaluation.labels import DEFINITIONS, FAILURES, LABELS
from chromacel.evaluation.prediction_files import Predictions
from chromacel.evaluation.tables import distance_rows, explanation, other_rows
from chromacel.report.figures import Shown
from chromacel.report.frames import Evidence, choices, chosen_frames, viewer_data
from chromacel.report.own_tables import OwnTable

TEMPLATES = Path(__file__).parent


@dataclass(frozen=True)
class Viewer:
    """Frames as `viewer_data` gives them, and what can be laid over each other, key to name."""

    frames: Sequence[Mapping[str, Any]]
    choices: Mapping[str, str]


def frame_viewer(
    split: Split,
    origins: pd.DataFrame,
    models: Sequence[Predictions],
    evidence: Evidence,
    most: int,
) -> Viewer:
    """A viewer of at most so many of the split's frames; `origins` has columns episode, index
    and name, the episode's."""
    chosen = chosen_frames(origins, evidence.failures, most)
    frames = viewer_data(origins, chosen, split, models, evidence)
    return Viewer(frames, choices(models))


def report_page(
    summary: str,
    table: pd.DataFrame,
    findings: pd.DataFrame,
    warnings: pd.DataFrame,
    leaks: Mapping[str, float],
    copies: Mapping[str, float],
    by: str,
    viewer: Viewer,
    figures: Mapping[str, Sequence[Shown]],
    tables: Mapping[str, OwnTable],
) -> str:
    """The whole HTML; `tables` are by the heading of their section, which has figures, too. Names
    of episodes are a stranger's text, and are escaped, also in JSON."""
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.policies["json.dumps_kwargs"] = {"ensure_ascii": True, "sort_keys": True}
    kinds = sorted({kind for frame in viewer.frames for kind in frame["kinds"]})
    return environment.get_template("report.html.jinja").render(
        style=(TEMPLATES / "report.css").read_text(encoding="utf-8"),
        script=(TEMPLATES / "viewer.js").read_text(encoding="utf-8"),
        summary=summary,
        explanation=explanation(table),
        distances=list(distance_rows(table)),
        others=list(other_rows(table)),
        baselines=["baseline" in row[1] for row in list(distance_rows(table))[1:]],
        definitions=[(LABELS[name], text) for name, text in DEFINITIONS.items()],
        findings=findings.to_dict("records"),
        warnings={
            model: rows.to_dict("records") for model, rows in warnings.groupby("model", sort=False)
        },
        leaks=leaks,
        copies=copies,
        by=by,
        frames=list(viewer.frames),
        choices=dict(viewer.choices),
        kinds={kind: FAILURES[kind] for kind in kinds},
        episodes=sorted({frame["episode"] for frame in viewer.frames}),
        figures=figures,
        tables=tables,
    )
