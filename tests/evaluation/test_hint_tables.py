"""The table and the figure of colorings with hints."""

from collections.abc import Sequence
from pathlib import Path

import pandas as pd
import pytest
from PIL import Image

from chromacel.evaluation.hint_amounts import NUMBERS, SHARES
from chromacel.evaluation.hint_tables import as_markdown, hint_rows, tabulate_hints
from chromacel.figures.hints import hint_curves


def measured(
    method: str,
    condition: str,
    psnr: Sequence[float],
    seed: int | None = None,
    mark: str = "stroke",
) -> pd.DataFrame:
    rows = [
        {"episode": "a", "index": index, "kind": kind, "amount": amount, "l1": 9.0, "psnr": value}
        for index, value in enumerate(psnr)
        for kind, amounts in ((mark, SHARES), ("point", NUMBERS))
        for amount in amounts
    ]
    return pd.DataFrame(rows).assign(method=method, condition=condition, seed=seed)


@pytest.fixture
def table() -> pd.DataFrame:
    rows = [
        measured("yatziv", "edge", [10, 20]),
        measured("tuned", "gray", [20, 30], seed=1),
        measured("tuned", "gray", [30, 40], seed=2),
        measured("fill", "gray", [21, 21]),
    ]
    return tabulate_hints(pd.concat(rows))


def test_rows_are_means_over_frames_and_seeds_baselines_first(table: pd.DataFrame) -> None:
    columns = ["condition", "method", "seeds", "frames", "area"]
    assert table[columns].to_numpy().tolist() == [
        ["gray", "fill", 0, 2, 21],
        ["gray", "tuned", 2, 2, pytest.approx(30)],
        ["edge", "yatziv", 0, 2, pytest.approx(15)],
    ]
    assert (table["l1_30"] == 9).all()


def test_cells_are_in_words_and_what_they_are_of_is_said(table: pd.DataFrame) -> None:
    head, first, *_ = hint_rows(table)
    assert head[:5] == ["Input", "Method", "Area", "PSNR, 0 %", "PSNR, 10 %"]
    assert head[-1] == "L1, 100"
    assert first[:3] == ["grayscale", "baseline: regions filled", "21.00"]
    text = as_markdown(table)
    assert text.startswith("2 test frames, each colored with hints")
    assert "a stroke along each of the largest regions" in text
    dots = tabulate_hints(measured("fill", "gray", [20.0], mark="dot"))
    assert as_markdown(dots).startswith("1 test frame, ")
    assert "a dot in each" in as_markdown(dots)


def test_the_figure_has_a_row_for_each_condition(table: pd.DataFrame, tmp_path: Path) -> None:
    sizes = []
    for conditions in (["gray"], ["gray", "edge"]):
        path = tmp_path / "hints.png"
        hint_curves(path, table[table["condition"].isin(conditions)])
        sizes.append(Image.open(path).height)
    assert sizes[1] > 1.6 * sizes[0]
