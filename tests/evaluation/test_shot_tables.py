"""The table of whole shots: rows, their order, and what is left out of it."""

import numpy as np
import pandas as pd
import pytest

from chromacel.evaluation.shot_summary import COLUMNS, COUNTS, RATIOS, true_name
from chromacel.evaluation.shot_tables import as_markdown, shot_rows, tabulate_shots


def measured(model: str, method: str, seed: int, value: float) -> dict[str, float | str | int]:
    names = {"model": model, "condition": "gray", "seed": seed, "method": method}
    numbers = dict.fromkeys(COLUMNS, value) | {"recurrence": np.nan, "recurring": 0}
    truth = dict.fromkeys(map(true_name, RATIOS), 2.0)
    return {**names, "shot": 0, "frames": 24, "held_pixels": 9, **numbers, **truth}


def test_a_model_has_a_row_for_each_method_with_the_mean_of_its_seeds() -> None:
    rows = [
        measured("gan", "steady", 1, 3.0),
        measured("gan", "alone", 1, 4.0),
        measured("gan", "alone", 2, 8.0),
        measured("convnet", "alone", 1, 2.0),
    ]
    table = tabulate_shots(pd.DataFrame(rows))
    assert table[["model", "method", "seeds", "shots"]].to_numpy().tolist() == [
        ["convnet", "alone", 1, 1],
        ["gan", "alone", 2, 1],
        ["gan", "steady", 1, 1],
    ]
    assert table["cdc"].tolist() == [1, 3, 1.5]
    assert table["wobble"].tolist() == [2, 6, 3]
    head, *lines = shot_rows(table)
    assert "Recurrence" not in head  # no shot has one
    assert lines[1][:4] == ["grayscale", "GAN", "each frame alone", "3.00 ×"]


def test_a_test_split_without_videos_is_said_and_is_no_error() -> None:
    names = ["model", "condition", "seed", "method", "shot", "frames"]
    truth = [true_name(name) for name in RATIOS]
    table = tabulate_shots(pd.DataFrame(columns=[*names, *COLUMNS, *truth, *COUNTS]))
    assert table.empty
    assert as_markdown(table).startswith("No shot was measured")


@pytest.mark.parametrize("value", [np.nan, -0.001])
def test_a_missing_number_is_empty_and_none_is_minus_zero(value: float) -> None:
    table = tabulate_shots(pd.DataFrame([measured("gan", "alone", 1, 1.0)]))
    cells = next(iter(list(shot_rows(table.assign(held_flicker=[value], cdc=[1.0])))[1:]))
    assert "-0.00" not in cells
