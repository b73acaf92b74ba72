"""The paper's Table 1 for our models, with baselines and the paper's own numbers beside them."""

import html
import math
from collections.abc import Iterator

import pandas as pd

from chromacel.frames import CONDITIONS
from chromacel.names import INPUTS, MODELS

METHODS = {
    **MODELS,
    "condition": "baseline: the input itself, as gray",
    "mean_color": "baseline: mean training color",
    "mean_picture": "baseline: mean training picture",
}
# Table 1: (L1, L2) by condition and model, on the paper's own show.
PAPER = {
    ("gray", "convnet"): (19.19, 1219.73),
    ("gray", "gan"): (16.25, 747.29),
    ("edge", "convnet"): (50.68, 4720.35),
    ("edge", "gan"): (39.09, 3046.84),
}
TITLE = "Distances to the true colors on the test split"
HEADINGS = ("Input", "Method", "Seeds", "L1", "L2", "Paper's L1", "Paper's L2")
STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;margin:2rem;color:#222;background:#fff}"
    "table{border-collapse:collapse}th,td{padding:.3rem .8rem;border-bottom:1px solid #ccc}"
    "td:nth-child(n+3),th:nth-child(n+3){text-align:right;font-variant-numeric:tabular-nums}"
)


def tabulate(models: pd.DataFrame, baselines: pd.DataFrame) -> pd.DataFrame:
    """One row per condition and method: frames, seeds, and L1 and L2 with the paper's.

    `models` has the columns model, condition, seed, l1 and l2, a row per test frame; `baselines`
    has baseline in place of model, and no seed. Of several seeds, `l1` and `l2` are the mean of
    the trainings, and `l1_std` and `l2_std` their standard deviation.
    """
    rows = pd.concat(
        [
            models.rename(columns={"model": "method"}),
            baselines.rename(columns={"baseline": "method"}),
        ]
    )
    keys = ["condition", "method"]
    trainings = rows.groupby([*keys, "seed"], dropna=False, sort=False).agg(
        frames=("l1", "size"), l1=("l1", "mean"), l2=("l2", "mean")
    )
    table = (
        trainings.reset_index()
        .groupby(keys, sort=False)
        .agg(
            frames=("frames", "first"),
            seeds=("seed", "count"),
            l1=("l1", "mean"),
            l1_std=("l1", "std"),
            l2=("l2", "mean"),
            l2_std=("l2", "std"),
        )
        .reset_index()
    )
    paper = [
        PAPER.get(key, (None, None))
        for key in zip(table["condition"], table["method"], strict=True)
    ]
    table["paper_l1"], table["paper_l2"] = zip(*paper, strict=True)
    order = {name: place for place, name in enumerate((*INPUTS, *METHODS))}
    return table.sort_values(keys, key=lambda column: column.map(order)).reset_index(drop=True)


def findings(table: pd.DataFrame) -> list[str]:
    """How many of the comparisons behind each claim hold, where the table has any."""
    means = table.groupby(["condition", "method"])[["l1", "l2"]].mean()
    models = [row for row in means.index if row[1] in MODELS]
    baselines = [row for row in means.index if row[1] not in MODELS]
    claims = {
        "The paper: the GAN is closer to the truth than the ConvNet": [
            ((condition, "gan"), (condition, "convnet")) for condition in CONDITIONS
        ],
        "The paper: colors from grayscale are closer to the truth than from edges": [
            (("gray", model), ("edge", model)) for model in MODELS
        ],
        "Every model is closer to the truth than every baseline": [
            (model, baseline) for model in models for baseline in baselines
        ],
    }
    sentences = []
    for claim, pairs in claims.items():
        known = [(one, two) for one, two in pairs if {one, two} <= set(means.index)]
        counts = [
            f"{sum(means.loc[one, distance] < means.loc[two, distance] for one, two in known)}"
            f" of {len(known)} comparisons of {distance.upper()}"
            for distance in ("l1", "l2")
        ]
        if known:
            sentences.append(f"{claim}: true in {' and in '.join(counts)}.")
    return sentences


def as_markdown(table: pd.DataFrame) -> str:
    lines = [HEADINGS, ("---", "---", "---:", "---:", "---:", "---:", "---:"), *_cells(table)]
    rows = "\n".join(f"| {' | '.join(line)} |" for line in lines)
    checks = "\n".join(f"- {sentence}" for sentence in findings(table))
    return f"# {TITLE}\n\n{_explanation(table)}\n\n{rows}\n\n{checks}\n"


def as_html(table: pd.DataFrame) -> str:
    head = "".join(f"<th>{html.escape(heading)}</th>" for heading in HEADINGS)
    rows = "".join(
        f"<tr>{''.join(f'<td>{html.escape(cell)}</td>' for cell in line)}</tr>"
        for line in _cells(table)
    )
    checks = "".join(f"<li>{html.escape(sentence)}</li>" for sentence in findings(table))
    return (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{TITLE}</title>'
        f"<style>{STYLE}</style><h1>{TITLE}</h1><p>{html.escape(_explanation(table))}</p>"
        f"<table><tr>{head}</tr>{rows}</table><ul>{checks}</ul></html>\n"
    )


def _explanation(table: pd.DataFrame) -> str:
    return (
        f"Mean absolute (L1) and squared (L2) difference per pixel and channel on the 0–255 scale,"
        f" over {table['frames'].max()} test frames. Smaller is better."
        + (
            " Of several seeds, the mean of the trainings ± their standard deviation."
            if table["seeds"].max() > 1
            else ""
        )
        + " The paper's numbers are of another show, and stand here for orientation only."
    )


def _cells(table: pd.DataFrame) -> Iterator[tuple[str, ...]]:
    for row in table.to_dict("records"):
        measured = (_number(row[name], row[f"{name}_std"]) for name in ("l1", "l2"))
        paper = (_number(row[name]) for name in ("paper_l1", "paper_l2"))
        seeds = str(row["seeds"] or "")
        yield (INPUTS[row["condition"]], METHODS[row["method"]], seeds, *measured, *paper)


def _number(value: float, deviation: float = math.nan) -> str:
    if pd.isna(value):
        return ""
    return f"{value:.2f}" + ("" if pd.isna(deviation) else f" ± {deviation:.2f}")
