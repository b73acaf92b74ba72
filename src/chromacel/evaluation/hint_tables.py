"""The table of colorings with hints: a row for each condition and method."""

from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd

from chromacel.evaluation.hint_amounts import NUMBERS, POINT, SHARES, area
from chromacel.evaluation.hint_labels import HINT_METHODS
from chromacel.evaluation.labels import INPUTS
from chromacel.evaluation.untrained import TRANSFERS

KEYS = ("condition", "method")
COLUMNS = (
    *("area", *(f"psnr_{share}" for share in SHARES)),
    *(f"l1_{number}" for number in NUMBERS),
)
SHOWN = ("area", "psnr_0", "psnr_0.1", "psnr_1", "l1_0", "l1_10", "l1_30", "l1_100")
MARKS = {"stroke": "a stroke along each", "dot": "a dot in each"}
DEFINITIONS = {
    "Area": "below the curve of PSNR, in decibels, over the share of regions with a hint, from none"
    " to all: the mean PSNR along it",
    "PSNR, 10 %": "with a hint for 10 % of the regions, the largest ones first",
    "L1, 10": "with 10 hints at random places, each a small square",
}


def tabulate_hints(rows: pd.DataFrame) -> pd.DataFrame:
    """A row for each of `KEYS`: marks, frames, seeds (0 of what needs no training) and `COLUMNS`,
    means over frames and seeds.

    `rows` has the columns of `measure_frames`, method, and of models seed.
    """
    rows = rows.assign(seed=rows.get("seed", np.nan))
    records = []
    for keys, own in rows.groupby(list(KEYS), sort=False):
        means = own.groupby(["kind", "amount"])[["psnr", "l1"]].mean()
        [mark] = set(own["kind"]) - {POINT}
        curve = means.loc[mark, "psnr"]
        record = dict(zip(KEYS, keys, strict=True)) | {"marks": mark}
        record["frames"] = len(own[["episode", "index"]].drop_duplicates())
        record["seeds"] = own["seed"].nunique()
        record["area"] = area(curve.index, curve)
        record |= {f"psnr_{share}": curve[share] for share in SHARES}
        record |= {f"l1_{number}": means.loc[(POINT, number), "l1"] for number in NUMBERS}
        records.append(record)
    orders = {"condition": [*INPUTS], "method": [*HINT_METHODS]}
    return (
        pd.DataFrame(records)
        .sort_values([*KEYS], key=lambda column: column.map([*orders[str(column.name)]].index))
        .reset_index(drop=True)
    )


def hint_rows(table: pd.DataFrame) -> Iterator[list[str]]:
    """The table's cells as text, its head first."""
    yield ["Input", "Method", *(_heading(name) for name in SHOWN)]
    for row in table.to_dict("records"):
        names = [INPUTS[row["condition"]], HINT_METHODS[row["method"]]]
        yield [*names, *(f"{row[name]:.2f}" for name in SHOWN)]


def _heading(name: str) -> str:
    kind, _, amount = name.partition("_")
    match kind:
        case "area":
            return "Area"
        case "psnr":
            return f"PSNR, {float(amount):.0%}".replace("%", " %")
        case _:
            return f"L1, {amount}"


def explanation(table: pd.DataFrame) -> str:
    """What the numbers are of."""
    frames, mark = table["frames"].max(), table["marks"].iloc[0]
    transfers = (
        " Rows without hints take the colors of the nearest training picture."
        if table["method"].isin(TRANSFERS).any()
        else ""
    )
    return (
        f"{frames} test frame{'' if frames == 1 else 's'}, each colored with hints in its true"
        f" colors: {MARKS[mark]} of the largest regions, or squares at random places. No row of"
        f" another table has seen such hints.{transfers}"
    )


def as_markdown(table: pd.DataFrame) -> str:
    head, *lines = hint_rows(table)
    marks = ["---"] * 2 + ["---:"] * (len(head) - 2)
    cells = "\n".join(_line(line) for line in (head, marks, *lines))
    terms = "\n".join(f"- {name}: {text}" for name, text in DEFINITIONS.items())
    return f"{explanation(table)}\n\n{cells}\n\n{terms}\n"


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
