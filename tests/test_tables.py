from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import torch

from chromacel.evaluation import distances, gray_as_color, mean_picture
from chromacel.storage import created_h5
from chromacel.tables import as_html, as_markdown, findings, tabulate


def test_distances_are_the_papers_per_pixel_channel() -> None:
    truth = torch.zeros(2, 4, 5, 3, dtype=torch.uint8)
    colored = truth.clone()
    colored[1, ..., 0] = 30
    colored[1, 0, 0, 1] = 255
    l1, l2 = distances(colored, truth)
    assert l1.tolist() == pytest.approx([0, (30 * 20 + 255) / 60])
    assert l2.tolist() == pytest.approx([0, (900 * 20 + 255**2) / 60])


def test_the_gray_baseline_is_the_condition_in_all_channels() -> None:
    condition = torch.arange(20, dtype=torch.uint8).reshape(1, 4, 5)
    color = gray_as_color(condition)
    assert color.shape == (1, 4, 5, 3)
    assert all(torch.equal(color[..., channel], condition) for channel in range(3))


def test_the_mean_picture_is_that_of_all_given_shards(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    parts = [rng.integers(0, 256, (n, 4, 6, 3), np.uint8) for n in (3, 70)]
    paths = [tmp_path / "0.h5", tmp_path / "1.h5"]
    for path, part in zip(paths, parts, strict=True):
        with created_h5(path) as file:
            file["rgb"] = part
    assert mean_picture(paths) == pytest.approx(np.concatenate(parts).mean(0))


def metrics() -> tuple[pd.DataFrame, pd.DataFrame]:
    values = {
        ("convnet", "gray"): 20,
        ("gan", "gray"): 10,
        ("convnet", "edge"): 30,
        ("gan", "edge"): 40,
    }
    models = pd.DataFrame(
        [
            {"model": model, "condition": condition, "seed": 1, "l1": l1 + change, "l2": l1 * 10.0}
            for (model, condition), l1 in values.items()
            for change in (-1, 1)
        ]
    )
    baselines = pd.DataFrame(
        [
            {"baseline": name, "condition": condition, "l1": l1, "l2": 1000.0}
            for name, condition, l1 in [
                ("condition", "gray", 35.0),
                ("condition", "edge", 90.0),
                ("mean_color", "none", 60.0),
                ("mean_picture", "none", 50.0),
            ]
            for _ in range(2)
        ]
    )
    return models, baselines


def test_the_table_averages_frames_and_stands_beside_the_papers() -> None:
    table = tabulate(*metrics())
    rows = list(zip(table["condition"], table["method"], table["l1"], strict=True))
    assert rows == [
        ("gray", "convnet", 20),
        ("gray", "gan", 10),
        ("gray", "condition", 35),
        ("edge", "convnet", 30),
        ("edge", "gan", 40),
        ("edge", "condition", 90),
        ("none", "mean_color", 60),
        ("none", "mean_picture", 50),
    ]
    assert (table["frames"] == 2).all()
    assert table.loc[1, ["paper_l1", "paper_l2"]].tolist() == [16.25, 747.29]
    assert table["paper_l1"].notna().sum() == 4


def test_several_seeds_give_mean_and_standard_deviation() -> None:
    models, baselines = metrics()
    again = models.assign(seed=2, l1=models["l1"] + 6, l2=models["l2"] * 2)
    table = tabulate(pd.concat([models, again]), baselines)
    convnet = table.iloc[0]
    assert (convnet["seeds"], convnet["frames"], convnet["l1"]) == (2, 2, 23)
    assert convnet["l1_std"] == pytest.approx(6 / 2**0.5)
    assert "| grayscale | ConvNet | 2 | 23.00 ± 4.24 | 300.00 ± 141.42 | 19.19 |" in (
        as_markdown(table)
    )
    assert "| grayscale | baseline: the input itself, as gray |  | 35.00 | 1000.00 |" in (
        as_markdown(table)
    )
    assert "standard deviation" in as_html(table)
    assert "standard deviation" not in as_html(tabulate(models, baselines))


def test_findings_are_counted_as_they_fall() -> None:
    gan, gray, baselines = findings(tabulate(*metrics()))
    assert "true in 1 of 2 comparisons of L1 and in 1 of 2 comparisons of L2." in gan
    assert "2 of 2 comparisons of L1 and in 2 of 2" in gray
    assert "15 of 16 comparisons of L1 and in 16 of 16" in baselines


def test_one_model_alone_is_a_table_too() -> None:
    models, baselines = metrics()
    table = tabulate(models.query("model == 'gan' and condition == 'gray'"), baselines)
    [beaten] = findings(table)
    assert "4 of 4 comparisons of L1" in beaten


def test_markdown_and_html_hold_every_number() -> None:
    table = tabulate(*metrics())
    for text in (as_markdown(table), as_html(table)):
        for number in ("20.00", "90.00", "19.19", "3046.84", "mean training picture"):
            assert number in text
        assert "nan" not in text.lower()
