"""The paper's Table 1 for our models, with baselines, intervals and the paper's own numbers."""

import html
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pandas as pd

from chromacel.evaluation.intervals import few_groups, groups, mean_intervals
from chromacel.evaluation.labels import INPUTS, LABELS, METHODS, METRICS

# Table 1: (L1, L2) by condition and model, on the paper's own show.
PAPER: dict[Any, tuple[float | None, float | None]] = {
    ("gray", "convnet"): (19.19, 1219.73),
    ("gray", "gan"): (16.25, 747.29),
    ("edge", "convnet"): (50.68, 4720.35),
    ("edge", "gan"): (39.09, 3046.84),
}
TITLE = "Distances to the true colors on the test split"
STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;margin:2rem;color:#222;background:#fff}"
    "table{border-collapse:collapse}th,td{padding:.3rem .8rem;border-bottom:1px solid #ccc}"
    "div{overflow-x:auto}body{max-width:75rem}p,li{max-width:50rem}"
    "td:nth-child(n+3),th:nth-child(n+3){text-align:right;font-variant-numeric:tabular-nums}"
)
FIRST = ("l1", "l2")


def tabulate(models: pd.DataFrame, baselines: pd.DataFrame, scenes: pd.DataFrame) -> pd.DataFrame:
    """One row per condition and method: frames, seeds, and each metric with its interval.

    `models` has the columns model, condition, seed, episode, index and the metrics, a row per test
    frame; `baselines` has baseline in place of model, and no seed; `scenes` has episode, index and
    scene. `{metric}_low` and `{metric}_high` bound its mean with 95 % confidence over `groups`
    episodes, or scenes (`over`), if these are enough; of several seeds, each frame counts with its
    mean, and `{metric}_std` is the standard deviation of the trainings.
    `paper_l1` and `paper_l2` are the paper's.

    Where `models` also has the column keyframes, to how many of them a model was adapted, adapted
    ones have rows of their own, behind the others of their condition.
    """
    rows = pd.concat(
        [
            models.rename(columns={"model": "method"}),
            baselines.rename(columns={"baseline": "method"}),
        ]
    )
    rows["keyframes"] = rows["keyframes"].fillna(0).astype(int) if "keyframes" in rows else 0
    records: list[dict[Any, Any]] = []
    keys = ["condition", "method", "keyframes"]
    for (condition, method, keyframes), results in rows.groupby(keys, sort=False):
        seeds = results.groupby("seed")[list(METRICS)].mean()
        frames = results.groupby(["episode", "index"])[list(METRICS)].mean()
        group, over = groups(frames.reset_index(), scenes)
        bounds = mean_intervals(frames.reset_index(drop=True), group)
        row: dict[Any, Any] = {"condition": condition, "method": method, "keyframes": keyframes}
        row["frames"] = len(frames)
        row |= {"seeds": len(seeds), "over": over, "groups": group.nunique()}
        for name, mean in frames.mean().items():
            low, high = bounds[name]
            row |= {name: mean, f"{name}_low": low, f"{name}_high": high}
            row[f"{name}_std"] = seeds[name].std()
        paper = None if keyframes else PAPER.get((condition, method))
        row["paper_l1"], row["paper_l2"] = paper or (None, None)
        records.append(row)
    records.sort(key=_order)
    return pd.DataFrame(records)


def _order(row: Mapping[Any, Any]) -> tuple[int, int, int]:
    """By condition, the automatic methods before the adapted ones."""
    place = [*INPUTS].index(row["condition"]), [*METHODS].index(row["method"])
    return place[0], row["keyframes"], place[1]


