"""The table of whole shots: a row for each model and method of coloring."""

from collections.abc import Iterator

import pandas as pd

from chromacel.evaluation.labels import INPUTS, MODELS
from chromacel.evaluation.shot_summary import COLUMNS, RATIOS, summarize

KEYS = ("condition", "model", "method")
METHODS = {"alone": "each frame alone", "steady": "steady"}
LABELS = {
    "cdc": "CDC",
    "cdc_chroma": "CDC, chroma",
    "saturation": "saturation",
    "warp_error": "warp error",
    "held_flicker": "held flicker",
    "wrong": "wrong color",
    "wobble": "wobble",
    "rest": "rest",
    "recurrence": "recurrence",
}
DEFINITIONS = {
    "cdc": "change of the histograms of colors between frames 1, 2 and 4 apart, beside the truth's",
    "cdc_chroma": "the same without luma, which is the input's",
    "saturation": "beside the truth's; gray does not flicker, so read the others beside this one",
    "warp_error": "squared change of chroma along the motion, beside the truth's",
    "held_flicker": "change of chroma where luma is held, in levels, minus the truth's",
    "wrong": "of the squared chroma error: the square of a whole shot's mean error",
    "wobble": "of the same: the variance of the mean error from frame to frame",
    "rest": "of the same: the variance within frames",
    "recurrence": "difference of chroma between look-alike frames of two shots, minus the truth's",
}


def tabulate_shots(rows: pd.DataFrame) -> pd.DataFrame:
    """A row for each of `KEYS`: shots, frames, seeds and `COLUMNS`, the mean over the seeds.

    `rows` has the columns of `measure_shots`, and model, condition and seed.
    """
    by_seed = summarize(rows, [*KEYS, "seed"])
    grouped = by_seed.groupby(list(KEYS), sort=False)
    means = dict.fromkeys(("shots", "frames", *COLUMNS), "mean")
    table = grouped.agg({**means, "seed": "nunique"}).reset_index()
    table = table.rename(columns={"seed": "seeds"}).astype({"shots": int, "frames": int})
    orders = {"condition": [*INPUTS], "model": [*MODELS], "method": [*METHODS]}
    return table.sort_values(
        list(KEYS), key=lambda column: column.map([*orders[str(column.name)]].index)
    ).reset_index(drop=True)


def shot_rows(table: pd.DataFrame) -> Iterator[list[str]]:
    """The table's cells as text, its head first; without columns in which no row has a number."""
    shown = [name for name in LABELS if table[name].notna().any()]
    yield ["Input", "Method", "Colored", *(_capital(LABELS[name]) for name in shown)]
    for row in table.to_dict("records"):
        names = [INPUTS[row["condition"]], MODELS[row["model"]], METHODS[row["method"]]]
        yield [*names, *(_number(name, row[name]) for name in shown)]


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]


def _number(name: str, value: float) -> str:
    if pd.isna(value):
        return ""
    digits = 1 if name in ("wrong", "wobble", "rest") else 2
    return f"{round(value, digits) + 0.0:.{digits}f}{' ×' if name in RATIOS else ''}"


def explanation(table: pd.DataFrame) -> str:
    """What the numbers are of."""
    if table.empty:
        return "No shot was measured: the test split has no frame of a video."
    shots, frames = table.loc[0, ["shots", "frames"]]
    return (
        f"Every frame of {shots} shots around test frames, {frames} frames in all. A number with ×"
        " is a ratio to the truth's: 1 × is as steady as the truth."
    )


def as_markdown(table: pd.DataFrame) -> str:
    head, *lines = shot_rows(table)
    marks = ["---"] * 3 + ["---:"] * (len(head) - 3)
    cells = "\n".join("| " + " | ".join(line) + " |" for line in (head, marks, *lines))
    terms = "\n".join(f"- {LABELS[name]}: {text}" for name, text in DEFINITIONS.items())
    return f"{explanation(table)}\n\n{cells}\n\n{terms}\n"