def as_markdown(
    table: pd.DataFrame, sentences: Sequence[str], warnings: Mapping[str, Sequence[str]]
) -> str:
    checks = "\n".join(f"- {sentence}" for sentence in sentences)
    parts = [
        f"# {TITLE}",
        *(f"**{sign}**: {models}." for sign, models in warning_lines(warnings)),
        explanation(table),
        _markdown(distance_rows(table)),
        checks,
        "## Other metrics",
        "Defined in docs/metrics.md. Brightness and sharpness are differences from the truth's.",
        _markdown(other_rows(table)),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def as_html(
    table: pd.DataFrame, sentences: Sequence[str], warnings: Mapping[str, Sequence[str]]
) -> str:
    checks = "".join(f"<li>{html.escape(sentence)}</li>" for sentence in sentences)
    warned = "".join(f"<p><b>{sign}</b>: {models}.</p>" for sign, models in warning_lines(warnings))
    return (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{TITLE}</title>'
        f"<style>{STYLE}</style><h1>{TITLE}</h1>{warned}<p>{html.escape(explanation(table))}</p>"
        f"{_html(distance_rows(table))}<ul>{checks}</ul>"
        f"<h2>Other metrics</h2>{_html(other_rows(table))}</html>\n"
    )


def warning_lines(warnings: Mapping[str, Sequence[str]]) -> list[tuple[str, str]]:
    """For each sign that `warning_signs` names, a heading, and the models that have it."""
    return [(sign.capitalize(), ", ".join(models)) for sign, models in warnings.items()]


def as_latex(table: pd.DataFrame) -> str:
    """The distances, for a paper with the package booktabs."""
    head, *lines = ([_latex(cell) for cell in line] for line in distance_rows(table))
    rows = "\n".join(f"{' & '.join(line)} \\\\" for line in lines)
    columns = "ll" + "r" * (len(head) - 2)
    return (
        f"% {explanation(table)}\n\\begin{{tabular}}{{{columns}}}\n\\toprule\n"
        f"{' & '.join(head)} \\\\\n\\midrule\n{rows}\n\\bottomrule\n\\end{{tabular}}\n"
    )


def explanation(table: pd.DataFrame) -> str:
    number, over, frames = table["groups"][0], table["over"][0], table["frames"].max()
    few = few_groups(number, over)
    return (
        "Mean absolute (L1) and squared (L2) difference per pixel and channel on the 0–255 scale,"
        f" over {frames} test frame{'' if frames == 1 else 's'}; smaller is better. "
        + (
            f"Without intervals, since {few}."
            if few
            else f"In brackets, 95 % intervals of the mean, by bootstrap over {number} {over}."
        )
        + (
            " Of several seeds, the mean of the trainings ± their standard deviation."
            if table["seeds"].max() > 1
            else ""
        )
        + " The paper's numbers are of another show, and stand here for orientation only."
    )


def distance_rows(table: pd.DataFrame) -> Iterator[tuple[str, ...]]:
    yield ("Input", "Method", "Seeds", "L1", "L2", "Paper's L1", "Paper's L2")
    for row in table.to_dict("records"):
        cells = []
        for name in FIRST:
            deviation = f" ± {row[f'{name}_std']:.2f}" if row["seeds"] > 1 else ""
            digits = 1 if name == "l1" else 0
            low, high = row[f"{name}_low"], row[f"{name}_high"]
            bounds = "" if pd.isna(low) else f" ({low:.{digits}f} to {high:.{digits}f})"
            cells.append(f"{row[name]:.2f}{deviation}{bounds}")
        paper = (_number(row[f"paper_{name}"]) for name in FIRST)
        yield (*_names(row), str(row["seeds"] or ""), *cells, *paper)


def other_rows(table: pd.DataFrame) -> Iterator[tuple[str, ...]]:
    names = [name for name in METRICS if name not in FIRST]
    yield ("Input", "Method", *(LABELS[name] for name in names))
    for row in table.to_dict("records"):
        digits = (3 if name in ("ssim", "ms_ssim") else 2 for name in names)
        yield (*_names(row), *map(_number, (row[name] for name in names), digits))


def _names(row: dict[Any, Any]) -> tuple[str, str]:
    number = int(row.get("keyframes", 0))
    adapted = f", adapted to {number} keyframe{'' if number == 1 else 's'}" if number else ""
    return INPUTS[row["condition"]], METHODS[row["method"]] + adapted


def _number(value: float, digits: int = 2) -> str:
    return "" if pd.isna(value) else f"{value:.{digits}f}"


def _markdown(lines: Iterator[tuple[str, ...]]) -> str:
    head, *rest = lines
    rules = ("---", "---", *("---:" for _ in head[2:]))
    return "\n".join(f"| {' | '.join(line)} |" for line in (head, rules, *rest))


def _html(lines: Iterator[tuple[str, ...]]) -> str:
    head, *rest = lines
    cells = "".join(f"<th>{html.escape(heading)}</th>" for heading in head)
    rows = "".join(
        f"<tr>{''.join(f'<td>{html.escape(cell)}</td>' for cell in line)}</tr>" for line in rest
    )
    return f'<div tabindex="0"><table><tr>{cells}</tr>{rows}</table></div>'


def _latex(text: str) -> str:
    return text.replace("±", r"$\pm$").replace("%", r"\%").replace("_", r"\_")
